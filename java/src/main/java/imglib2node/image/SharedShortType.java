package imglib2node.image;

import imglib2node.memory.SharedShortAccess;
import net.imglib2.img.NativeImg;
import net.imglib2.img.basictypeaccess.ShortAccess;
import net.imglib2.type.numeric.integer.ShortType;

/** See {@link OwnTypes}. */
final class SharedShortType extends ShortType implements OwnTypes.Own {
  private SharedShortAccess memory;

  SharedShortType(NativeImg<?, ? extends ShortAccess> img) {
    super(img);
  }

  @Override
  public void updateContainer(Object sampler) {
    super.updateContainer(sampler);
    memory = (SharedShortAccess) dataAccess;
  }

  @Override
  public ShortType duplicateTypeOnSameNativeImg() {
    return new SharedShortType(img);
  }

  @Override
  public short getShort() {
    return memory.getValue(index().get());
  }

  @Override
  public short get() {
    return memory.getValue(index().get());
  }

  @Override
  public void setShort(short value) {
    memory.setValue(index().get(), value);
  }

  @Override
  public void set(short value) {
    memory.setValue(index().get(), value);
  }

  @Override
  public void set(ShortType from) {
    memory.setValue(index().get(), from.getShort());
  }

  /**
   * Symmetric: ImgLib2's asks for its own class, and plain types would be equal to this but not the
   * reverse.
   */
  @Override
  public boolean equals(Object other) {
    return other instanceof ShortType that && valueEquals(that);
  }

  @Override
  public int hashCode() {
    return super.hashCode();
  }
}
