import { ArgumentError, type ClassPathError, isError, ViewerError } from '../errors.js';
import type { LazyLike, Volume } from '../volume/index.js';
import type { BdvWindowOptions } from './bdv-options.js';
import type { Pyramid } from './pyramid.js';
import type { ImageOptions, OpenOptions, Viewer, ViewerKind } from './viewer.js';

/** Options of {@link view}: those of the image, of the window, and which viewer it is to be. */
export interface ViewOptions extends ImageOptions, Omit<OpenOptions, 'why'> {
  /** 'auto' (default): BigDataViewer if it can be had, else ImageJ. */
  readonly viewer?: 'auto' | ViewerKind;
  /** How Java is started, if it isn't yet. */
  readonly jvm?: NonNullable<BdvWindowOptions['jvm']>;
}

/**
 * Shows a volume in the best viewer there is: BigDataViewer if its jars can be had, else ImageJ. One line on standard
 * error says which and why, and so does `viewer.why`. More layers: `viewer.addImage`, `addLabels`, `addPoints`.
 *
 * A lazy volume opens at once; only the parts that are seen are read.
 *
 * `axes` name the axes of the volume slowest first, as its shape; `voxelSize` is [z, y, x].
 *
 * @returns the viewer; the program goes on while its window is open, until `unref()`.
 * @throws ViewerError if the one that was asked for can't be had; DisplayError without a display (`headless: true`
 * needs none); ArgumentError for an option; the errors of `startJvm`.
 * @example
 * const viewer = await view(head, { name: 'head', contrastLimits: [0, 200] });
 * await viewer.addLabels(regions, { opacity: 0.4 });
 * await viewer.closed;
 */
export async function view(volume: Volume | LazyLike | Pyramid, options: ViewOptions = {}): Promise<Viewer> {
  const { viewer: wanted = 'auto', title, size, headless, jvm, ...image } = options;
  const window = {
    ...(title === undefined ? { title: options.name ?? 'imglib2-node' } : { title }),
    ...(size && { size }),
    ...(headless !== undefined && { headless }),
    ...(jvm && { jvm }),
  };
  const opened = await open(wanted, { ...window, is2D: volume.shape.length === 2 });
  try {
    await opened.addImage(volume, image);
  } catch (error) {
    opened.close();
    throw error;
  }
  process.stderr.write(`imglib2-node: ${opened.why}\n`);
  return opened;
}

type WindowOptions = OpenOptions & Pick<BdvWindowOptions, 'jvm' | 'is2D'>;

async function open(wanted: 'auto' | ViewerKind, options: WindowOptions): Promise<Viewer> {
  switch (wanted) {
    case 'auto':
      return openBest(options);
    case 'bigdataviewer':
      return openBigDataViewer({ ...options, why: 'BigDataViewer, as asked for' });
    case 'imagej':
      return openImageJ({ ...options, why: 'ImageJ, as asked for' });
    case 'browser':
      throw new ViewerError("viewer 'browser' is not part of this version; use 'bigdataviewer', 'imagej' or 'auto'");
    default:
      throw new ArgumentError(`viewer '${wanted}' is none of 'auto', 'bigdataviewer', 'imagej', 'browser'`);
  }
}

async function openBest(options: WindowOptions): Promise<Viewer> {
  try {
    return await openBigDataViewer({
      ...options,
      // ImageJ serves as well: what failed some hours ago need not hold up each start.
      jvm: { retry: false, ...options.jvm },
      why: 'BigDataViewer, the best there is for volumes',
    });
  } catch (error) {
    // Only for want of its jars: ImageJ would fail in the same way for want of Java or of a display, and what the user
    // named wrongly is the user's to correct.
    const lacking = isError(error, 'ClassPathError') ? (error as ClassPathError).lacking : undefined;
    if (lacking === undefined) throw error;
    return openImageJ({
      ...options,
      why: `ImageJ, since BigDataViewer cannot be had: ${lacking} (imglib2-node doctor tells how to get it)`,
    });
  }
}

async function openBigDataViewer(options: WindowOptions): Promise<Viewer> {
  const bdv = await import('./bdv.js');
  return bdv.openBigDataViewer(options);
}

async function openImageJ(options: WindowOptions): Promise<Viewer> {
  const imagej = await import('./imagej.js');
  return imagej.openImageJ(options);
}
