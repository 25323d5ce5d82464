package imglib2node.memory;

/** The native addon as Java sees it: loaded once, it gives claims on memory back. */
public final class NativeLibrary {
  private static String loaded;

  private NativeLibrary() {}

  /**
   * Loads the addon into this virtual machine; a second call with the same path does nothing.
   *
   * @param path absolute path of the file
   * @throws IllegalStateException if another file has been loaded before: two addons would count
   *     claims apart
   * @throws UnsatisfiedLinkError if the file can't be loaded
   */
  public static synchronized void load(String path) {
    if (path.equals(loaded)) return;
    if (loaded != null) {
      throw new IllegalStateException(
          "the native library "
              + loaded
              + " is loaded already, so "
              + path
              + " can't be; use one copy of the package");
    }
    System.load(path);
    loaded = path;
  }

  /** Gives one claim on a block back. Any thread may call it. */
  static native void release(long block);
}
