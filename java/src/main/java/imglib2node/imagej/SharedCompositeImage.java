package imglib2node.imagej;

import ij.CompositeImage;
import ij.ImagePlus;
import ij.process.ImageProcessor;

/** An image of several channels over a shared stack. */
final class SharedCompositeImage extends CompositeImage implements SharedImage {
  private final SharedView view;

  SharedCompositeImage(ImagePlus image, int mode, SharedView view) {
    super(image, mode);
    this.view = view;
  }

  @Override
  public ImageProcessor processor() {
    return ip;
  }

  @Override
  public ImagePlus image() {
    return this;
  }

  @Override
  public void tellListeners() {
    notifyListeners(2);
  }

  @Override
  @SuppressWarnings(
      "UnsynchronizedOverridesSynchronized") // the view must not be called with our lock held
  public void updateAndDraw() {
    if (view != null) view.beforeDrawing(this);
    super.updateAndDraw();
  }

  @Override
  @SuppressWarnings(
      "UnsynchronizedOverridesSynchronized") // the view must not be called with our lock held
  public void unlock() {
    if (view != null) view.afterCommand(this);
    super.unlock();
  }
}
