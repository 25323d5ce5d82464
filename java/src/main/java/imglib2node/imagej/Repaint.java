package imglib2node.imagej;

import ij.ImagePlus;
import ij.gui.ImageCanvas;
import java.awt.EventQueue;
import java.awt.Graphics;
import java.awt.Rectangle;
import java.awt.Toolkit;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** Collects what has to be painted and does it on the event thread, at most once a frame. */
final class Repaint {
  private static final long FRAME_NANOS = TimeUnit.MILLISECONDS.toNanos(16);
  private static final int SOON_MILLIS = 100;
  private static final ScheduledThreadPoolExecutor TIMER =
      new ScheduledThreadPoolExecutor(
          1,
          task -> {
            Thread thread = new Thread(task, "imglib2-node ImageJ timer");
            thread.setDaemon(true);
            return thread;
          });

  private final Consumer<Box> painter;
  private Box pending;
  private boolean scheduled;
  private boolean everything;
  private long lastPainted = System.nanoTime() - FRAME_NANOS;
  private final AtomicBoolean soon = new AtomicBoolean();

  /**
   * @param painter called on the event thread with all boxes of a frame as one, or null for
   *     everything
   */
  Repaint(Consumer<Box> painter) {
    this.painter = painter;
  }

  /** From any thread; returns at once. Null asks for everything. */
  @SuppressWarnings("FutureReturnValueIgnored") // it only posts to the event queue
  synchronized void request(Box box) {
    if (box == null) everything = true;
    else pending = box.union(pending);
    if (scheduled) return;
    scheduled = true;
    long wait = lastPainted + FRAME_NANOS - System.nanoTime();
    if (wait <= 0) EventQueue.invokeLater(this::frame);
    else TIMER.schedule(() -> EventQueue.invokeLater(this::frame), wait, TimeUnit.NANOSECONDS);
  }

  private void frame() {
    Box box;
    synchronized (this) {
      box = everything ? null : pending;
      pending = null;
      everything = false;
      scheduled = false;
      lastPainted = System.nanoTime();
    }
    painter.accept(box);
  }

  /**
   * Runs a task in a moment on the timer's thread, once however often it is asked for until then.
   */
  @SuppressWarnings("FutureReturnValueIgnored") // tasks report their failures themselves
  void soon(Runnable task) {
    if (!soon.compareAndSet(false, true)) return;
    TIMER.schedule(
        () -> {
          soon.set(false);
          task.run();
        },
        SOON_MILLIS,
        TimeUnit.MILLISECONDS);
  }

  /** Runs a task on the timer's thread after a while. */
  @SuppressWarnings("FutureReturnValueIgnored") // tasks report their failures themselves
  void later(int millis, Runnable task) {
    TIMER.schedule(task, millis, TimeUnit.MILLISECONDS);
  }

  /**
   * Paints a rectangle of an image whose pixels have changed. On the event thread, or where there
   * is no window.
   */
  static void paint(ImagePlus imp, Rectangle area) {
    ImageCanvas canvas = imp.getWindow() == null ? null : imp.getCanvas();
    if (canvas == null) {
      imp.updateAndDraw();
      return;
    }
    canvas.setImageUpdated();
    Graphics graphics = canvas.getGraphics();
    if (graphics == null) return;
    try {
      // Now, not by repaint(): a painted event would come after the flush below.
      graphics.clipRect(
          canvas.screenX(area.x) - 2,
          canvas.screenY(area.y) - 2,
          (int) Math.ceil(area.width * canvas.getMagnification()) + 4,
          (int) Math.ceil(area.height * canvas.getMagnification()) + 4);
      canvas.paint(graphics);
    } finally {
      graphics.dispose();
    }
    // X11 holds small drawings back for 100 to 400 ms otherwise.
    Toolkit.getDefaultToolkit().sync();
    // Live profiles, orthogonal views and the like; each one costs a round through ImageJ's
    // listeners.
    if (imp instanceof SharedImage shared && ImagePlus.getListeners().size() > 1)
      shared.tellListeners();
  }
}
