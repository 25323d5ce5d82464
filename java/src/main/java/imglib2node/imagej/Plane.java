package imglib2node.imagej;

import ij.process.ImageProcessor;
import java.lang.ref.WeakReference;

/**
 * One plane on loan to ImageJ: the array that ImageJ works on, and {@code agreed}, its values when
 * it last agreed with the shared memory. What differs from {@code agreed} in the array was changed
 * by ImageJ; what differs from it in memory was changed by others.
 */
final class Plane {
  final int number;
  final Object agreed;
  private Object held;
  private WeakReference<Object> pixels;
  private WeakReference<ImageProcessor> processor = new WeakReference<>(null);

  Plane(int number, Object pixels, Object agreed) {
    this.number = number;
    this.agreed = agreed;
    setPixels(pixels);
  }

  /** The array, or null once nobody uses it and it was {@link #letGo}. */
  Object pixels() {
    return held != null ? held : pixels.get();
  }

  /** ImageJ uses another array from now on. */
  void setPixels(Object array) {
    held = array;
    pixels = new WeakReference<>(array);
  }

  boolean isHeld() {
    return held != null;
  }

  /** Keeps the array though ImageJ may have dropped it. */
  void hold() {
    held = pixels.get();
  }

  /** Lets the array be collected when ImageJ has dropped it too. */
  void letGo() {
    held = null;
  }

  /** ImageJ shows the array through `ip`, which has the copy for an undo. */
  void shownBy(ImageProcessor ip) {
    if (ip.getPixels() == pixels()) processor = new WeakReference<>(ip);
  }

  /** ImageJ's undo copy of the plane, or null. */
  Object undo() {
    ImageProcessor ip = processor.get();
    return ip == null || ip.getPixels() != pixels() ? null : ip.getSnapshotPixels();
  }
}
