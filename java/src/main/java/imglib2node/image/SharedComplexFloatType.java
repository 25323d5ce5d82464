package imglib2node.image;

import imglib2node.memory.SharedFloatAccess;
import net.imglib2.img.NativeImg;
import net.imglib2.img.basictypeaccess.FloatAccess;
import net.imglib2.type.numeric.complex.ComplexFloatType;

/** See {@link OwnTypes}. */
final class SharedComplexFloatType extends ComplexFloatType implements OwnTypes.Own {
  private SharedFloatAccess memory;

  SharedComplexFloatType(NativeImg<?, ? extends FloatAccess> img) {
    super(img);
  }

  @Override
  public void updateContainer(Object sampler) {
    super.updateContainer(sampler);
    memory = (SharedFloatAccess) dataAccess;
  }

  @Override
  public ComplexFloatType duplicateTypeOnSameNativeImg() {
    return new SharedComplexFloatType(img);
  }

  @Override
  public float getRealFloat() {
    return memory.getValue(index().get() << 1);
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
    memory.setValue(index().get() << 1, (float) value);
  }

  @Override
  public float getImaginaryFloat() {
    return memory.getValue((index().get() << 1) + 1);
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
    memory.setValue((index().get() << 1) + 1, (float) value);
  }

  @Override
  public void set(float real, float imaginary) {
    setReal(real);
    setImaginary(imaginary);
  }

  @Override
  public void set(ComplexFloatType from) {
    set(from.getRealFloat(), from.getImaginaryFloat());
  }

  /**
   * Symmetric: ImgLib2's asks for its own class, and plain types would be equal to this but not the
   * reverse.
   */
  @Override
  public boolean equals(Object other) {
    return other instanceof ComplexFloatType that && valueEquals(that);
  }

  @Override
  public int hashCode() {
    return super.hashCode();
  }
}
