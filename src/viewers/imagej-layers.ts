import { ArgumentError, ReleasedError, ViewerError } from '../errors.js';
import { toImgLib2 } from '../imglib/index.js';
import { bridge, type JavaObject, javaCall } from '../jvm/index.js';
import { asVolume, checkRegion, type LazyLike, type Region, type Volume } from '../volume/index.js';
import { dimmed, rgbList } from './colors.js';
import { checkDisplayRange } from './display-range.js';
import type { ImageJImage } from './imagej-image.js';
import { type ImageJVoxels, imageJVoxels } from './imagej-voxels.js';
import { checkPoints, type Points } from './points.js';
import type {
  Color,
  ImageLayer,
  ImageOptions,
  LabelsLayer,
  Layer,
  PointCoordinates,
  PointsLayer,
  PointsOptions,
  Viewer,
} from './viewer.js';

/** What a layer needs of its viewer. */
export interface ImageJHost extends Viewer {
  forget(layer: Layer): void;
}

/** What all layers have in common. */
abstract class ImageJLayer implements Layer {
  abstract readonly kind: 'image' | 'labels' | 'points';
  readonly name: string;
  readonly viewer: Viewer;
  /** @internal The image that it is or is drawn over. */
  readonly image: ImageJImage;
  readonly #host: ImageJHost;
  #visible: boolean;
  #opacity: number;
  #removed = false;

  constructor(host: ImageJHost, image: ImageJImage, name: string, visible: boolean, opacity: number) {
    this.viewer = host;
    this.#host = host;
    this.image = image;
    this.name = name;
    this.#visible = visible;
    this.#opacity = checkOpacity(opacity);
  }

  get visible(): boolean {
    this.assertThere();
    return this.#visible;
  }

  set visible(value: boolean) {
    this.assertThere();
    this.#visible = value;
    this.applyOpacity(this.shownOpacity);
  }

  get opacity(): number {
    this.assertThere();
    return this.#opacity;
  }

  set opacity(value: number) {
    this.assertThere();
    this.#opacity = checkOpacity(value);
    this.applyOpacity(this.shownOpacity);
  }

  protected get shownOpacity(): number {
    return this.#visible ? this.#opacity : 0;
  }

  protected abstract applyOpacity(value: number): void;
  protected abstract takeOut(): void;
  abstract update(region?: Region): void;

  remove(): void {
    if (this.#removed) return;
    this.#removed = true;
    this.#host.forget(this);
    this.takeOut();
  }

  protected assertThere(): void {
    if (this.#removed || this.image.isClosed) {
      throw new ReleasedError(`the layer '${this.name}' was removed from ImageJ, or its window was closed`);
    }
  }
}

function checkOpacity(value: number): number {
  if (value >= 0 && value <= 1) return value;
  throw new ArgumentError(`opacity ${value} must be from 0 to 1`);
}

/** An image window of ImageJ as a layer. What is not opaque is mixed with black, as nothing lies behind it. */
export class ImageJImageLayer extends ImageJLayer implements ImageLayer {
  readonly kind = 'image';
  #limits: readonly [number, number];
  #colormap: Color | readonly Color[];

  /** @internal */
  constructor(host: ImageJHost, image: ImageJImage, options: ImageOptions, limits: readonly [number, number]) {
    super(host, image, image.title, options.visible ?? true, options.opacity ?? 1);
    this.#limits = limits;
    this.#colormap = options.colormap ?? 'gray';
    // ImageJ's own colours of channels stay unless others are asked for.
    const plain = options.colormap === undefined && this.shownOpacity === 1;
    if (!plain) this.applyOpacity(this.shownOpacity);
  }

  get contrastLimits(): readonly [number, number] {
    this.assertThere();
    return this.#limits;
  }

