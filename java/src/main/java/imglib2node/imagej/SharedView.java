package imglib2node.imagej;

import ij.CompositeImage;
import ij.ImageListener;
import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.ImageWindow;
import ij.gui.StackWindow;
import ij.measure.Calibration;
import ij.process.ImageProcessor;
import ij.process.LUT;
import java.awt.Color;
import java.awt.GraphicsEnvironment;
import java.awt.Rectangle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import net.imglib2.RandomAccessibleInterval;

/**
 * A shared image in ImageJ, with a window or without one: what JavaScript calls.
 *
 * <p>Threads: no method waits for the event thread, and nothing here calls JavaScript. What
 * JavaScript must know lies ready until it asks with {@link #poll}: a Java thread that waited for
 * JavaScript, while JavaScript waits for Java, would wait for ever.
 *
 * <p>ImageJ may put another ImagePlus over the same stack ("Make Composite" does), so every image
 * that shows the stack counts, and the view is closed when the last of them is.
 */
public final class SharedView implements ImageListener {
  /** How long after a window closed another one may still appear over the same stack. */
  private static final int CLOSING_MILLIS = 250;

  private final SharedStack stack;
  private final ImagePlus image;
  private final Events events = new Events();
  private final Repaint repaint;
  private final Decorations decorations = new Decorations();
  private final Set<ImagePlus> shown = Collections.newSetFromMap(new WeakHashMap<>());
  private boolean hasWindow;
  private volatile boolean closed;

  /**
   * @param data two to five axes; if its type is none of ImageJ's, it is read as 32 bit and can't
   *     be written
   * @param axes a letter of x, y, z, c, t for each axis of `data`, fastest first
   * @param title of the window
   * @param convert read as 32 bit, read-only, whatever the type
   * @param writable whether changes made in ImageJ are written to the memory
   */
  public SharedView(
      RandomAccessibleInterval<?> data,
      String axes,
      String title,
      boolean convert,
      boolean writable) {
    this(data, axes, title, convert, writable, false);
  }

  /**
   * A lazy image, read-only; waits for the plane that is shown first.
   *
   * @param data whose voxels are there when they are read, and which throws nothing
   */
  public static SharedView lazy(
      RandomAccessibleInterval<?> data, String axes, String title, boolean convert) {
    return new SharedView(data, axes, title, convert, false, true);
  }

  private SharedView(
      RandomAccessibleInterval<?> data,
      String axes,
      String title,
      boolean convert,
      boolean writable,
      boolean lazy) {
    HeadlessCommands.install();
    PlaneSource source = new PlaneSource(data, axes, convert);
    stack =
        lazy
            ? new LazyStack(source)
            : new SharedStack(source, writable && !convert, events::changed);
    ImagePlus plain = new SharedImagePlus(title, stack, this);
    plain.setDimensions(source.channels, source.slices, source.frames);
    if (source.channels > 1) {
      int mode =
          source.channels < CompositeImage.MAX_CHANNELS
              ? CompositeImage.COMPOSITE
              : CompositeImage.GRAYSCALE;
      image = new SharedCompositeImage(plain, mode, this);
      image.setDimensions(source.channels, source.slices, source.frames);
    } else {
      image = plain;
    }
    image.setOpenAsHyperStack(source.channels > 1 || (source.slices > 1 && source.frames > 1));
    image.setPosition(1, source.slices / 2 + 1, 1);
    if (stack instanceof LazyStack planes) {
      planes.startReading();
      readShown(image, planes);
    }
    repaint = new Repaint(this::refresh);
    shown.add(image);
  }

  /** Fills in the planes that ImageJ took while they were empty. */
  private static void readShown(ImagePlus imp, LazyStack planes) {
    if (imp instanceof CompositeImage composite) {
      composite.reset();
      composite.updateImage();
    }
    Rectangle all = new Rectangle(imp.getWidth(), imp.getHeight());
    planes.refresh(imp.getCurrentSlice(), processor(imp), all);
  }

  /** The image as ImageJ knows it; another one than at first if ImageJ replaced it. */
  public ImagePlus image() {
    if (!hasWindow || closed || image.isVisible()) return image;
    return shownImages().stream()
        .filter(imp -> imp.isVisible() && stack.isShownBy(imp))
        .findFirst()
        .orElse(image);
  }

