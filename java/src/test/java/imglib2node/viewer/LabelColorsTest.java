package imglib2node.viewer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import net.imglib2.type.numeric.ARGBType;
import net.imglib2.type.numeric.integer.UnsignedLongType;
import org.junit.jupiter.api.Test;

class LabelColorsTest {
  private static int colorOf(LabelColors colors, long label) {
    ARGBType color = new ARGBType(0x12345678);
    colors.convert(new UnsignedLongType(label), color);
    return color.get();
  }

  @Test
  void leavesTheBackgroundOut() {
    assertEquals(0, colorOf(new LabelColors(255, new long[0], new int[0]), 0));
  }

  @Test
  void isTheSameBelowAndAboveTheTable() {
    LabelColors colors = new LabelColors(255, new long[0], new int[0]);
    for (long label : new long[] {1, 4095, 4096, 1L << 40, -1}) {
      assertEquals(0xff000000 | LabelColors.color(label), colorOf(colors, label));
    }
  }

  @Test
  void premultipliesAndFollowsTheOpacity() {
    LabelColors colors = new LabelColors(255, new long[] {7, 1L << 33}, new int[] {0xff8000, 255});
    assertEquals(0xffff8000, colorOf(colors, 7));
    assertEquals(0xff0000ff, colorOf(colors, 1L << 33));
    colors.setOpacity(128);
    assertEquals(0x80804000, colorOf(colors, 7));
    colors.setOpacity(0);
    assertEquals(0, colorOf(colors, 7));
  }
}
