package imglib2node.image;

import imglib2node.memory.SharedIntAccess;
import net.imglib2.img.NativeImg;
import net.imglib2.img.basictypeaccess.IntAccess;
import net.imglib2.type.numeric.integer.UnsignedIntType;

/** See {@link OwnTypes}. */
final class SharedUnsignedIntType extends UnsignedIntType implements OwnTypes.Own {
  private SharedIntAccess memory;

  SharedUnsignedIntType(NativeImg<?, ? extends IntAccess> img) {
    super(img);
  }

  @Override
  public void updateContainer(Object sampler) {
    super.updateContainer(sampler);
    memory = (SharedIntAccess) dataAccess;
  }

  @Override
  public UnsignedIntType duplicateTypeOnSameNativeImg() {
    return new SharedUnsignedIntType(img);
  }

  @Override
  public int getInt() {
    return memory.getValue(index().get());
  }

  @Override
  public long get() {
    return memory.getValue(index().get()) & 0xffffffffL;
  }

  @Override
  public void setInt(int value) {
    memory.setValue(index().get(), value);
  }

  @Override
  public void set(long value) {
    memory.setValue(index().get(), (int) value);
  }

  @Override
  public void set(UnsignedIntType from) {
    memory.setValue(index().get(), from.getInt());
  }

  /**
   * Symmetric: ImgLib2's asks for its own class, and plain types would be equal to this but not the
   * reverse.
   */
  @Override
  public boolean equals(Object other) {
    return other instanceof UnsignedIntType that && valueEquals(that);
  }

  @Override
  public int hashCode() {
    return super.hashCode();
  }
}
