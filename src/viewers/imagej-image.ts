import { ArgumentError, DisplayError, isError, ReleasedError, ViewerError } from '../errors.js';
import { toImgLib2 } from '../imglib/index.js';
import { writePng } from '../io/index.js';
import { bridge, type JavaObject, javaCall, javaCallAsync, javaClass } from '../jvm/index.js';
import { checkRegion, createVolume, type LazyLike, type Region, Volume } from '../volume/index.js';
import { adjustByFirst } from './display-range.js';
import { boxText, type CheckedImageJOptions, regionOfBox } from './imagej-options.js';
import { type ImageJVoxels, imageJVoxels } from './imagej-voxels.js';

/** How often Java is asked what happened. Voxels are shared; this is how late other viewers and `closed` hear of it. */
const POLL_MILLIS = 25;
/** The same while somebody waits for the answer. */
const FAST_POLL_MILLIS = 4;

/** Options of {@link ImageJImage.snapshot}: positions from 0; default those that ImageJ shows. */
export interface ImageJSnapshotOptions {
  readonly c?: number;
  readonly z?: number;
  readonly t?: number;
  /** Pixels; default: a pixel a voxel. The plane is drawn as large as fits. */
  readonly width?: number;
  readonly height?: number;
  /** Write the picture to this PNG file as well. */
  readonly path?: string;
}

/**
 * A volume shown in ImageJ; made by `shareToImageJ`.
 *
 * ImageJ keeps the volume's memory until the window is closed, also if the volume is closed before. An open window
 * keeps the program running; `unref()` lets it end.
 */
export class ImageJImage<V extends Volume | LazyLike = Volume | LazyLike> {
  /** The volume shown. */
  readonly volume: V;
  readonly title: string;
  /** Whether what is done in ImageJ is written to the volume. */
  readonly writable: boolean;
  /** Resolves when the window is closed, by `close()` or in ImageJ; never rejects. */
  readonly closed: Promise<void>;
  readonly #axes: string;
  readonly #view: JavaObject;
  readonly #voxels: ImageJVoxels;
  /** Whether anything over the image is read when it is painted. */
  #waits: boolean;
  readonly #painted = new Set<ImageJVoxels>();
  readonly #unsubscribe: () => void;
  #resolveClosed!: () => void;
  #timer: NodeJS.Timeout | undefined;
  #keepsAlive: boolean;
  #state: 'opening' | 'open' | 'closing' | 'closed' = 'opening';
  #failure: string | undefined;
  #notifying = false;
  #rangeGiven = false;