  /** Sets the size of a voxel. */
  public void calibrate(double x, double y, double z, String unit) {
    Calibration calibration = new Calibration(image);
    calibration.pixelWidth = x;
    calibration.pixelHeight = y;
    calibration.pixelDepth = z;
    calibration.setUnit(unit);
    image.setCalibration(calibration);
  }

  /** The values shown black and white, in every channel. */
  public void setDisplayRange(double low, double high) {
    if (image() instanceof CompositeImage composite) {
      LUT[] luts = composite.getLuts();
      for (LUT lut : luts) {
        lut.min = low;
        lut.max = high;
      }
      composite.setLuts(luts);
    }
    image().setDisplayRange(low, high);
    repaintAll();
  }

  /**
   * The colours of the highest value, one for each channel or one for all: numbers 0xRRGGBB, in
   * decimal.
   */
  public void setColors(String colors) {
    int[] rgb = Arrays.stream(colors.split(",")).mapToInt(Integer::parseInt).toArray();
    LUT[] luts = image().getLuts();
    for (int c = 0; c < luts.length; c++) {
      LUT lut = LUT.createLutFromColor(new Color(rgb[c % rgb.length]));
      lut.min = luts[c].min;
      lut.max = luts[c].max;
      luts[c] = lut;
    }
    if (image() instanceof CompositeImage composite) composite.setLuts(luts);
    else image().setLut(luts[0]);
    repaintAll();
  }

  /** Draws labels over the image; see {@link LabelsDecoration}. */
  public Decoration addLabels(RandomAccessibleInterval<?> labels, String axes, String colors) {
    return add(new LabelsDecoration(labels, axes, colors));
  }

  /** Draws points over the image; see {@link PointsDecoration}. */
  public Decoration addPoints(
      double diameter, RandomAccessibleInterval<?> zyx, String colors, String[] names) {
    PointsDecoration points = new PointsDecoration(diameter);
    points.setPoints(zyx, colors, names);
    return add(points);
  }

  /** Shows other points. */
  public void setPoints(
      Decoration points, RandomAccessibleInterval<?> zyx, String colors, String[] names) {
    ((PointsDecoration) points).setPoints(zyx, colors, names);
    points.update();
  }

  private Decoration add(Decoration decoration) {
    decorations.add(decoration, image());
    decoration.attach(
        this::repaintAll,
        () -> {
          decorations.remove(decoration);
          repaintAll();
        });
    repaintAll();
    return decoration;
  }

  /** Paints all of the window, though no voxel has changed. */
  private void repaintAll() {
    if (hasWindow && !closed) repaint.request(null);
  }

  /** Begins to open a window; {@link #poll} says "open", or why it failed. */
  public void show() {
    if (GraphicsEnvironment.isHeadless())
      throw new java.awt.HeadlessException("this Java runs headless");
    hasWindow = true;
    ImageJApp.run(
        () -> {
          try {
            ImageJApp.ensure(this);
            ImagePlus.addImageListener(this);
            image.show();
            // It draws the middle plane, but leaves its sliders at the first.
            if (image.getWindow() instanceof StackWindow window) {
              if (window.isHyperStack()) window.setPosition(1, image.getSlice(), 1);
              else window.updateSliceSelector();
            }
            events.add("open");
          } catch (Throwable error) {
            // Whatever it is, somebody waits for the window.
            events.add("failed " + error);
            finish();
          }
        });
  }

  /**
   * Says that the memory changed: ImageJ's pixels are brought up to date and, at most once a frame,
   * painted. Without a window this is done when the call returns.
   *
   * @param box {@code "x0,y0,..;x1,y1,.."}, fastest axis first, both corners inclusive; null:
   *     everything
   */
  public void update(String box) {
    if (closed) return;
    Box area = box == null ? stack.source.everything() : Box.parse(box);
    if (hasWindow) repaint.request(area);
    else refresh(area);
  }

  /** Writes back what ImageJ changed, in every plane that it has, before this returns. */
  public void flush() {
    if (closed) return;
    for (ImagePlus imp : shownImages()) mergeCurrent(imp);
    stack.mergeAll();
  }

  /**
   * What happened since the last call, a line each, or null: {@code "box "} and a box that ImageJ
   * changed, {@code "open"}, {@code "failed "} and why, {@code "closed"}.
   */
  public String poll() {
    return events.take();
  }

  /**
   * Begins to close; what ImageJ changed is in the memory when this returns. {@link #poll} says
   * "closed".
   */
  public void close() {
    if (closed) return;
    flush();
    if (hasWindow) ImageJApp.run(this::finish);
    else finish();
  }

