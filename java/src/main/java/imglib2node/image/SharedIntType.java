package imglib2node.image;

import imglib2node.memory.SharedIntAccess;
import net.imglib2.img.NativeImg;
import net.imglib2.img.basictypeaccess.IntAccess;
import net.imglib2.type.numeric.integer.IntType;

/** See {@link OwnTypes}. */
final class SharedIntType extends IntType implements OwnTypes.Own {
  private SharedIntAccess memory;

  SharedIntType(NativeImg<?, ? extends IntAccess> img) {
    super(img);
  }

  @Override
  public void updateContainer(Object sampler) {
    super.updateContainer(sampler);
    memory = (SharedIntAccess) dataAccess;
  }

  @Override
  public IntType duplicateTypeOnSameNativeImg() {
    return new SharedIntType(img);
  }

  @Override
  public int getInt() {
    return memory.getValue(index().get());
  }

  @Override
  public int get() {
    return memory.getValue(index().get());
  }

  @Override
  public void setInt(int value) {
    memory.setValue(index().get(), value);
  }

  @Override
  public void set(int value) {
    memory.setValue(index().get(), value);
  }

  @Override
  public void set(IntType from) {
    memory.setValue(index().get(), from.getInt());
  }

  /**
   * Symmetric: ImgLib2's asks for its own class, and plain types would be equal to this but not the
   * reverse.
   */
  @Override
  public boolean equals(Object other) {
    return other instanceof IntType that && valueEquals(that);
  }

  @Override
  public int hashCode() {
    return super.hashCode();
  }
}