  /** @internal Use `shareToImageJ`. */
  constructor(volume: V, voxels: ImageJVoxels, view: JavaObject, options: CheckedImageJOptions, headless: boolean) {
    this.volume = volume;
    this.#voxels = voxels;
    this.#painted.add(voxels);
    this.title = options.title;
    this.writable = options.writable;
    this.#axes = options.axes;
    this.#keepsAlive = !headless;
    this.closed = new Promise((resolve) => {
      this.#resolveClosed = resolve;
    });
    this.#view = view;
    this.#waits = voxels.lazy;
    this.#unsubscribe = voxels.onChange((region) => {
      if (!this.#notifying && !this.isClosed) this.#update(region);
    });
    if (headless) this.#state = 'open';
    this.#poll(POLL_MILLIS);
  }

  /** @internal Opens the window. @throws DisplayError if Java can't; ViewerError if ImageJ doesn't. */
  async open(): Promise<void> {
    try {
      javaCall(() => this.#view.showSync());
      this.#poll(FAST_POLL_MILLIS);
      while (this.#state === 'opening') await new Promise((resolve) => setTimeout(resolve, FAST_POLL_MILLIS));
      if (this.#failure !== undefined) throw openingError(this.#failure);
    } catch (error) {
      this.close();
      throw isError(error, 'JavaError') ? openingError(error.message, error) : error;
    }
    this.#poll(POLL_MILLIS);
  }

  /** ImageJ's own object, for ImageJ's commands: `IJ.runSync(image.imagePlus, 'Invert', 'stack')`. */
  get imagePlus(): JavaObject {
    this.#assertOpen();
    return javaCall(() => this.#view.imageSync());
  }

  get isClosed(): boolean {
    return this.#state === 'closed' || this.#state === 'closing';
  }

  /**
   * Shows what is in the memory now, and writes back first what ImageJ changed. The screen follows within a frame,
   * however often this is called; without a window it is done when this returns. `volume.invalidate(region)` does it too.
   * A lazy volume is read again.
   * @param region box in voxels of the volume; without it, all.
   */
  update(region?: Region): void {
    this.#assertOpen();
    const box = region === undefined ? undefined : checkRegion('update', region, this.volume.shape);
    this.#voxels.reload(box);
    this.#update(box);
  }

  #update(region: Region | undefined): void {
    const box = region === undefined ? null : boxText(region);
    if (box !== undefined)
      this.#tell(
        (view) => view.updateSync(box),
        (view) => view.update(box),
      );
  }

  /**
   * Writes to the volume what ImageJ changed in any plane. ImageJ's commands and tools do so by themselves; this is for
   * scripts that write into pixel arrays and tell nobody.
   */
  flush(): void {
    this.#assertOpen();
    javaCall(() => this.#view.flushSync());
    this.#drain();
  }

  /** Whether its pixels are colours, which ImageJ shows as they are. */
  get hasColors(): boolean {
    return this.#axes.includes('s');
  }

  /** Sets the values shown black and white. @throws ViewerError for a picture with colours. */
  setDisplayRange(low: number, high: number): void {
    this.#assertOpen();
    if (this.hasColors) {
      throw new ViewerError('setDisplayRange: to show colours otherwise ImageJ would change the pixels themselves');
    }
    this.#rangeGiven = true;
    this.#setRange(low, high);
  }

  #setRange(low: number, high: number): void {
    this.#tell(
      (view) => view.setDisplayRangeSync(low, high),
      (view) => view.setDisplayRange(low, high),
    );
  }

  /** @internal A range found in what was loaded; one that was set goes before it. */
  suggestRange([low, high]: readonly [number, number]): void {
    if (!this.#rangeGiven && !this.isClosed) this.#setRange(low, high);
  }

  /** A call that may paint, and so read: on this thread nothing may be read that it has to load. */
  #tell(now: (view: JavaObject) => void, later: (view: JavaObject) => Promise<void>): void {
    if (!this.#waits) {
      javaCall(() => now(this.#view));
      return;
    }
    javaCallAsync(() => later(this.#view)).catch((error: Error) => {
      if (!this.isClosed) process.emitWarning(`ImageJ: ${error.message}`, 'ViewerWarning');
    });
  }

  /** @internal From now on `voxels` over the image are read when it is painted, until it is closed. */
  paints(voxels: ImageJVoxels): void {
    this.#waits ||= voxels.lazy;
    this.#painted.add(voxels);
  }

  /** Threads of ImageJ that wait for voxels go on: what closes the window must not wait behind them. */
  #release(): void {
    for (const voxels of this.#painted) voxels.release();
  }

  /**
   * A picture of one plane as ImageJ draws it, with labels and points of its viewer: uint8 [height, width, 4], red,
   * green, blue, opacity. The caller owns it.
   * @throws ArgumentError for a position that there isn't, or a size that is none.
   */
  async snapshot(options: ImageJSnapshotOptions = {}): Promise<Volume<'uint8'>> {
    this.#assertOpen();
    const { c = -1, z = -1, t = -1, path, width = this.extent('x'), height = this.extent('y') } = options;
    for (const [axis, at] of Object.entries({ c, z, t })) {
      if (Number.isInteger(at) && at >= -1 && at < this.extent(axis)) continue;
      throw new ArgumentError(`snapshot: ${axis} = ${at} is not one of the ${this.extent(axis)} positions from 0`);
    }
    if (![width, height].every((pixels) => Number.isInteger(pixels) && pixels > 0 && pixels <= 32767)) {
      throw new ArgumentError(`snapshot: ${width} x ${height} pixels; give integers from 1 to 32767`);
    }
    const picture = createVolume([height, width, 4], 'uint8');
    using shared = toImgLib2(picture);
    const { image } = shared;
    if (this.#waits) await javaCallAsync(() => this.#view.snapshot(c, z, t, image));
    else javaCall(() => this.#view.snapshotSync(c, z, t, image));
    if (path !== undefined) await writePng(path, picture);
    return picture;
  }

  /** How many voxels the volume has along an axis: one of t, c, z, y, x; 1 if it has no such axis. */
  extent(axis: string): number {
    const at = this.#axes.indexOf(axis);
    return at < 0 ? 1 : (this.volume.shape[at] as number);
  }

  /** @internal The Java object, for what viewers draw over the image. */
  get view(): JavaObject {
    this.#assertOpen();
    return this.#view;
  }

  /**
   * Closes the window. What ImageJ changed is in the volume when this returns; `await image.closed` for the window.
   * Doing it twice does nothing.
   */
  close(): void {
    if (this.isClosed) return;
    this.#state = 'closing';
    this.#release();
    javaCall(() => this.#view.closeSync());
    this.#poll(FAST_POLL_MILLIS);
    this.#drain();
  }

  /** The program ends though the window is open. */
  unref(): this {
    this.#keepsAlive = false;
    this.#timer?.unref();
    return this;
  }

  /** Undoes `unref()`. */
  ref(): this {
    this.#keepsAlive = true;
    this.#timer?.ref();
    return this;
  }

  /** The same as `close()`, for `using`. */
  [Symbol.dispose](): void {
    this.close();
  }

  #assertOpen(): void {
    if (this.isClosed) throw new ReleasedError(`the ImageJ window '${this.title}' was closed; share the volume again`);
  }

  #poll(millis: number): void {
    clearInterval(this.#timer);
    if (this.#state === 'closed') return;
    this.#timer = setInterval(() => this.#drain(), millis);
    if (!this.#keepsAlive) this.#timer.unref();
  }

  /** Takes what Java has ready. Java never calls us: it would have to wait while we wait for it. */
  #drain(): void {
    if (this.#state === 'closed') return;
    const news = javaCall(() => this.#view.pollSync() as string | null);
    for (const line of news?.split('\n') ?? []) {
      const [word = '', ...rest] = line.split(' ');
      if (word === 'box') this.#notify(regionOfBox(rest.join(' ')));
      else if (word === 'open' && this.#state === 'opening') this.#state = 'open';
      else if (word === 'failed') this.#failure = rest.join(' ');
      else if (word === 'closed') this.#finish();
    }
  }

  /** Tells the other viewers what ImageJ changed. */
  #notify(region: Region): void {
    if (!(this.volume instanceof Volume) || this.volume.closed) return;
    this.#notifying = true;
    try {
      this.volume.invalidate(region);
    } finally {
      this.#notifying = false;
    }
  }

  #finish(): void {
    this.#state = 'closed';
    clearInterval(this.#timer);
    this.#unsubscribe();
    this.#release();
    bridge.deleteObject(this.#view);
    this.#resolveClosed();
  }
}

/** @internal An image, without a window yet. */
export async function createImageJImage<V extends Volume | LazyLike>(
  shown: V,
  options: CheckedImageJOptions,
  headless: boolean,
): Promise<ImageJImage<V>> {
  const voxels = imageJVoxels(shown);
  try {
    let image: ImageJImage<V> | undefined;
    let range = options.displayRange;
    const found = (better: readonly [number, number]): void => {
      range = better;
      image?.suggestRange(better);
    };
    if (options.findRange) adjustByFirst(voxels, found);
    const view = await createView(voxels, options, () => range);
    image = new ImageJImage(shown, voxels, view, options, headless);
    return image;
  } catch (error) {
    voxels.release();
    throw error;
  } finally {
    voxels.handedOver();
  }
}

async function createView(
  voxels: ImageJVoxels,
  options: CheckedImageJOptions,
  range: () => readonly [number, number],
): Promise<JavaObject> {
  const SharedView = javaClass('ImageJSharedView');
  const { javaAxes, title, convert, writable, voxelSizeXyz, unit, rgb } = options;
  const { image } = voxels;
  const view = voxels.lazy
    ? await javaCallAsync(() => SharedView.lazy(image, javaAxes, title, convert))
    : javaCall(() => new SharedView(image, javaAxes, title, convert, writable));
  javaCall(() => view.calibrateSync(...voxelSizeXyz, unit));
  if (rgb) return view;
  if (voxels.lazy) await javaCallAsync(() => view.setDisplayRange(...range()));
  else javaCall(() => view.setDisplayRangeSync(...range()));
  return view;
}

/** @internal What to say where Java has no display. */
export function displayError(why: string, cause?: unknown): DisplayError {
  return new DisplayError(
    `shareToImageJ: no window can be opened (${why}); set DISPLAY to a running X server, start the program with ` +
      'xvfb-run -a, or give headless: true for an image without a window',
    { cause },
  );
}

function openingError(why: string, cause?: unknown): Error {
  if (/AWTError|HeadlessException|GraphicsEnvironment|X11/.test(why)) return displayError(why, cause);
  return new ViewerError(`shareToImageJ: ImageJ opened no window: ${why}`, { cause });
}
