package imglib2node.imagej;

import ij.ImagePlus;
import ij.process.ImageProcessor;

/** An image of one channel over a shared stack. */
final class SharedImagePlus extends ImagePlus implements SharedImage {
  private final SharedView view;

  SharedImagePlus(String title, SharedStack stack, SharedView view) {
    super(title, stack);
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
