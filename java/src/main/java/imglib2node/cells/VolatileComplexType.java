package imglib2node.cells;

import net.imglib2.img.NativeImg;
import net.imglib2.img.basictypeaccess.volatiles.VolatileAccess;
import net.imglib2.type.NativeType;
import net.imglib2.type.numeric.ComplexType;
import net.imglib2.type.volatiles.AbstractVolatileNativeNumericType;

/**
 * A complex number that may not be loaded yet: ImgLib2 has such types of real numbers and colours
 * only.
 *
 * @param <C> the plain type
 * @param <T> this type
 */
abstract class VolatileComplexType<
        C extends ComplexType<C> & NativeType<C>, T extends VolatileComplexType<C, T>>
    extends AbstractVolatileNativeNumericType<C, T> {
  private final NativeImg<?, ?> img;

  /**
   * @param img what it reads; null for a variable, which is valid
   */
  VolatileComplexType(C plain, NativeImg<?, ?> img) {
    super(plain, img == null);
    this.img = img;
  }

  /** From now on the plain type reads that. */
  abstract void setAccess(Object access);

  abstract T self();

  @Override
  public void updateContainer(Object sampler) {
    // Once: asked again, a lazy image may give another cell, and what was read would not be what is
    // said to be valid.
    Object access = img.update(sampler);
    setAccess(access);
    setValid(((VolatileAccess) access).isValid());
  }

  @Override
  public T copy() {
    T copy = createVariable();
    copy.set(self());
    return copy;
  }
}
