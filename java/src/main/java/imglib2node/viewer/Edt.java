package imglib2node.viewer;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import javax.swing.SwingUtilities;

/**
 * The event dispatch thread. JavaScript's main thread never waits for it: a Java proxy made by
 * JavaScript may be running there, and it waits for JavaScript.
 */
final class Edt {
  private Edt() {}

  /** Posts {@code task}, in order; what it throws goes to {@code failed}. */
  static void post(Runnable task, Consumer<Throwable> failed) {
    SwingUtilities.invokeLater(
        () -> {
          try {
            task.run();
          } catch (Throwable e) {
            failed.accept(e);
          }
        });
  }

  /**
   * Runs {@code task} there and waits. Only for threads that nothing else waits for (java-bridge's
   * async calls).
   */
  static <T> T await(Callable<T> task) {
    CompletableFuture<T> done = new CompletableFuture<>();
    SwingUtilities.invokeLater(
        () -> {
          try {
            done.complete(task.call());
          } catch (Throwable e) {
            done.completeExceptionally(e);
          }
        });
    try {
      return done.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException) {
        throw (RuntimeException) e.getCause();
      }
      if (e.getCause() instanceof Error) {
        throw (Error) e.getCause();
      }
      throw e;
    }
  }
}
