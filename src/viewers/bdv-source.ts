import { ArgumentError, ReleasedError } from '../errors.js';
import { toImgLib2 } from '../imglib/index.js';
import { bridge, type JavaObject } from '../jvm/index.js';
import { asVolume, checkRegion, type Region, type Volume } from '../volume/index.js';
import { type AxisOrder, checkTransform, javaBox } from './bdv-options.js';
import type { BdvHost, BigDataViewer } from './bdv-viewer.js';
import type { BdvVoxels } from './bdv-voxels.js';
import { checkOpacity, dimmed, rgbList } from './colors.js';
import { checkDisplayRange } from './display-range.js';
import { checkPoints, type Points } from './points.js';
import { placedRegion } from './rgb.js';
import type { Color, ImageLayer, LabelsLayer, Layer, PointCoordinates, PointsLayer, PointsOptions } from './viewer.js';

/**
 * One thing shown in BigDataViewer: an image, labels or points. It holds a claim on the memory of its volume until
 * `remove()`, or until the viewer is closed. After that every call throws ReleasedError, except `remove`, `close`,
 * `ref`, `unref` and the read-only properties.
 *
 * Besides its own methods it has the ones of its window, so that the result of `showInBigDataViewer` is all there is
 * to keep.
 */
export abstract class BdvSource implements Layer {
  abstract readonly kind: 'image' | 'labels' | 'points';
  readonly name: string;
  /** The window, or its stand-in without one. */
  readonly viewer: BigDataViewer;
  readonly #host: BdvHost;
  readonly #java: JavaObject;
  #removed = false;
  #opacity: number;

  /** @internal */
  constructor(viewer: BdvHost, java: JavaObject, name: string, opacity: number) {
    this.viewer = viewer;
    this.#host = viewer;
    this.#java = java;
    this.name = name;
    this.#opacity = opacity;
  }

  /** Runs a call of the Java layer. @throws ReleasedError when it was removed or the viewer is closed. */
  protected call<T>(call: (java: JavaObject) => T): T {
    if (this.#removed) {
      throw new ReleasedError(`the source '${this.name}' was removed from BigDataViewer, or its window was closed`);
    }
    return this.#host.call(() => call(this.#java));
  }

  /** Shows or hides it. */
  setActive(active: boolean): void {
    this.call((java) => java.setActiveSync(active));
  }

  get visible(): boolean {
    return this.call((java) => java.isActiveSync() as boolean);
  }

  set visible(value: boolean) {
    this.setActive(value);
  }

  get opacity(): number {
    return this.#opacity;
  }

  set opacity(value: number) {
    this.applyOpacity(checkOpacity(value));
    this.#opacity = value;
  }

  protected applyOpacity(value: number): void {
    this.call((java) => java.setOpacitySync(Math.round(255 * value)));
  }

  /** Places it anew: from voxels to BigDataViewer's space, 3 x 4 numbers, row by row, x first. */
  setTransform(sourceTransform: readonly number[]): void {
    const rows = checkTransform('setTransform', sourceTransform);
    this.call((java) => java.setTransformSync([...rows]));
  }

  /** Paints it again from its data. */
  update(_region?: Region): void {
    this.call((java) => java.invalidateSync());
  }