  set contrastLimits(value: readonly [number, number]) {
    this.assertThere();
    this.#limits = checkDisplayRange('contrastLimits', value);
    this.image.setDisplayRange(...this.#limits);
  }

  get colormap(): Color | readonly Color[] {
    this.assertThere();
    return this.#colormap;
  }

  set colormap(value: Color | readonly Color[]) {
    this.assertThere();
    rgbList(value);
    this.#colormap = value;
    this.applyOpacity(this.shownOpacity);
  }

  protected applyOpacity(value: number): void {
    if (this.image.hasColors) {
      throw new ViewerError(
        `the layer '${this.name}' has colours of its own, which ImageJ shows as they are: no colormap, opacity or hiding`,
      );
    }
    const colors = rgbList(this.#colormap).map((color) => dimmed(color, value));
    javaCall(() => this.image.view.setColorsSync(colors.join(',')));
  }

  update(region?: Region): void {
    this.assertThere();
    this.image.update(region);
  }

  /** ImageJ has a window an image: it closes. */
  protected takeOut(): void {
    this.image.close();
  }
}

/** Labels drawn over an image of ImageJ. */
export class ImageJLabelsLayer extends ImageJLayer implements LabelsLayer {
  readonly kind = 'labels';
  readonly #voxels: ImageJVoxels;
  readonly #java: JavaObject;
  readonly #unsubscribe: () => void;

  /** @internal `colors` are "label:color" entries, `javaAxes` the axes fastest first. */
  constructor(
    host: ImageJHost,
    image: ImageJImage,
    volume: Volume | LazyLike,
    options: { name: string; visible: boolean; opacity: number; javaAxes: string; colors: string },
  ) {
    super(host, image, options.name, options.visible, options.opacity);
    const voxels = imageJVoxels(volume);
    this.#voxels = voxels;
    image.paints(voxels);
    this.#java = javaCall(() => image.view.addLabelsSync(voxels.image, options.javaAxes, options.colors));
    voxels.handedOver();
    this.applyOpacity(this.shownOpacity);
    this.#unsubscribe = voxels.onChange(() => {
      if (!image.isClosed) javaCall(() => this.#java.updateSync());
    });
  }

  protected applyOpacity(value: number): void {
    javaCall(() => this.#java.setOpacitySync(value));
  }

  update(region?: Region): void {
    this.assertThere();
    this.#voxels.reload(region && checkRegion('update', region, this.#voxels.shape));
    javaCall(() => this.#java.updateSync());
  }

  protected takeOut(): void {
    this.#unsubscribe();
    this.#voxels.release();
    javaCall(() => this.#java.removeSync());
    bridge.deleteObject(this.#java);
  }
}

/** Points drawn over an image of ImageJ: in their plane of full size, in the next ones smaller. */
export class ImageJPointsLayer extends ImageJLayer implements PointsLayer {
  readonly kind = 'points';
  readonly #java: JavaObject;
  #options: Pick<PointsOptions, 'names' | 'color'>;

  /** @internal */
  constructor(host: ImageJHost, image: ImageJImage, points: PointCoordinates, options: PointsOptions) {
    super(host, image, options.name ?? 'points', options.visible ?? true, options.opacity ?? 1);
    this.#options = { ...(options.names && { names: options.names }), ...(options.color && { color: options.color }) };
    const size = options.size ?? 9;
    if (!(size > 0)) throw new ArgumentError(`points: size ${size} must be a positive number of pixels`);
    this.#java = withJavaPoints(checkPoints(points, this.#options), (zyx, colors, names) =>
      image.view.addPointsSync(size, zyx, colors, names),
    );
    this.applyOpacity(this.shownOpacity);
  }

  setPoints(points: PointCoordinates, options: Pick<PointsOptions, 'names' | 'color'> = {}): void {
    this.assertThere();
    const count = checkPoints(points).count;
    const { names, color } = { ...this.#options, ...options };
    const one = color === undefined || rgbList(color).length === 1 || rgbList(color).length === count;
    const next = {
      ...(names !== undefined && (options.names !== undefined || names.length === count) && { names }),
      ...(color !== undefined && (options.color !== undefined || one) && { color }),
    };
    withJavaPoints(checkPoints(points, next), (zyx, colors, texts) =>
      this.image.view.setPointsSync(this.#java, zyx, colors, texts),
    );
    this.#options = next;
  }

  protected applyOpacity(value: number): void {
    javaCall(() => this.#java.setOpacitySync(value));
  }

  update(): void {
    this.assertThere();
    javaCall(() => this.#java.updateSync());
  }

  protected takeOut(): void {
    javaCall(() => this.#java.removeSync());
    bridge.deleteObject(this.#java);
  }
}

/** Calls Java with points: numbers go through shared memory, as many as there are. */
function withJavaPoints<T>(points: Points, call: (zyx: JavaObject, colors: string, names: string[]) => T): T {
  using volume = asVolume(points.zyx, [points.count, 3]);
  using shared = toImgLib2(volume);
  return javaCall(() => call(shared.image, points.colors.join(','), [...points.names]));
}
