package imglib2node.imagej;

import ij.ImagePlus;
import ij.process.ImageProcessor;

/**
 * What the two kinds of ImagePlus over a {@link SharedStack} have in common: they merge when ImageJ
 * redraws or unlocks them, at once and on ImageJ's thread, so that when a command returns the
 * memory has its result. Without a window ImageJ tells its listeners nothing, so there this is the
 * only way to know.
 */
interface SharedImage {
  /**
   * The processor as it is. `getProcessor()` also resets its selection, under the hands of a
   * running filter.
   */
  ImageProcessor processor();

  /** The image itself. */
  ImagePlus image();

  /** Tells ImageJ's listeners, other than ours, that the pixels changed. */
  void tellListeners();
}