  /**
   * The picture, to an image of unsigned bytes of axes [4, width, height]. Zero-based position; -1:
   * the current one.
   */
  public void snapshot(int c, int z, int t, RandomAccessibleInterval<?> rgba) {
    flush();
    Picture.draw(image(), decorations, c, z, t, rgba);
  }

  // Merging: called by ImageJ's threads

  void beforeDrawing(SharedImage imp) {
    if (!closed) mergeCurrent(imp.image());
  }

  void afterCommand(SharedImage imp) {
    if (closed) return;
    mergeCurrent(imp.image());
    stack.mergeAll();
  }

  private void mergeCurrent(ImagePlus imp) {
    ImageProcessor ip = processor(imp);
    if (!shows(imp, ip)) return;
    stack.mergeSlice(imp.getCurrentSlice(), ip);
    // They are in the memory: no "Save changes?" when the window is closed.
    if (stack.isWritable()) imp.changes = false;
  }

  /** Null if it can't be had without disturbing a running command. */
  private static ImageProcessor processor(ImagePlus imp) {
    if (imp instanceof SharedImage shared) return shared.processor();
    return imp.isLocked() ? null : imp.getProcessor();
  }

  /**
   * A picture of one plane counts though ImageJ threw its stack away, as it does when a command
   * sets the pixels.
   */
  private boolean shows(ImagePlus imp, ImageProcessor ip) {
    if (stack.isShownBy(imp)) return true;
    return imp == image && stack.source.planes() == 1 && imp.getStackSize() == 1 && stack.fits(ip);
  }

  private List<ImagePlus> shownImages() {
    synchronized (shown) {
      return new ArrayList<>(shown);
    }
  }

  /** On the event thread, or without a window on the caller's. Null: paint everything. */
  private void refresh(Box changedBox) {
    if (closed) return;
    Box box = changedBox == null ? stack.source.everything() : changedBox;
    Rectangle area = stack.source.rectangle(box);
    for (ImagePlus imp : shownImages()) {
      ImageProcessor ip = processor(imp);
      if (!shows(imp, ip)) continue;
      // Painted whether or not this merge finds a change: another may have taken it over unseen.
      boolean visible = changedBox == null;
      int current = imp.getCurrentSlice();
      for (int n : visibleSlices(imp, current)) {
        if (!stack.meets(n, box)) continue;
        stack.refresh(n, n == current ? ip : null, area);
        visible = true;
      }
      if (visible) Repaint.paint(imp, area);
    }
  }

  private static int[] visibleSlices(ImagePlus imp, int current) {
    if (!(imp instanceof CompositeImage composite)
        || composite.getMode() != CompositeImage.COMPOSITE) {
      return new int[] {current};
    }
    int[] slices = new int[imp.getNChannels()];
    for (int c = 0; c < slices.length; c++)
      slices[c] = imp.getStackIndex(c + 1, imp.getSlice(), imp.getFrame());
    return slices;
  }

  // ImageListener: on the event thread

  @Override
  public void imageOpened(ImagePlus imp) {
    if (stack.isShownBy(imp)) {
      synchronized (shown) {
        shown.add(imp);
      }
    }
  }

  @Override
  public void imageUpdated(ImagePlus imp) {
    if (closed) return;
    imageOpened(imp);
    mergeCurrent(imp);
    repaint.soon(stack::mergeAll);
  }

  @Override
  public void imageClosed(ImagePlus imp) {
    if (shownImages().contains(imp))
      repaint.later(CLOSING_MILLIS, () -> ImageJApp.run(this::closeIfUnseen));
  }

  private void closeIfUnseen() {
    if (closed) return;
    int[] ids = WindowManager.getIDList();
    if (ids != null) {
      for (int id : ids) {
        ImagePlus imp = WindowManager.getImage(id);
        if (imp != null && (imp == image || stack.isShownBy(imp))) return;
      }
    }
    finish();
  }

  /** ImageJ was quit: it leaves image windows on the screen. */
  void imageJClosed() {
    ImageJApp.run(this::finish);
  }

  private void finish() {
    synchronized (events) {
      if (closed) return;
      closed = true;
    }
    stack.close();
    decorations.clear();
    ImagePlus.removeImageListener(this);
    for (ImagePlus imp : shownImages()) {
      imp.changes = false;
      ImageWindow window = imp.getWindow();
      if (window == null) continue;
      imp.close();
      window.dispose();
    }
    events.add("closed");
  }
}
