package imglib2node.imagej;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Consumer;

/**
 * The planes on loan, one for each number. The most recently used are held whether or not ImageJ
 * still has them: a filter drops each plane of a stack before anything says that it was changed.
 * The others are known as long as ImageJ has them. Not thread-safe: its owner locks.
 */
final class PlaneCache {
  private static final int HELD_AT_LEAST = 16;

  private final LinkedHashMap<Integer, Plane> planes = new LinkedHashMap<>(16, 0.75f, true);
  private final long heldAtMost;
  private final Consumer<Plane> beforeLettingGo;
  private int held;

  /**
   * @param planeBytes of one plane
   * @param beforeLettingGo writes back what ImageJ has changed
   */
  PlaneCache(long planeBytes, Consumer<Plane> beforeLettingGo) {
    long budget = Math.min(Runtime.getRuntime().maxMemory() / 8, 256L << 20);
    heldAtMost = Math.max(HELD_AT_LEAST, budget / Math.max(1, 2 * planeBytes));
    this.beforeLettingGo = beforeLettingGo;
  }

  /** The plane on loan, now the most recently used, or null. */
  Plane get(int number) {
    Plane plane = planes.get(number);
    if (plane == null) return null;
    if (plane.pixels() == null) {
      planes.remove(number);
      return null;
    }
    if (!plane.isHeld()) {
      plane.hold();
      held++;
      letGoOfOldest();
    }
    return plane;
  }

  void add(Plane plane) {
    planes.put(plane.number, plane);
    held++;
    letGoOfOldest();
  }

  private void letGoOfOldest() {
    if (held <= heldAtMost) return;
    List<Plane> oldest = new ArrayList<>(planes.values());
    for (Plane plane : oldest) {
      if (held <= heldAtMost) return;
      if (plane.pixels() == null) {
        planes.remove(plane.number);
      } else if (plane.isHeld()) {
        beforeLettingGo.accept(plane);
        plane.letGo();
        held--;
      }
    }
  }

  /** The plane whose array this is, or null. */
  Plane of(Object pixels) {
    for (Plane plane : planes.values()) {
      if (plane.pixels() == pixels) return plane;
    }
    return null;
  }

  /** All planes on loan. */
  List<Plane> all() {
    planes.values().removeIf(plane -> plane.pixels() == null);
    return new ArrayList<>(planes.values());
  }

  void clear() {
    planes.clear();
    held = 0;
  }
}
