package imglib2node.classpath;

import coursierapi.Artifact;
import coursierapi.Cache;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/**
 * Verifies files against the checksums their repository publishes. Coursier does so too, but passes
 * a file that has no checksum, and its Java interface can't be told otherwise; what runs inside the
 * user's process must have one.
 */
final class Checksums {
  /** SHA-1 first: every Maven repository has it, the others only new ones. */
  private static final String[] ALGORITHMS = {"SHA-1", "SHA-256", "SHA-512"};

  private Checksums() {}

  /**
   * Compares {@code file} with the published checksum of {@code artifact}.
   *
   * @throws IOException when none is to be had, or it is another one; a file in Coursier's cache is
   *     then removed
   */
  static void verify(Cache cache, Artifact artifact, File file) throws IOException {
    Exception absent = null;
    for (String algorithm : ALGORITHMS) {
      String url = artifact.getUrl() + "." + algorithm.replace("-", "").toLowerCase(Locale.ROOT);
      String expected;
      try {
        expected = published(cache, url);
      } catch (Exception notThere) {
        // Cache.get declares nothing and throws exceptions that are checked and not of its public
        // interface.
        if (absent == null) {
          absent = notThere;
        }
        continue;
      }
      String actual = digest(algorithm, file);
      if (actual.equals(expected)) {
        return;
      }
      if (file.toPath().startsWith(cache.getLocation().toPath())) {
        // Else the next run would take it for good.
        Files.deleteIfExists(file.toPath());
      }
      String difference = "wrong checksum: %s has %s %s, %s says %s";
      throw new IOException(
          String.format(difference, artifact.getUrl(), algorithm, actual, url, expected));
    }
    throw new IOException(
        "no checksum is to be had for " + artifact.getUrl() + ": " + absent.getMessage(), absent);
  }

  private static String published(Cache cache, String url) throws IOException {
    File file = cache.get(Artifact.of(url));
    // Some tools write "<digest>  <file name>".
    String text = Files.readString(file.toPath(), StandardCharsets.ISO_8859_1).strip();
    return text.split("\\s+", 2)[0].toLowerCase(Locale.ROOT);
  }

  private static String digest(String algorithm, File file) throws IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has " + algorithm, impossible);
    }
    try (InputStream in = new DigestInputStream(Files.newInputStream(file.toPath()), digest)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
