package imglib2node.viewer;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Collects boxes that changed and asks the stage to repaint their union, at most once a frame.
 * Adding a box only notes it: JavaScript's thread doesn't wait for locks that painting holds.
 */
final class Repainter {
  private static final long FRAME_NANOS = 16_000_000;

  /** Beyond this many boxes in a frame, everything is repainted. */
  private static final int MANY = 256;

  private static final ScheduledExecutorService FRAMES =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "imglib2-node repaint");
            thread.setDaemon(true);
            return thread;
          });

  /** Finds the pixels of a changed box: {minX, minY, maxX, maxY}, null if it is not in sight. */
  interface Dirty {
    long[] onScreen();
  }

  private final Stage stage;
  private final Consumer<Throwable> failed;
  private List<Dirty> dirty = new ArrayList<>();
  private boolean all;
  private boolean scheduled;
  private long lastFrame = System.nanoTime() - FRAME_NANOS;
  private volatile long paintedPixels;
  private final AtomicLong repaints = new AtomicLong();

  Repainter(Stage stage, Consumer<Throwable> failed) {
    this.stage = stage;
    this.failed = failed;
  }

  synchronized void add(Dirty box) {
    if (dirty.size() < MANY) {
      dirty.add(box);
    } else {
      all = true;
    }
    schedule();
  }

  synchronized void addAll() {
    all = true;
    schedule();
  }

  /**
   * Pixels of the part that was repainted last: the area of the rectangle given to BigDataViewer.
   */
  long paintedPixels() {
    return paintedPixels;
  }

  /** How often the stage was asked to repaint. */
  long repaints() {
    return repaints.get();
  }

  @SuppressWarnings("FutureReturnValueIgnored") // frame() reports its failures itself
  private void schedule() {
    if (!scheduled) {
      scheduled = true;
      long wait = Math.max(0, lastFrame + FRAME_NANOS - System.nanoTime());
      FRAMES.schedule(this::frame, wait, TimeUnit.NANOSECONDS);
    }
  }

  private void frame() {
    List<Dirty> boxes;
    boolean everything;
    synchronized (this) {
      boxes = dirty;
      everything = all;
      dirty = new ArrayList<>();
      all = false;
      scheduled = false;
      lastFrame = System.nanoTime();
    }
    try {
      repaint(boxes, everything);
    } catch (RuntimeException e) {
      failed.accept(e);
    }
  }

  private void repaint(List<Dirty> boxes, boolean everything) {
    if (everything) {
      int[] size = stage.size();
      paintedPixels = (long) size[0] * size[1];
      repaints.incrementAndGet();
      stage.repaint();
      return;
    }
    long[] union = null;
    for (Dirty box : boxes) {
      long[] part = box.onScreen();
      if (part != null) {
        union = union == null ? part : union(union, part);
      }
    }
    if (union != null) {
      paintedPixels = (union[2] - union[0] + 1) * (union[3] - union[1] + 1);
      repaints.incrementAndGet();
      stage.repaint(union);
    }
  }

  private static long[] union(long[] a, long[] b) {
    return new long[] {
      Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[2], b[2]), Math.max(a[3], b[3])
    };
  }
}
