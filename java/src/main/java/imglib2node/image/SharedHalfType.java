package imglib2node.image;

import imglib2node.memory.SharedHalfAccess;
import net.imglib2.img.NativeImg;
import net.imglib2.img.basictypeaccess.FloatAccess;
import net.imglib2.type.numeric.real.FloatType;

/** See {@link OwnTypes}. */
final class SharedHalfType extends FloatType implements OwnTypes.Own {
  private SharedHalfAccess memory;

  SharedHalfType(NativeImg<?, ? extends FloatAccess> img) {
    super(img);
  }

  @Override
  public void updateContainer(Object sampler) {
    super.updateContainer(sampler);
    memory = (SharedHalfAccess) dataAccess;
  }

  @Override
  public FloatType duplicateTypeOnSameNativeImg() {
    return new SharedHalfType(img);
  }

  @Override
  public float get() {
    return memory.getValue(index().get());
  }

  @Override
  public void set(float value) {
    memory.setValue(index().get(), value);
  }

  @Override
  public void set(FloatType from) {
    memory.setValue(index().get(), from.get());
  }

  /**
   * Symmetric: ImgLib2's asks for its own class, and plain types would be equal to this but not the
   * reverse.
   */
  @Override
  public boolean equals(Object other) {
    return other instanceof FloatType that && valueEquals(that);
  }

  @Override
  public int hashCode() {
    return super.hashCode();
  }
}
