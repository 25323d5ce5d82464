package imglib2node.imagej;

import ij.IJ;
import ij.ImageJ;
import java.awt.event.WindowAdapter;
import java.awt.event.WindowEvent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The one ImageJ of this virtual machine: its window with the menus and tools.
 *
 * <p>Windows are opened and closed on a thread of their own, as ImageJ's commands do it, and not on
 * the event thread: while ImageJ quits it holds the lock of its list of windows and asks the user
 * questions, for which it needs the event thread. That one must not wait for the lock.
 */
final class ImageJApp {
  private static final Set<SharedView> VIEWS = Collections.newSetFromMap(new WeakHashMap<>());
  private static final ExecutorService WINDOWS =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "imglib2-node ImageJ windows");
            thread.setDaemon(true);
            return thread;
          });
  private static ImageJ watched;

  private ImageJApp() {}

  /** Runs a task that opens or closes windows; returns at once. */
  static void run(Runnable task) {
    WINDOWS.execute(task);
  }

  /**
   * Starts ImageJ unless it runs, and tells `view` when it ends. Quitting it never ends the
   * process.
   */
  static synchronized void ensure(SharedView view) {
    VIEWS.add(view);
    ImageJ imageJ = IJ.getInstance();
    if (imageJ == null) imageJ = new ImageJ(ImageJ.EMBEDDED);
    imageJ.exitWhenQuitting(false);
    if (imageJ == watched) return;
    watched = imageJ;
    imageJ.addWindowListener(
        new WindowAdapter() {
          @Override
          public void windowClosed(WindowEvent event) {
            for (SharedView each : forget()) each.imageJClosed();
          }
        });
  }

  private static synchronized List<SharedView> forget() {
    List<SharedView> views = new ArrayList<>(VIEWS);
    VIEWS.clear();
    watched = null;
    return views;
  }
}
