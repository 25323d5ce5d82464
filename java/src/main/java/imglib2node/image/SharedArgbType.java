package imglib2node.image;

import imglib2node.memory.SharedIntAccess;
import net.imglib2.img.NativeImg;
import net.imglib2.img.basictypeaccess.IntAccess;
import net.imglib2.type.numeric.ARGBType;

/** See {@link OwnTypes}. */
final class SharedArgbType extends ARGBType implements OwnTypes.Own {
  private SharedIntAccess memory;

  SharedArgbType(NativeImg<?, ? extends IntAccess> img) {
    super(img);
  }

  @Override
  public void updateContainer(Object sampler) {
    super.updateContainer(sampler);
    memory = (SharedIntAccess) dataAccess;
  }

  @Override
  public ARGBType duplicateTypeOnSameNativeImg() {
    return new SharedArgbType(img);
  }

  @Override
  public int get() {
    return memory.getValue(index().get());
  }

  @Override
  public void set(int value) {
    memory.setValue(index().get(), value);
  }

  @Override
  public void set(ARGBType from) {
    memory.setValue(index().get(), from.get());
  }

  /**
   * Symmetric: ImgLib2's asks for its own class, and plain types would be equal to this but not the
   * reverse.
   */
  @Override
  public boolean equals(Object other) {
    return other instanceof ARGBType that && valueEquals(that);
  }

  @Override
  public int hashCode() {
    return super.hashCode();
  }
}
