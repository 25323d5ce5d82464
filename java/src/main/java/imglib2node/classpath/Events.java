package imglib2node.classpath;

import coursierapi.Artifact;
import coursierapi.CacheLogger;
import java.io.File;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What happens, as lines of tab-separated fields in UTF-8: {@code length URL BYTES}, {@code
 * progress URL BYTES}, {@code file URL PATH}, {@code error MESSAGE}. A backslash, tab, line feed or
 * carriage return in a field is written {@code \\}, {@code \t}, {@code \n}, {@code \r}.
 */
final class Events implements CacheLogger {
  /**
   * A line a buffer of 8 KiB would be most of the work; a bar does not show smaller steps anyway.
   */
  private static final long STEP = 64 * 1024;

  private final PrintStream out;
  private final Map<String, Long> reported = new ConcurrentHashMap<>();

  Events(PrintStream out) {
    this.out = new PrintStream(out, true, StandardCharsets.UTF_8);
  }

  @Override
  public void downloadingArtifact(String url, Artifact artifact) {
    write("start", url);
  }

  @Override
  public void downloadLength(String url, long total, long already, boolean watching) {
    write("length", url, Long.toString(total));
    if (already > 0) {
      write("progress", url, Long.toString(already));
    }
  }

  @Override
  public void downloadProgress(String url, long downloaded) {
    long before = reported.getOrDefault(url, 0L);
    if (downloaded - before >= STEP) {
      reported.put(url, downloaded);
      write("progress", url, Long.toString(downloaded));
    }
  }

  @Override
  public void downloadedArtifact(String url, boolean success) {
    write("end", url, success ? "ok" : "failed");
  }

  void file(String url, File file) {
    write("file", url, file.getAbsolutePath());
  }

  void error(String message) {
    write("error", message);
  }

  private synchronized void write(String kind, String... fields) {
    StringBuilder line = new StringBuilder(kind);
    for (String field : fields) {
      line.append('\t').append(escape(field));
    }
    // Not println: its line end is the platform's.
    out.print(line.append('\n'));
    out.flush();
  }

  private static String escape(String field) {
    return field
        .replace("\\", "\\\\")
        .replace("\t", "\\t")
        .replace("\n", "\\n")
        .replace("\r", "\\r");
  }
}
