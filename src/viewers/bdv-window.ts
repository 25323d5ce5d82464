import { ArgumentError, isError, type JavaError, ReleasedError, ViewerError } from '../errors.js';
import { toImgLib2 } from '../imglib/index.js';
import { writePng } from '../io/index.js';
import { bridge, type JavaObject, javaCall, javaCallAsync } from '../jvm/index.js';
import { createVolume, type Volume } from '../volume/index.js';
import {
  type BdvImageOptions,
  type BdvLabelsOptions,
  type BdvPointsOptions,
  bdvAxes,
  checkTransform,
  type Shaped,
} from './bdv-options.js';
import { showImage, showLabels, showPoints } from './bdv-show.js';
import type { BdvImage, BdvLabels, BdvPoints, BdvSource } from './bdv-source.js';
import type { BdvHost } from './bdv-viewer.js';
import type { Shown } from './bdv-voxels.js';
import { isRgb, placedShape } from './rgb.js';
import type {
  ImageOptions,
  LabelsOptions,
  Layer,
  PointCoordinates,
  PointsOptions,
  SnapshotOptions,
  VolumeLayerOptions,
} from './viewer.js';

/** How often the window is asked whether it is still there. Java never calls JavaScript: nothing can wait for it. */
const POLL_MILLIS = 40;

/** A BigDataViewer window, or a viewer without one: see {@link BdvHost}. */
export class BdvWindow implements BdvHost {
  readonly kind = 'bigdataviewer';
  readonly why: string;
  readonly closed: Promise<void>;
  readonly #java: JavaObject;
  readonly #headless: boolean;
  readonly #layers: BdvSource[] = [];
  readonly #timer: NodeJS.Timeout;
  #closing = false;
  #resolveClosed: () => void = () => undefined;

  /** @internal `java` is an open imglib2node.viewer.BdvViewer. */
  constructor(java: JavaObject, why: string, headless: boolean) {
    this.#java = java;
    this.#headless = headless;
    this.why = why;
    this.closed = new Promise((resolve) => {
      this.#resolveClosed = resolve;
    });
    this.#timer = setInterval(() => this.#poll(), POLL_MILLIS);
    if (headless) this.#timer.unref();
  }

  get layers(): readonly BdvSource[] {
    return [...this.#layers];
  }

  get isClosed(): boolean {
    return this.#closing || (this.#java.isClosedSync() as boolean);
  }

  call<T>(call: () => T): T {
    if (this.isClosed) throw closedError();
    try {
      return javaCall(call);
    } catch (error) {
      throw isClosedInJava(error) ? closedError(error) : error;
    }
  }

  /** Waits for a call that works on the event dispatch thread, while JavaScript goes on. */
  async #wait<T>(call: () => Promise<T>): Promise<T> {
    if (this.isClosed) throw closedError();
    try {
      return await call();
    } catch (error) {
      throw isClosedInJava(error) ? closedError(error) : error;
    }
  }

  forget(layer: Layer): void {
    const at = this.#layers.indexOf(layer as BdvSource);
    if (at >= 0) this.#layers.splice(at, 1);
  }

