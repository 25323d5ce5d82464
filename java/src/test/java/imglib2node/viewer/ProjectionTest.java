package imglib2node.viewer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ProjectionTest {
  private static final int WIDTH = 120;
  private static final int HEIGHT = 90;
  private static final double[] MIN = {9.5, 19.5, 4.5};
  private static final double[] MAX = {14.5, 22.5, 6.5};

  @Test
  void isExactForAnAxisAlignedView() {
    double[] view = {2, 0, 0, 10, 0, 2, 0, 5, 0, 0, 2, -10};
    // Voxels 10..14 by 20..22: x from 2 * 9.5 + 10 = 29 to 39, y from 44 to 50.
    assertArrayEquals(
        new long[] {29, 44, 39, 50}, Projection.screenBox(view, MIN, MAX, 0, WIDTH, HEIGHT));
    assertArrayEquals(
        new long[] {28, 43, 40, 51}, Projection.screenBox(view, MIN, MAX, 1, WIDTH, HEIGHT));
  }

  @Test
  void isNothingOutsideThePlaneOrTheScreen() {
    double[] below = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, -7};
    assertNull(Projection.screenBox(below, MIN, MAX, 1, WIDTH, HEIGHT));
    double[] beside = {1, 0, 0, 500, 0, 1, 0, 0, 0, 0, 1, -5};
    assertNull(Projection.screenBox(beside, MIN, MAX, 1, WIDTH, HEIGHT));
  }

  @Test
  void coversWhatAnyViewShowsOfTheBoxAndLittleMore() {
    Random random = new Random(1);
    int seen = 0;
    for (int i = 0; i < 2000; i++) {
      double[] view = randomView(random);
      long[] expected = bruteForce(view);
      long[] box = Projection.screenBox(view, MIN, MAX, 0, WIDTH, HEIGHT);
      if (expected == null) {
        continue;
      }
      seen++;
      assertNotNull(box);
      assertTrue(box[0] <= expected[0] && box[1] <= expected[1], "the lower corner");
      assertTrue(box[2] >= expected[2] && box[3] >= expected[3], "the upper corner");
      // A thin corner of the box may lie between the pixels; nearly all of the box may not.
      assertEquals(expected[2] - expected[0], box[2] - box[0], 4, "width");
      assertEquals(expected[3] - expected[1], box[3] - box[1], 4, "height");
    }
    assertTrue(seen > 1000, "views that show the box: " + seen);
  }

  /** A turned and scaled view whose plane passes near the middle of the box. */
  private static double[] randomView(Random random) {
    double a = random.nextDouble() * 6;
    double b = random.nextDouble() * 6;
    double scale = 1 + 4 * random.nextDouble();
    double[] z = {Math.cos(a), Math.sin(a), 0, 0, -Math.sin(a), Math.cos(a), 0, 0, 0, 0, 1, 0};
    double[] x = {1, 0, 0, 0, 0, Math.cos(b), Math.sin(b), 0, 0, -Math.sin(b), Math.cos(b), 0};
    double[] s = {scale, 0, 0, WIDTH / 2.0, 0, scale, 0, HEIGHT / 2.0, 0, 0, scale, 0};
    double[] toMiddle = {1, 0, 0, -12, 0, 1, 0, -21, 0, 0, 1, -5.5 + random.nextGaussian()};
    return Affine.concatenate(s, Affine.concatenate(x, Affine.concatenate(z, toMiddle)));
  }

  /** Every pixel is taken back to the voxels. */
  private static long[] bruteForce(double[] view) {
    long[] found = null;
    for (int py = 0; py < HEIGHT; py++) {
      for (int px = 0; px < WIDTH; px++) {
        if (inBox(view, px, py)) {
          found = found == null ? new long[] {px, py, px, py} : found;
          found[0] = Math.min(found[0], px);
          found[2] = Math.max(found[2], px);
          found[3] = py;
        }
      }
    }
    return found;
  }

  private static boolean inBox(double[] m, double px, double py) {
    // The rows of a turned and scaled view are orthogonal: its inverse is its transpose by the
    // scale squared.
    double square = m[0] * m[0] + m[1] * m[1] + m[2] * m[2];
    double[] screen = {px - m[3], py - m[7], -m[11]};
    for (int axis = 0; axis < 3; axis++) {
      double at =
          (m[axis] * screen[0] + m[4 + axis] * screen[1] + m[8 + axis] * screen[2]) / square;
      if (at < MIN[axis] || at > MAX[axis]) {
        return false;
      }
    }
    return true;
  }
}
