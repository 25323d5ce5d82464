package imglib2node.image;

import imglib2node.memory.SharedDoubleAccess;
import net.imglib2.img.NativeImg;
import net.imglib2.img.basictypeaccess.DoubleAccess;
import net.imglib2.type.numeric.complex.ComplexDoubleType;

/** See {@link OwnTypes}. */
final class SharedComplexDoubleType extends ComplexDoubleType implements OwnTypes.Own {
  private SharedDoubleAccess memory;

  SharedComplexDoubleType(NativeImg<?, ? extends DoubleAccess> img) {
    super(img);
  }

  @Override
  public void updateContainer(Object sampler) {
    super.updateContainer(sampler);
    memory = (SharedDoubleAccess) dataAccess;
  }

  @Override
  public ComplexDoubleType duplicateTypeOnSameNativeImg() {
    return new SharedComplexDoubleType(img);
  }

  @Override
  public float getRealFloat() {
    return (float) memory.getValue(index().get() << 1);
  }

  @Override
  public void setReal(float value) {
    memory.setValue(index().get() << 1, value);
  }

  @Override
  public double getRealDouble() {
    return memory.getValue(index().get() << 1);
  }

  @Override
  public void setReal(double value) {
    memory.setValue(index().get() << 1, value);
  }

  @Override
  public float getImaginaryFloat() {
    return (float) memory.getValue((index().get() << 1) + 1);
  }

  @Override
  public void setImaginary(float value) {
    memory.setValue((index().get() << 1) + 1, value);
  }

  @Override
  public double getImaginaryDouble() {
    return memory.getValue((index().get() << 1) + 1);
  }

  @Override
  public void setImaginary(double value) {
    memory.setValue((index().get() << 1) + 1, value);
  }

  @Override
  public void set(double real, double imaginary) {
    setReal(real);
    setImaginary(imaginary);
  }

  @Override
  public void set(ComplexDoubleType from) {
    set(from.getRealDouble(), from.getImaginaryDouble());
  }

  /**
   * Symmetric: ImgLib2's asks for its own class, and plain types would be equal to this but not the
   * reverse.
   */
  @Override
  public boolean equals(Object other) {
    return other instanceof ComplexDoubleType that && valueEquals(that);
  }

  @Override
  public int hashCode() {
    return super.hashCode();
  }
}