  #keep<L extends BdvSource>(layer: L): L {
    if (this.isClosed) {
      layer.release();
      throw closedError();
    }
    this.#layers.push(layer);
    return layer;
  }

  /** @internal Adds with BigDataViewer's names. */
  async showImage(volume: Shown, options: BdvImageOptions = {}): Promise<BdvImage> {
    return this.#keep(await this.#wait(() => showImage(this, this.#java, volume, options)));
  }

  /** @internal */
  async showLabels(volume: Shown, options: BdvLabelsOptions): Promise<BdvLabels> {
    return this.#keep(await this.#wait(() => showLabels(this, this.#java, volume, options)));
  }

  /** @internal */
  async showPoints(points: PointCoordinates, options: BdvPointsOptions = {}): Promise<BdvPoints> {
    return this.#keep(await this.#wait(() => showPoints(this, this.#java, points, options)));
  }

  async addImage(volume: Shown, options: ImageOptions = {}): Promise<BdvImage> {
    const { contrastLimits, colormap, visible, opacity } = options;
    const rgb = isRgb(volume, options.rgb, options.axes?.length);
    const layer = await this.showImage(volume, {
      ...placed(placedShape(volume, rgb), options),
      rgb,
      ...(contrastLimits && { displayRange: contrastLimits }),
      ...(colormap !== undefined && { color: colormap }),
    });
    return adjusted(layer, visible, opacity);
  }

  async addLabels(volume: Shown, options: LabelsOptions = {}): Promise<BdvLabels> {
    const { color, opacity, visible } = options;
    const layer = await this.showLabels(volume, {
      as: 'labels',
      ...placed(volume, options),
      ...(color && { labelColors: color }),
      ...(opacity !== undefined && { opacity }),
    });
    return adjusted(layer, visible, undefined);
  }

  async addPoints(points: PointCoordinates, options: PointsOptions = {}): Promise<BdvPoints> {
    const { visible, opacity, ...rest } = options;
    return adjusted(await this.showPoints(points, rest), visible, opacity);
  }

  async snapshot(options: SnapshotOptions = {}): Promise<Volume<'uint8'>> {
    const [width, height] = this.size;
    const shape = [options.height ?? height, options.width ?? width];
    if (!shape.every((extent) => Number.isInteger(extent) && extent > 0 && extent <= 32767)) {
      throw new ArgumentError(`snapshot: width ${shape[1]} and height ${shape[0]} must be integers from 1 to 32767`);
    }
    const picture = createVolume([...shape, 4], 'uint8');
    const handle = toImgLib2(picture);
    try {
      const { image } = handle;
      let found: number;
      do {
        found = this.#rangesFound();
        await this.#wait(() => javaCallAsync(() => this.#java.snapshot(image)));
        // What was loaded for the picture may have shown how it is to be drawn.
      } while (this.#rangesFound() !== found);
      if (options.path !== undefined) await writePng(options.path, picture);
      return picture;
    } catch (error) {
      picture.close();
      throw error;
    } finally {
      handle.close();
    }
  }

  #rangesFound(): number {
    return this.#layers.reduce((sum, layer) => sum + (layer.kind === 'image' ? (layer as BdvImage).rangesFound : 0), 0);
  }

  get timepoint(): number {
    return this.call(() => this.#java.timepointSync() as number);
  }

  set timepoint(value: number) {
    const count = this.numTimepoints;
    if (!Number.isInteger(value) || value < 0 || value >= count) {
      throw new ArgumentError(`timepoint ${value} must be an integer from 0 to ${count - 1}`);
    }
    this.call(() => this.#java.setTimepointSync(value));
  }

  get numTimepoints(): number {
    return this.call(() => this.#java.numTimepointsSync() as number);
  }

  get viewerTransform(): readonly number[] {
    return this.call(() => this.#java.viewerTransformSync() as number[]);
  }

  set viewerTransform(rows: readonly number[]) {
    checkTransform('viewerTransform', rows);
    this.call(() => this.#java.setViewerTransformSync([...rows]));
  }

  setInterpolation(mode: 'nearest' | 'linear'): void {
    if (mode !== 'nearest' && mode !== 'linear')
      throw new ArgumentError(`interpolation ${mode} is not nearest or linear`);
    this.call(() => this.#java.setInterpolationSync(mode === 'linear'));
  }

  get size(): readonly [number, number] {
    return this.call(() => this.#java.sizeSync() as [number, number]);
  }

  async canvasOnScreen(): Promise<readonly [number, number, number, number]> {
    this.#assertWindow();
    return this.#wait(() => javaCallAsync(() => this.#java.canvasOnScreen()));
  }

  get bdvHandle(): JavaObject {
    this.#assertWindow();
    return this.call(() => this.#java.handleSync());
  }

  #assertWindow(): void {
    if (this.#headless) throw new ViewerError('this BigDataViewer was opened with headless: true; it has no window');
  }

  get repaints(): { readonly count: number; readonly pixels: number } {
    return this.call(() => ({ count: this.#java.repaintsSync(), pixels: this.#java.paintedPixelsSync() }));
  }

  update(): void {
    this.call(() => this.#java.repaintSync());
  }

  close(): void {
    if (this.#closing) return;
    this.#closing = true;
    this.#java.closeSync();
    this.#releaseLayers();
  }

  unref(): this {
    this.#timer.unref();
    return this;
  }

  ref(): this {
    this.#timer.ref();
    return this;
  }

  /** The same as `close()`, for `using`. */
  [Symbol.dispose](): void {
    this.close();
  }

  #poll(): void {
    for (let error = this.#java.takeErrorSync(); error !== null; error = this.#java.takeErrorSync()) {
      process.emitWarning(`BigDataViewer: ${error}`, 'ViewerWarning');
    }
    if (!this.isClosed) return;
    this.#closing = true;
    this.#releaseLayers();
    if (!(this.#java.isGoneSync() as boolean)) return;
    clearInterval(this.#timer);
    bridge.deleteObject(this.#java);
    this.#resolveClosed();
  }

  // Without this a volume would keep its listener, and with it this viewer.
  #releaseLayers(): void {
    for (const layer of this.#layers.splice(0)) layer.release();
  }
}

function placed(volume: Shaped, { name, voxelSize, unit, axes }: VolumeLayerOptions) {
  return {
    ...(name !== undefined && { name }),
    ...(voxelSize && { voxelSize }),
    ...(unit !== undefined && { unit }),
    axisOrder: bdvAxes(volume, axes),
  };
}

function adjusted<L extends BdvSource>(layer: L, visible: boolean | undefined, opacity: number | undefined): L {
  if (visible === false) layer.setActive(false);
  if (opacity !== undefined) layer.opacity = opacity;
  return layer;
}

function closedError(cause?: unknown): ReleasedError {
  return new ReleasedError('the BigDataViewer window was closed, by the program or by the user; open another', {
    cause,
  });
}

function isClosedInJava(error: unknown): boolean {
  return isError(error, 'JavaError') && (error as JavaError).javaClass.endsWith('.ViewerClosedException');
}
