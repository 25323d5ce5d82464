package imglib2node.image;

import imglib2node.memory.SharedByteAccess;
import net.imglib2.img.NativeImg;
import net.imglib2.img.basictypeaccess.ByteAccess;
import net.imglib2.type.numeric.integer.ByteType;

/** See {@link OwnTypes}. */
final class SharedByteType extends ByteType implements OwnTypes.Own {
  private SharedByteAccess memory;

  SharedByteType(NativeImg<?, ? extends ByteAccess> img) {
    super(img);
  }

  @Override
  public void updateContainer(Object sampler) {
    super.updateContainer(sampler);
    memory = (SharedByteAccess) dataAccess;
  }

  @Override
  public ByteType duplicateTypeOnSameNativeImg() {
    return new SharedByteType(img);
  }

  @Override
  public byte getByte() {
    return memory.getValue(index().get());
  }

  @Override
  public byte get() {
    return memory.getValue(index().get());
  }

  @Override
  public void setByte(byte value) {
    memory.setValue(index().get(), value);
  }

  @Override
  public void set(byte value) {
    memory.setValue(index().get(), value);
  }

  @Override
  public void set(ByteType from) {
    memory.setValue(index().get(), from.getByte());
  }

  /**
   * Symmetric: ImgLib2's asks for its own class, and plain types would be equal to this but not the
   * reverse.
   */
  @Override
  public boolean equals(Object other) {
    return other instanceof ByteType that && valueEquals(that);
  }

  @Override
  public int hashCode() {
    return super.hashCode();
  }
}
