package imglib2node.imagej;

import java.awt.Rectangle;
import net.imglib2.RandomAccess;

/**
 * Brings one plane on loan and the shared memory to agree, pixel by pixel:
 *
 * <ul>
 *   <li>ImageJ changed it (it differs from {@link Plane#agreed}): written to memory, also if memory
 *       changed too.
 *   <li>only memory changed: taken over, into ImageJ's undo copy as well, or else an undo would
 *       write the old value back.
 *   <li>neither: nothing is written, so a writer of other pixels is never disturbed.
 * </ul>
 *
 * What is lost: of two writers of one pixel between two merges, ImageJ wins; if both write at the
 * moment of the merge, the later write does. A pixel is read once and that value is remembered, so
 * a change made by ImageJ during the merge is seen by the next one.
 */
final class PlaneMerge {
  /**
   * After a difference so many pixels are compared one by one, before the fast search for the next
   * is begun again.
   */
  private static final int STRIDE = 64;

  private final PlaneSource source;
  private final PixelKind kind;
  private final Plane plane;
  private final Object pixels;
  private final boolean writable;

  /** ImageJ's undo copy of the plane, or null. */
  private final Object undo;

  private final RandomAccess<?> reader;
  private final RandomAccess<?> writer;
  private final Object one;

  private int left = Integer.MAX_VALUE;
  private int top = Integer.MAX_VALUE;
  private int right = -1;
  private int bottom = -1;

  PlaneMerge(PlaneSource source, Plane plane, boolean writable) {
    this.source = source;
    this.kind = source.kind;
    this.plane = plane;
    this.pixels = plane.pixels();
    this.writable = writable;
    Object undo = plane.undo();
    this.undo = kind.holds(undo, source.pixels()) && undo != pixels ? undo : null;
    this.reader = source.at(plane.number);
    this.writer = writable ? source.at(plane.number) : null;
    this.one = kind.allocate(1);
  }

  /** Merges a rectangle of the plane. */
  PlaneMerge run(Rectangle area) {
    if (pixels == null) return this;
    Rectangle r = area.intersection(new Rectangle(source.width, source.height));
    if (r.isEmpty()) return this;
    Object memory = kind.allocate(r.width);
    for (int y = r.y; y < r.y + r.height; y++) {
      source.readRow(reader, r.x, y, memory, r.width);
      row(memory, r.x, y, r.width);
    }
    return this;
  }

  private void row(Object memory, int x0, int y, int width) {
    int base = y * source.width + x0;
    int i = 0;
    while (i < width) {
      int theirs = kind.mismatch(memory, i, plane.agreed, base + i, width - i);
      int ours = writable ? kind.mismatch(pixels, base + i, plane.agreed, base + i, width - i) : -1;
      if (theirs < 0 && ours < 0) return;
      i += theirs < 0 ? ours : ours < 0 ? theirs : Math.min(theirs, ours);
      for (int end = Math.min(width, i + STRIDE); i < end; i++)
        pixel(memory, i, base + i, x0 + i, y);
    }
  }

  private void pixel(Object memory, int i, int at, int x, int y) {
    if (writable) {
      // Read once: ImageJ may be writing it.
      kind.copy(pixels, at, one, 0);
      if (!kind.same(one, 0, plane.agreed, at)) {
        source.move(writer, x, y);
        kind.write(writer, one, 0);
        kind.copy(one, 0, plane.agreed, at);
        left = Math.min(left, x);
        top = Math.min(top, y);
        right = Math.max(right, x);
        bottom = Math.max(bottom, y);
        return;
      }
    }
    if (kind.same(memory, i, plane.agreed, at)) return;
    kind.copy(memory, i, pixels, at);
    kind.copy(memory, i, plane.agreed, at);
    if (undo != null) kind.copy(memory, i, undo, at);
  }

  /** The box of what was written to memory, or null. */
  Box written() {
    if (right < 0) return null;
    long[][] corners = source.corners(plane.number, left, top, right, bottom);
    return new Box(corners[0], corners[1]);
  }
}
