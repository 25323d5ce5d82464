package imglib2node.image;

import imglib2node.memory.SharedByteAccess;
import net.imglib2.img.NativeImg;
import net.imglib2.img.basictypeaccess.ByteAccess;
import net.imglib2.type.numeric.integer.UnsignedByteType;

/** See {@link OwnTypes}. */
final class SharedUnsignedByteType extends UnsignedByteType implements OwnTypes.Own {
  private SharedByteAccess memory;

  SharedUnsignedByteType(NativeImg<?, ? extends ByteAccess> img) {
    super(img);
  }

  @Override
  public void updateContainer(Object sampler) {
    super.updateContainer(sampler);
    memory = (SharedByteAccess) dataAccess;
  }

  @Override
  public UnsignedByteType duplicateTypeOnSameNativeImg() {
    return new SharedUnsignedByteType(img);
  }

  @Override
  public byte getByte() {
    return memory.getValue(index().get());
  }

  @Override
  public int get() {
    return memory.getValue(index().get()) & 0xff;
  }

  @Override
  public void setByte(byte value) {
    memory.setValue(index().get(), value);
  }

  @Override
  public void set(int value) {
    memory.setValue(index().get(), (byte) value);
  }

  @Override
  public void set(UnsignedByteType from) {
    memory.setValue(index().get(), from.getByte());
  }

  /**
   * Symmetric: ImgLib2's asks for its own class, and plain types would be equal to this but not the
   * reverse.
   */
  @Override
  public boolean equals(Object other) {
    return other instanceof UnsignedByteType that && valueEquals(that);
  }

  @Override
  public int hashCode() {
    return super.hashCode();
  }
}
