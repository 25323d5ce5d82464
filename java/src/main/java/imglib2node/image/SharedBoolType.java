package imglib2node.image;

import imglib2node.memory.SharedBooleanAccess;
import net.imglib2.img.NativeImg;
import net.imglib2.img.basictypeaccess.BooleanAccess;
import net.imglib2.type.logic.NativeBoolType;

/** See {@link OwnTypes}. */
final class SharedBoolType extends NativeBoolType implements OwnTypes.Own {
  private SharedBooleanAccess memory;

  SharedBoolType(NativeImg<?, ? extends BooleanAccess> img) {
    super(img);
  }

  @Override
  public void updateContainer(Object sampler) {
    super.updateContainer(sampler);
    memory = (SharedBooleanAccess) dataAccess;
  }

  @Override
  public NativeBoolType duplicateTypeOnSameNativeImg() {
    return new SharedBoolType(img);
  }

  @Override
  public boolean get() {
    return memory.getValue(index().get());
  }

  @Override
  public void set(boolean value) {
    memory.setValue(index().get(), value);
  }

  @Override
  public void set(NativeBoolType from) {
    memory.setValue(index().get(), from.get());
  }

  /**
   * Symmetric: ImgLib2's asks for its own class, and plain types would be equal to this but not the
   * reverse.
   */
  @Override
  public boolean equals(Object other) {
    return other instanceof NativeBoolType that && valueEquals(that);
  }

  @Override
  public int hashCode() {
    return super.hashCode();
  }
}
