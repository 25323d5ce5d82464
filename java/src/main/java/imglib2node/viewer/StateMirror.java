package imglib2node.viewer;

import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/**
 * What JavaScript may ask of a viewer's state, kept up to date by a listener. BigDataViewer calls
 * listeners while it holds the lock of the state, and one of them may be a proxy that waits for
 * JavaScript; so JavaScript's main thread must never wait for that lock.
 */
final class StateMirror {
  private final Object state;
  private volatile int timepoint;
  private volatile int timepoints;
  private volatile double[] transform;
  private volatile Set<Object> active;

  StateMirror(Object state) {
    this.state = state;
    Object listener =
        LateBound.proxy(
            "bdv.viewer.ViewerStateChangeListener",
            (method, arguments) -> {
              read(((Enum<?>) arguments[0]).name());
              return null;
            });
    LateBound.call(LateBound.call(state, "changeListeners"), "add", listener);
    read("");
  }

  private void read(String change) {
    if (!change.equals("VIEWER_TRANSFORM_CHANGED")) {
      timepoint = (Integer) LateBound.call(state, "getCurrentTimepoint");
      timepoints = (Integer) LateBound.call(state, "getNumTimepoints");
      Set<Object> sources = Collections.newSetFromMap(new IdentityHashMap<>());
      sources.addAll((Collection<?>) LateBound.call(state, "getActiveSources"));
      active = sources;
    }
    transform = Affine.fromJava(LateBound.call(state, "getViewerTransform"));
  }

  int timepoint() {
    return timepoint;
  }

  int timepoints() {
    return timepoints;
  }

  /** Twelve numbers that nobody changes. */
  double[] transform() {
    return transform;
  }

  boolean isActive(Object source) {
    return active.contains(source);
  }
}
