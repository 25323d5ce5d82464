package imglib2node.imagej;

import ij.ImagePlus;
import ij.VirtualStack;
import ij.process.ImageProcessor;
import java.awt.Rectangle;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * An ImageJ stack whose planes are those of a shared image.
 *
 * <p>ImageJ works on arrays, so it gets a copy of a plane, always the same array for the same plane
 * as long as anybody has it: what one part of ImageJ writes the others see, as in an ordinary
 * stack. {@link PlaneMerge} says how a copy and the memory are brought to agree, and what is lost
 * when both sides write one pixel. This happens
 *
 * <ul>
 *   <li>when ImageJ asks for a plane, or gives one back (a change of the slice, {@link
 *       #setPixels});
 *   <li>when ImageJ redraws or unlocks the image, or tells its listeners that it was updated:
 *       painting, filters, undo, macros ({@link SharedImage});
 *   <li>when someone else says that the memory changed ({@link #refresh});
 *   <li>before a plane that ImageJ may still be changing is let go, and before the image is closed.
 * </ul>
 *
 * Lost is what ImageJ writes, with no sign to anyone, into an array that it kept of a plane used
 * long before (so many others were used since that this one was let go) and then drops.
 *
 * <p>Slices can be taken out and reordered, as ImageJ does to its view of the data; the memory
 * stays as it is. They can't be added. Read-only stacks behave as ImageJ's own virtual stacks:
 * changes last until the plane is read again.
 */
class SharedStack extends VirtualStack {
  /**
   * These refuse virtual stacks, or work on a copy, because changes would be lost. Here they
   * aren't.
   */
  private static final Set<String> KEEPS_CHANGES =
      Set.of(
          "ij.IJ.setupDialog",
          "ij.plugin.ImageCalculator.calculate",
          "ij.plugin.filter.StackLabeler.setup",
          "ij.plugin.frame.ContrastAdjuster.apply");

  final PlaneSource source;
  private final boolean writable;
  private final Consumer<Box> onWrite;
  private final PlaneCache cache;
  private final List<Integer> order;
  private double min = Double.NaN;
  private double max = Double.NaN;
  private boolean closed;

  /**
   * @param writable whether changes made by ImageJ go to memory
   * @param onWrite told the box of each change written to memory; must return at once
   */
  SharedStack(PlaneSource source, boolean writable, Consumer<Box> onWrite) {
    super(source.width, source.height);
    setBitDepth(source.kind.bitDepth);
    this.source = source;
    this.writable = writable;
    this.onWrite = onWrite;
    int pixelBytes = isColor() ? Integer.BYTES : source.kind.bitDepth / Byte.SIZE;
    this.cache = new PlaneCache((long) source.pixels() * pixelBytes, this::merge);
    this.order = new ArrayList<>(IntStream.range(0, source.planes()).boxed().toList());
  }

  boolean isWritable() {
    return writable;
  }

  /** Whether its pixels are colours. ImageJ sets a display range of these by changing them. */
  final boolean isColor() {
    return source.kind instanceof RgbPixels;
  }

  // Merging

  private synchronized Plane borrow(int n) {
    if (closed) throw new IllegalStateException("the shared volume was closed");
    int number = planeOf(n);
    Plane plane = cache.get(number);
    if (plane == null) {
      Object pixels = source.kind.allocate(source.pixels());
      // Both arrays are zero, so the merge takes over all that isn't.
      plane = new Plane(number, pixels, source.kind.allocate(source.pixels()));
      merge(plane);
      cache.add(plane);
    } else {
      if (!writable) copy(plane.agreed, plane.pixels());
      merge(plane);
    }
    return plane;
  }

  /** The plane that slice n (from 1) shows. */
  final synchronized int planeOf(int n) {
    if (n < 1 || n > order.size())
      throw new IllegalArgumentException("slice " + n + " of " + order.size());
    return order.get(translate(n) - 1);
  }

  private void merge(Plane plane) {
    merge(plane, new Rectangle(source.width, source.height));
  }

  private void merge(Plane plane, Rectangle area) {
    Box written = new PlaneMerge(source, plane, writable).run(area).written();
    if (written != null) onWrite.accept(written);
  }

  private void copy(Object from, Object to) {
    System.arraycopy(from, 0, to, 0, source.pixels());
  }

  /** Writes back what ImageJ changed in any plane, and takes over what others did. */
  synchronized void mergeAll() {
    if (closed) return;
    for (Plane plane : cache.all()) merge(plane);
  }

  /** The same for slice n, whose pixels ImageJ has in `ip` (null: unknown). */
  synchronized void mergeSlice(int n, ImageProcessor ip) {
    if (!closed) refresh(n, ip, new Rectangle(source.width, source.height));
  }

  /**
   * Brings a rectangle of slice n up to date.
   *
   * @param ip what ImageJ shows of it, or null
   */
  synchronized void refresh(int n, ImageProcessor ip, Rectangle area) {
    if (closed || n < 1 || n > order.size()) return;
    Object shown = ip == null ? null : ip.getPixels();
    adopt(planeOf(n), shown);
    Plane plane = shown == null ? cache.get(planeOf(n)) : cache.of(shown);
    if (plane == null) return;
    if (ip != null) plane.shownBy(ip);
    merge(plane, area);
  }

  /** Whether a box of the image touches slice n. */
  synchronized boolean meets(int n, Box box) {
    return n >= 1 && n <= order.size() && source.meets(box, planeOf(n));
  }

  /**
   * Makes an array that ImageJ now uses for a plane the plane's, unless it is one on loan already.
   */
  private void adopt(int number, Object pixels) {
    if (!source.kind.holds(pixels, source.pixels()) || cache.of(pixels) != null) return;
    Plane plane = cache.get(number);
    if (plane == null) {
      plane =
          new Plane(
              number, source.kind.allocate(source.pixels()), source.kind.allocate(source.pixels()));
      merge(plane);
      cache.add(plane);
    }
    // No merge before: the new array is compared with what was agreed when ImageJ took its copy.
    plane.setPixels(pixels);
  }

  /** Whether slice n of an image shows this stack's planes: its size and type are still ours. */
  boolean fits(ImageProcessor ip) {
    return ip != null
        && source.kind.holds(ip.getPixels(), source.pixels())
        && ip.getWidth() == source.width;
  }

  /** Writes back and forgets every plane. ImageJ keeps its copies; the memory is no longer used. */
  synchronized void close() {
    if (closed) return;
    mergeAll();
    closed = true;
    cache.clear();
    source.release();
  }

  // ImageJ's stack

  @Override
  public Object getPixels(int n) {
    return borrow(n).pixels();
  }

  /**
   * Replaces a slice. An array on loan for another slice is copied, so that no two slices share
   * one.
   */
  @Override
  public synchronized void setPixels(Object pixels, int n) {
    if (closed) return;
    int number = planeOf(n);
    if (!source.kind.holds(pixels, source.pixels())) {
      throw new IllegalArgumentException(
          "slice "
              + n
              + " needs "
              + source.width
              + " x "
              + source.height
              + " pixels of "
              + getBitDepth()
              + " bits");
    }
    Plane plane = cache.of(pixels);
    if (plane == null) {
      adopt(number, pixels);
      plane = cache.get(number);
    } else if (plane.number != number && !calledBy("ij.ImagePlus.setSlice")) {
      // ImagePlus.revert() makes setSlice() give back the current plane under a wrong number, hence
      // the exception.
      Plane target = borrow(n);
      copy(pixels, target.pixels());
      plane = target;
    }
    merge(plane);
  }

  @Override
  public void setProcessor(ImageProcessor ip, int n) {
    setPixels(ip.getPixels(), n);
  }

  @Override
  public ImageProcessor getProcessor(int n) {
    ImageProcessor ip =
        source.kind.processor(source.width, source.height, getPixels(n), getColorModel());
    synchronized (this) {
      if (!Double.isNaN(min) && !isColor()) ip.setMinAndMax(min, max);
    }
    if (cTable != null) ip.setCalibrationTable(cTable);
    ip.setSliceNumber(n);
    return ip;
  }

  @Override
  public void update(ImageProcessor ip) {
    super.update(ip);
    if (ip == null) return;
    synchronized (this) {
      min = ip.getMin();
      max = ip.getMax();
    }
  }

  @Override
  public synchronized int getSize() {
    // ImageStack's constructor asks.
    return order == null ? 0 : order.size();
  }

  @Override
  public boolean isVirtual() {
    return !(writable && KEEPS_CHANGES.stream().anyMatch(SharedStack::calledBy));
  }

  /** Whether {@code class.method} called the method that asks. */
  private static boolean calledBy(String method) {
    return StackWalker.getInstance()
        .walk(
            frames ->
                frames
                    .dropWhile(
                        frame ->
                            frame.getClassName().equals(SharedStack.class.getName())
                                || isStream(frame))
                    .findFirst()
                    .filter(
                        frame -> method.equals(frame.getClassName() + "." + frame.getMethodName()))
                    .isPresent());
  }

  private static boolean isStream(StackWalker.StackFrame frame) {
    return frame.getClassName().startsWith("java.util.");
  }

  /** Takes slice n out of ImageJ's view; the memory keeps it. */
  @Override
  public synchronized void deleteSlice(int n) {
    planeOf(n);
    order.remove(n - 1);
  }

  @Override
  public synchronized void deleteLastSlice() {
    if (!order.isEmpty()) deleteSlice(order.size());
  }

  /** Keeps every `factor`th slice in ImageJ's view. */
  @Override
  public synchronized void reduce(int factor) {
    if (factor < 2 || order.size() < factor) return;
    List<Integer> kept =
        IntStream.range(0, order.size() / factor).mapToObj(i -> order.get(i * factor)).toList();
    order.clear();
    order.addAll(kept);
  }

  @Override
  public void addSlice(String label, Object pixels) {
    throw cannotGrow();
  }

  @Override
  public void addSlice(String label, ImageProcessor ip) {
    throw cannotGrow();
  }

  @Override
  public void addSlice(String label, ImageProcessor ip, int n) {
    throw cannotGrow();
  }

  private static UnsupportedOperationException cannotGrow() {
    return new UnsupportedOperationException(
        "slices can't be added to a shared volume; use Image>Duplicate, which gives a stack of ImageJ's own");
  }

  /** Whether an image shows this stack. */
  boolean isShownBy(ImagePlus imp) {
    return imp.hasImageStack() && imp.getImageStack() == this;
  }
}
