package imglib2node.imagej;

import java.util.ArrayList;
import java.util.List;

/**
 * What JavaScript has yet to hear. Changed boxes become one box, so it never grows however seldom
 * anybody asks.
 */
final class Events {
  private Box changed;
  private final List<String> lines = new ArrayList<>();

  synchronized void changed(Box box) {
    changed = box.union(changed);
  }

  synchronized void add(String line) {
    lines.add(line);
  }

  /** All of it, a line each, or null. */
  synchronized String take() {
    if (changed == null && lines.isEmpty()) return null;
    List<String> all = new ArrayList<>();
    if (changed != null) all.add("box " + changed.format());
    all.addAll(lines);
    changed = null;
    lines.clear();
    return String.join("\n", all);
  }
}
