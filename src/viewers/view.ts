import { ArgumentError, type ClassPathError, isError } from '../errors.js';
import type { OmeZarr } from '../io/index.js';
import { isLazyLike, type LazyLike, Volume } from '../volume/index.js';
import type { BdvWindowOptions } from './bdv-options.js';
import type { BrowserImageOptions, BrowserOpenOptions, BrowserViewer } from './browser/index.js';
import { omeLayers } from './ome-layers.js';
import { Pyramid } from './pyramid.js';
import { isRgb, placedShape } from './rgb.js';
import type { ImageOptions, OpenOptions, Viewer, ViewerKind } from './viewer.js';

/** Options of {@link view}: those of the image, of the window, and which viewer it is to be. */
export interface ViewOptions extends ImageOptions, Omit<OpenOptions, 'why'> {
  /** 'auto' (default): BigDataViewer if it can be had, else the browser. */
  readonly viewer?: 'auto' | ViewerKind;
  /** How Java is started, if it isn't yet. */
  readonly jvm?: NonNullable<BdvWindowOptions['jvm']>;
  /** Of the browser viewer: whether a browser is opened on its page; default: where there is a display. */
  readonly open?: boolean;
  /** Of the browser viewer: the address to listen at; default 127.0.0.1, which only this machine reaches. */
  readonly host?: string;
}

/** Options of {@link view} for the browser, which has more to set. */
export interface BrowserViewOptions extends Omit<ViewOptions, 'viewer' | 'jvm'>, BrowserImageOptions {
  readonly viewer: 'browser';
}

/**
 * Shows a volume in the best viewer there is: BigDataViewer if Java, its jars and a display can be had, else a page in
 * the browser, which needs none of them. One line on standard error says which and why, and so does `viewer.why`. More
 * layers: `viewer.addImage`, `addLabels`, `addPoints`.
 *
 * A lazy volume opens at once; only the parts that are seen are read. A uint8 volume whose last axis is 3 or 4 colours is
 * shown in them; see `rgb`. An image of OME-Zarr is shown with its scale, its channels in their colours and ranges (those
 * that are not active are there and hidden), over time, and with its labels; options of the image go before what it says.
 *
 * `axes` name the axes of the volume slowest first, as its shape; `voxelSize` is [z, y, x].
 *
 * @returns the viewer; the program goes on while its window is open, until `unref()`.
 * @throws ViewerError if the one that was asked for can't be had; DisplayError without a display for a viewer with a
 * window that was asked for (`headless: true` needs none); ArgumentError for an option; the errors of `startJvm`.
 * @example
 * const viewer = await view(head, { name: 'head', contrastLimits: [0, 200] });
 * await viewer.addLabels(regions, { opacity: 0.4 });
 * await viewer.closed;
 */
export async function view(volume: Volume | LazyLike | Pyramid, options: BrowserViewOptions): Promise<BrowserViewer>;
export async function view(volume: Volume | LazyLike | Pyramid | OmeZarr, options?: ViewOptions): Promise<Viewer>;
export async function view(volume: Volume | LazyLike | Pyramid | OmeZarr, options: ViewOptions = {}): Promise<Viewer> {
  if (volume instanceof Volume || volume instanceof Pyramid || isLazyLike(volume)) return viewOne(volume, options);
  return viewImage(volume, options);
}

/** The first layer opens the viewer, the others are added to it. */
async function viewImage(image: OmeZarr, options: ViewOptions): Promise<Viewer> {
  const {
    viewer: _,
    title = image.name,
    size: __,
    headless: ___,
    jvm: ____,
    open: _____,
    host: ______,
    ...own
  } = options;
  const { images, labels } = omeLayers(image);
  const [first, ...others] = images as [(typeof images)[0], ...(typeof images)[0][]];
  const viewer = await viewOne(first.pyramid, { ...first.options, ...options, ...(title !== undefined && { title }) });
  try {
    for (const layer of others) await viewer.addImage(layer.pyramid, { ...layer.options, ...own });
    for (const layer of labels) await viewer.addLabels(layer.pyramid, layer.options);
    return viewer;
  } catch (error) {
    viewer.close();
    throw error;
  }
}

async function viewOne(volume: Volume | LazyLike | Pyramid, options: ViewOptions): Promise<Viewer> {
  const { viewer: wanted = 'auto', title, size, headless, jvm, open: show, host, ...image } = options;
  const window = {
    ...(title === undefined ? { title: options.name ?? 'imglib2-node' } : { title }),
    ...(size && { size }),
    ...(headless !== undefined && { headless }),
    ...(jvm && { jvm }),
    ...(show !== undefined && { open: show }),
    ...(host !== undefined && { host }),
  };
  const opened = await open(wanted, { ...window, is2D: isFlat(volume, image) });
  try {
    await opened.addImage(volume, image);
  } catch (error) {
    opened.close();
    throw error;
  }
  process.stderr.write(`imglib2-node: ${opened.why}\n`);
  return opened;
}

function isFlat(volume: Volume | LazyLike | Pyramid, { rgb, axes }: ImageOptions): boolean {
  return placedShape(volume, isRgb(volume, rgb, axes?.length)).shape.length === 2;
}

type WindowOptions = BrowserOpenOptions & Pick<BdvWindowOptions, 'jvm' | 'is2D'>;

async function open(wanted: 'auto' | ViewerKind, options: WindowOptions): Promise<Viewer> {
  switch (wanted) {
    case 'auto':
      return openBest(options);
    case 'bigdataviewer':
      return openBigDataViewer({ ...options, why: 'BigDataViewer, as asked for' });
    case 'imagej':
      return openImageJ({ ...options, why: 'ImageJ, as asked for' });
    case 'browser':
      return openBrowser({ ...options, why: 'the browser, as asked for' });
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
    const lacking = lackingFor(error);
    if (lacking === undefined) throw error;
    const why = `since BigDataViewer cannot be had: ${lacking} (imglib2-node doctor tells how to get it)`;
    if (options.headless === true && isError(error, 'ClassPathError') && !(await hasChromium())) {
      // Pictures without a window: the browser needs a Chromium for them, ImageJ the Java that is there.
      return openImageJ({ ...options, why: `ImageJ, ${why}` });
    }
    return openBrowser({ ...options, why: `the browser, ${why}` });
  }
}

/** What is not there, in a few words; undefined where something was named wrongly or is broken: that is to be corrected. */
function lackingFor(error: unknown): string | undefined {
  if (isError(error, 'ClassPathError')) return (error as ClassPathError).lacking;
  if (isError(error, 'JvmNotFoundError')) return 'there is no Java';
  if (isError(error, 'NativeError')) return 'the Java part of this package was not built';
  return isError(error, 'DisplayError') ? 'there is no display' : undefined;
}

async function openBigDataViewer(options: WindowOptions): Promise<Viewer> {
  const bdv = await import('./bdv.js');
  return bdv.openBigDataViewer(options);
}

async function openImageJ(options: WindowOptions): Promise<Viewer> {
  const imagej = await import('./imagej.js');
  return imagej.openImageJ(options);
}

async function openBrowser(options: WindowOptions): Promise<Viewer> {
  const browser = await import('./browser/index.js');
  return browser.openBrowser(options);
}

async function hasChromium(): Promise<boolean> {
  const browser = await import('./browser/index.js');
  return browser.findChromium() !== undefined;
}