  /** Takes it out of the viewer; the window stays. Doing it twice does nothing. */
  remove(): void {
    if (this.#removed) return;
    if (!this.viewer.isClosed) this.call((java) => java.removeSync());
    this.#host.forget(this);
    this.release();
  }

  /** @internal It is out of the viewer, or the viewer is closed. */
  release(): void {
    if (this.#removed) return;
    this.#removed = true;
    // Else Java would keep the volume's memory until JavaScript's garbage collector comes by.
    bridge.deleteObject(this.#java);
  }

  /** The timepoint that the viewer shows, from 0. */
  get timepoint(): number {
    return this.viewer.timepoint;
  }

  set timepoint(value: number) {
    this.viewer.timepoint = value;
  }

  /** As {@link BigDataViewer.snapshot}: the whole picture of the viewer, with its other sources. */
  snapshot(...options: Parameters<BigDataViewer['snapshot']>): Promise<Volume<'uint8'>> {
    return this.viewer.snapshot(...options);
  }

  /** Resolves when the window is closed. */
  get closed(): Promise<void> {
    return this.viewer.closed;
  }

  /** Closes the window, with all its sources. */
  close(): void {
    this.viewer.close();
  }

  /** The program ends though the window is open. */
  unref(): this {
    this.viewer.unref();
    return this;
  }

  /** Undoes `unref`. */
  ref(): this {
    this.viewer.ref();
    return this;
  }

  /** The same as `close()`, for `using`. */
  [Symbol.dispose](): void {
    this.close();
  }
}

/** What the sources made of a volume have in common: they repaint what `volume.invalidate` names. */
abstract class BdvVolumeSource extends BdvSource {
  #voxels: BdvVoxels | undefined;
  readonly #order: AxisOrder;
  readonly #rgb: boolean;
  #unsubscribe: (() => void) | undefined;

  /** @internal */
  constructor(viewer: BdvHost, java: JavaObject, name: string, opacity: number, voxels: BdvVoxels, order: AxisOrder) {
    super(viewer, java, name, opacity);
    this.#voxels = voxels;
    this.#order = order;
    this.#rgb = voxels.rgb;
    this.#unsubscribe = voxels.onChange((region) => {
      // Another viewer's volume may be invalidated while the user closes this window: that is no error of the caller.
      if (!viewer.isClosed) this.#changed(region);
    });
  }

  override update(region?: Region): void {
    const voxels = this.#voxels;
    const box = region && voxels && checkRegion('update', region, voxels.shape);
    voxels?.reload(box);
    if (box === undefined) super.update();
    else this.#changed(box);
  }

  #changed(region: Region): void {
    const box = javaBox(this.#order, placedRegion(region, this.#rgb));
    this.call((java) => java.invalidateSync(...box));
  }

  override release(): void {
    this.#unsubscribe?.();
    // It holds the volume, which a handle that is kept after close() must not.
    this.#unsubscribe = undefined;
    this.#voxels?.release();
    this.#voxels = undefined;
    super.release();
  }
}

/** An image in BigDataViewer, of one or several channels. */
export class BdvImage extends BdvVolumeSource implements ImageLayer {
  readonly kind = 'image';
  #displayRange: readonly [number, number] = [0, 1];
  #shown = false;
  #rangeGiven = false;
  #colors: readonly number[] = [0xffffff];
  #colormap: Color | readonly Color[] = 'gray';
  readonly #hasColors: boolean;

  /** @internal `hasColors`: its voxels are colours themselves. */
  constructor(
    viewer: BdvHost,
    java: JavaObject,
    name: string,
    voxels: BdvVoxels,
    order: AxisOrder,
    hasColors: boolean,
  ) {
    super(viewer, java, name, 1, voxels, order);
    this.#hasColors = hasColors;
  }

  /** The values drawn black and in full colour; of a picture with colours, of each of them. */
  setDisplayRange(min: number, max: number): void {
    checkDisplayRange('setDisplayRange', [min, max]);
    this.#displayRange = [min, max];
    this.#applyRange(this.#hasColors ? this.opacity : 1);
    this.#rangeGiven = this.#shown;
    this.#shown = true;
  }

  /** Colours are darker when the value that is drawn brightest is higher than any there is. */
  #applyRange(opacity: number): void {
    const [min, max] = this.#displayRange;
    const top = min + (max - min) / Math.max(opacity, 1e-6);
    this.call((java) => java.setDisplayRangeSync(min, top));
  }

  /** @internal How often a range was found in what was loaded. */
  rangesFound = 0;

