import java.awt.Rectangle;
import java.awt.Robot;
import java.awt.image.BufferedImage;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/**
 * Looks at the screen from a process of its own: in the viewer's process, asking X for pixels would itself send off
 * what that process has drawn and not yet flushed.
 *
 * <p>Reads commands, one a line. "shot X Y W H" answers "shot BASE64", red, green, blue of each pixel. "watch X Y W H
 * MILLIS" answers "armed", then "changed NANOS COUNT" when pixels differ from those at "armed" (NANOS: System.nanoTime
 * after the capture that showed it; COUNT: how many) or "timeout".
 */
public final class ScreenProbe {
  private final Robot robot;

  private ScreenProbe() throws Exception {
    robot = new Robot();
  }

  public static void main(String[] arguments) throws Exception {
    ScreenProbe probe = new ScreenProbe();
    System.out.println("ready");
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      String[] words = line.split(" ");
      Rectangle area =
          new Rectangle(
              Integer.parseInt(words[1]),
              Integer.parseInt(words[2]),
              Integer.parseInt(words[3]),
              Integer.parseInt(words[4]));
      if (words[0].equals("shot")) {
        probe.shot(area);
      } else {
        probe.watch(area, Long.parseLong(words[5]) * 1_000_000);
      }
    }
    System.exit(0);
  }

  private int[] pixels(Rectangle area) {
    BufferedImage image = robot.createScreenCapture(area);
    return image.getRGB(0, 0, area.width, area.height, null, 0, area.width);
  }

  private void shot(Rectangle area) {
    int[] pixels = pixels(area);
    byte[] rgb = new byte[3 * pixels.length];
    for (int i = 0; i < pixels.length; i++) {
      rgb[3 * i] = (byte) (pixels[i] >> 16);
      rgb[3 * i + 1] = (byte) (pixels[i] >> 8);
      rgb[3 * i + 2] = (byte) pixels[i];
    }
    System.out.println("shot " + Base64.getEncoder().encodeToString(rgb));
  }

  private void watch(Rectangle area, long timeoutNanos) {
    int[] before = pixels(area);
    System.out.println("armed");
    long start = System.nanoTime();
    while (System.nanoTime() - start < timeoutNanos) {
      int[] now = pixels(area);
      if (!Arrays.equals(before, now)) {
        long nanos = System.nanoTime();
        int changed = 0;
        for (int i = 0; i < now.length; i++) {
          changed += now[i] == before[i] ? 0 : 1;
        }
        System.out.println("changed " + nanos + " " + changed);
        return;
      }
    }
    System.out.println("timeout");
  }
}
