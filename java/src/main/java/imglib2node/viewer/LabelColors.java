package imglib2node.viewer;

import java.util.HashMap;
import java.util.Map;
import net.imglib2.converter.Converter;
import net.imglib2.type.numeric.ARGBType;
import net.imglib2.type.numeric.IntegerType;

/**
 * The colour of each label. It depends on the label alone, so that it is the same in every run and
 * every view. The colours are premultiplied with the opacity: where a label lies over nothing,
 * BigDataViewer draws them as they are.
 */
public final class LabelColors implements Converter<IntegerType<?>, ARGBType> {
  /**
   * 2^64 / golden ratio: multiples of it spread evenly around the circle of hues, however many
   * there are.
   */
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private static final int TABLE = 1 << 12;

  private final Map<Long, Integer> chosen = new HashMap<>();
  private volatile int opacity;
  private volatile int[] table;

  /**
   * @param opacity 0..255
   * @param labels labels with a colour of their own
   * @param colors theirs, 0xRRGGBB
   */
  LabelColors(int opacity, long[] labels, int[] colors) {
    for (int i = 0; i < labels.length; i++) {
      chosen.put(labels[i], colors[i]);
    }
    setOpacity(opacity);
  }

  void setOpacity(int value) {
    opacity = value;
    int[] next = new int[TABLE];
    for (int label = 0; label < TABLE; label++) {
      next[label] = argb(label);
    }
    table = next;
  }

  @Override
  public void convert(IntegerType<?> label, ARGBType color) {
    long value = label.getIntegerLong();
    color.set(value >= 0 && value < TABLE ? table[(int) value] : argb(value));
  }

  private int argb(long label) {
    if (label == 0) {
      return 0;
    }
    Integer own = chosen.isEmpty() ? null : chosen.get(label);
    return premultiplied(own == null ? color(label) : own, opacity);
  }

  /**
   * 0xRRGGBB of a label that has no chosen colour: golden-angle hues in three steps of brightness.
   */
  public static int color(long label) {
    double hue = ((label * GOLDEN) >>> 40) / (double) (1 << 24) * 6;
    int value = 255 - 40 * (int) Long.remainderUnsigned(label, 3);
    int sector = (int) hue;
    double within = hue - sector;
    int low = value / 4;
    int rising = low + (int) ((value - low) * within);
    int falling = value - (int) ((value - low) * within);
    switch (sector) {
      case 0:
        return rgb(value, rising, low);
      case 1:
        return rgb(falling, value, low);
      case 2:
        return rgb(low, value, rising);
      case 3:
        return rgb(low, falling, value);
      case 4:
        return rgb(rising, low, value);
      default:
        return rgb(value, low, falling);
    }
  }

  private static int rgb(int red, int green, int blue) {
    return red << 16 | green << 8 | blue;
  }

  private static int premultiplied(int color, int alpha) {
    int red = ((color >> 16 & 255) * alpha + 127) / 255;
    int green = ((color >> 8 & 255) * alpha + 127) / 255;
    int blue = ((color & 255) * alpha + 127) / 255;
    return alpha << 24 | rgb(red, green, blue);
  }
}