  /** @internal A range found in what was loaded; one that was set goes before it. */
  suggestRange([min, max]: readonly [number, number]): void {
    if (this.#rangeGiven || this.viewer.isClosed) return;
    this.setDisplayRange(min, max);
    this.#rangeGiven = false;
    this.rangesFound++;
  }

  get displayRange(): readonly [number, number] {
    return this.#displayRange;
  }

  get contrastLimits(): readonly [number, number] {
    return this.#displayRange;
  }

  set contrastLimits(range: readonly [number, number]) {
    this.setDisplayRange(range[0], range[1]);
  }

  /**
   * The colour of the highest value: one for all channels, or one for each.
   * @throws ArgumentError if the voxels have colours of their own.
   */
  setColor(color: Color | readonly Color[]): void {
    if (this.#hasColors) throw new ArgumentError(`setColor: the voxels of '${this.name}' have colours of their own`);
    const channels = this.call((java) => java.channelsSync() as number);
    const colors = rgbList(color);
    if (colors.length !== 1 && colors.length !== channels) {
      throw new ArgumentError(`color: ${colors.length} colours for ${channels} channels; give one, or one for each`);
    }
    this.#colors = Array.from({ length: channels }, (_, c) => colors[c] ?? (colors[0] as number));
    this.#colormap = color;
    this.applyOpacity(this.opacity);
  }

  get colormap(): Color | readonly Color[] {
    return this.#colormap;
  }

  set colormap(color: Color | readonly Color[]) {
    this.setColor(color);
  }

  // BigDataViewer adds images up, so less of one is a darker colour.
  protected override applyOpacity(value: number): void {
    if (this.#hasColors) {
      this.#applyRange(value);
      return;
    }
    this.#colors.forEach((color, channel) => {
      this.call((java) => java.setColorSync(channel, dimmed(color, value)));
    });
  }
}

/** Labels in BigDataViewer: each in its own colour, laid over the images; label 0 is not drawn. */
export class BdvLabels extends BdvVolumeSource implements LabelsLayer {
  readonly kind = 'labels';
}

/** Points in BigDataViewer. */
export class BdvPoints extends BdvSource implements PointsLayer {
  readonly kind = 'points';
  #options: Pick<PointsOptions, 'names' | 'color'>;

  /** @internal */
  constructor(
    viewer: BdvHost,
    java: JavaObject,
    name: string,
    opacity: number,
    options: Pick<PointsOptions, 'names' | 'color'>,
  ) {
    super(viewer, java, name, opacity);
    this.#options = options;
  }

  /** Shows other points; names and colours stay if their count fits and none are given. */
  setPoints(points: PointCoordinates, options: Pick<PointsOptions, 'names' | 'color'> = {}): void {
    const { count } = checkPoints(points);
    const { names, color } = this.#options;
    const kept: Pick<PointsOptions, 'names' | 'color'> = {
      ...(names?.length === count ? { names } : {}),
      ...(color !== undefined && [1, count].includes(rgbList(color).length) ? { color } : {}),
    };
    const next = { ...kept, ...options };
    const checked = checkPoints(points, next);
    withJavaPoints(checked, (image, colors, texts) => this.call((java) => java.setPointsSync(image, colors, texts)));
    this.#options = next;
  }

  /** One colour for all points. */
  setColor(color: Color): void {
    const [rgb] = rgbList(color);
    this.call((java) => java.setColorSync(0, rgb));
    this.#options = { ...this.#options, color };
  }
}

/** Hands points to Java: coordinates as a shared image, which `use` must copy before it returns or resolves. */
export function withJavaPoints<T>(
  points: Points,
  use: (image: JavaObject, colors: readonly number[], names: readonly string[]) => T,
): T {
  const volume = asVolume(points.zyx, [points.count, 3]);
  const handle = toImgLib2(volume);
  const done = () => {
    handle.close();
    volume.close();
  };
  try {
    const result = use(handle.image, [...points.colors], [...points.names]);
    if (result instanceof Promise) return result.finally(done) as T;
    done();
    return result;
  } catch (error) {
    done();
    throw error;
  }
}
