package imglib2node.image;

import imglib2node.memory.SharedLongAccess;
import net.imglib2.img.NativeImg;
import net.imglib2.img.basictypeaccess.LongAccess;
import net.imglib2.type.numeric.integer.LongType;

/** See {@link OwnTypes}. */
final class SharedLongType extends LongType implements OwnTypes.Own {
  private SharedLongAccess memory;

  SharedLongType(NativeImg<?, ? extends LongAccess> img) {
    super(img);
  }

  @Override
  public void updateContainer(Object sampler) {
    super.updateContainer(sampler);
    memory = (SharedLongAccess) dataAccess;
  }

  @Override
  public LongType duplicateTypeOnSameNativeImg() {
    return new SharedLongType(img);
  }

  @Override
  public long getLong() {
    return memory.getValue(index().get());
  }

  @Override
  public long get() {
    return memory.getValue(index().get());
  }

  @Override
  public void setLong(long value) {
    memory.setValue(index().get(), value);
  }

  @Override
  public void set(long value) {
    memory.setValue(index().get(), value);
  }

  @Override
  public void set(LongType from) {
    memory.setValue(index().get(), from.getLong());
  }

  /**
   * Symmetric: ImgLib2's asks for its own class, and plain types would be equal to this but not the
   * reverse.
   */
  @Override
  public boolean equals(Object other) {
    return other instanceof LongType that && valueEquals(that);
  }

  @Override
  public int hashCode() {
    return super.hashCode();
  }
}
