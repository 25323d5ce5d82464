package imglib2node.image;

import imglib2node.memory.SharedDoubleAccess;
import net.imglib2.img.NativeImg;
import net.imglib2.img.basictypeaccess.DoubleAccess;
import net.imglib2.type.numeric.real.DoubleType;

/** See {@link OwnTypes}. */
final class SharedDoubleType extends DoubleType implements OwnTypes.Own {
  private SharedDoubleAccess memory;

  SharedDoubleType(NativeImg<?, ? extends DoubleAccess> img) {
    super(img);
  }

  @Override
  public void updateContainer(Object sampler) {
    super.updateContainer(sampler);
    memory = (SharedDoubleAccess) dataAccess;
  }

  @Override
  public DoubleType duplicateTypeOnSameNativeImg() {
    return new SharedDoubleType(img);
  }

  @Override
  public double get() {
    return memory.getValue(index().get());
  }

  @Override
  public void set(double value) {
    memory.setValue(index().get(), value);
  }

  @Override
  public void set(DoubleType from) {
    memory.setValue(index().get(), from.get());
  }

  /**
   * Symmetric: ImgLib2's asks for its own class, and plain types would be equal to this but not the
   * reverse.
   */
  @Override
  public boolean equals(Object other) {
    return other instanceof DoubleType that && valueEquals(that);
  }

  @Override
  public int hashCode() {
    return super.hashCode();
  }
}
