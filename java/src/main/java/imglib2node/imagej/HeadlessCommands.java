package imglib2node.imagej;

import ij.IJ;
import ij.ImagePlus;
import ij.Menus;
import java.awt.GraphicsEnvironment;
import java.awt.HeadlessException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes {@code IJ.run("Invert", "stack")} work where Java has no display. ImageJ learns its
 * commands while it builds its menus, which can't be built there: so they are read from ImageJ's
 * own list, and the few that stand in its code and need no dialog are named here. Commands with a
 * dialog still throw a HeadlessException.
 */
final class HeadlessCommands {
  /** As in ij.Menus.addMenuBar. */
  private static final Map<String, String> IN_CODE =
      Map.ofEntries(
          Map.entry("Undo", "ij.plugin.Commands(\"undo\")"),
          Map.entry("Clear", "ij.plugin.filter.Filler(\"clear\")"),
          Map.entry("Clear Outside", "ij.plugin.filter.Filler(\"outside\")"),
          Map.entry("Fill", "ij.plugin.filter.Filler(\"fill\")"),
          Map.entry("Draw", "ij.plugin.filter.Filler(\"draw\")"),
          Map.entry("Invert", "ij.plugin.filter.Filters(\"invert\")"),
          Map.entry("Smooth", "ij.plugin.filter.Filters(\"smooth\")"),
          Map.entry("Sharpen", "ij.plugin.filter.Filters(\"sharpen\")"),
          Map.entry("Find Edges", "ij.plugin.filter.Filters(\"edge\")"),
          Map.entry("Crop", "ij.plugin.Resizer(\"crop\")"),
          Map.entry("Measure", "ij.plugin.filter.Analyzer"));

  /** {@code "Command[shortcut]",class("argument")} */
  private static final Pattern ENTRY =
      Pattern.compile("\"([^\"\\[]+)(?:\\[[^\"]*)?\",\\s*([\\w.]+(?:\\(\".*\"\\))?)");

  private static boolean installed;

  private HeadlessCommands() {}

  /** Does nothing where Java has a display. */
  static synchronized void install() {
    if (installed || !GraphicsEnvironment.isHeadless()) return;
    installed = true;
    Map<Object, Object> commands = table();
    if (commands == null) return;
    for (Object value : properties().values()) {
      Matcher entry = ENTRY.matcher((String) value);
      if (entry.matches()) commands.putIfAbsent(entry.group(1), entry.group(2));
    }
    IN_CODE.forEach(commands::putIfAbsent);
  }

  @SuppressWarnings("unchecked")
  private static Map<Object, Object> table() {
    if (Menus.getCommands() == null) {
      try {
        IJ.run((ImagePlus) null, "", "");
      } catch (HeadlessException expected) {
        // It made the table, empty, and then failed at the first menu.
      }
    }
    return Menus.getCommands();
  }

  private static Properties properties() {
    Properties properties = new Properties();
    try (InputStream in = IJ.class.getResourceAsStream("/IJ_Props.txt")) {
      if (in != null) properties.load(in);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return properties;
  }
}
