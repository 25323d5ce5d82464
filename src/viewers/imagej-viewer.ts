import { ArgumentError, DTypeError, ReleasedError, ViewerError } from '../errors.js';
import { isIntegerDType, type LazyLike, reverseAxes, type Volume } from '../volume/index.js';
import { rgbOf } from './colors.js';
import { createImageJImage, type ImageJImage } from './imagej-image.js';
import { type ImageJHost, ImageJImageLayer, ImageJLabelsLayer, ImageJPointsLayer } from './imagej-layers.js';
import { axesOf, checkImageJOptions, isImageJDType } from './imagej-options.js';
import { finestOf } from './imagej-voxels.js';
import type { Pyramid } from './pyramid.js';
import type {
  ImageLayer,
  ImageOptions,
  LabelsLayer,
  LabelsOptions,
  Layer,
  OpenOptions,
  PointCoordinates,
  PointsLayer,
  PointsOptions,
  SnapshotOptions,
} from './viewer.js';

/**
 * ImageJ behind the interface of all viewers. Each image has a window of its own; labels and points are drawn over the
 * first, voxel on voxel, so labels must have its extents. Types that ImageJ lacks are shown as floats, read-only.
 */
export class ImageJViewer implements ImageJHost {
  readonly kind = 'imagej';
  readonly why: string;
  readonly closed: Promise<void>;
  #resolveClosed!: () => void;
  readonly #options: OpenOptions;
  readonly #layers: Layer[] = [];
  readonly #images: ImageJImage[] = [];
  #keepsAlive = true;
  #closing = false;

  /** @internal Use `view` or `openImageJ`. */
  constructor(options: OpenOptions) {
    this.#options = options;
    this.why = options.why ?? 'ImageJ was asked for';
    this.closed = new Promise((resolve) => {
      this.#resolveClosed = resolve;
    });
  }

  get layers(): readonly Layer[] {
    return [...this.#layers];
  }

  get isClosed(): boolean {
    return this.#closing;
  }

  async addImage(shown: Volume | LazyLike | Pyramid, options: ImageOptions = {}): Promise<ImageLayer> {
    this.#assertOpen();
    const volume = finestOf(shown);
    const { name, axes, voxelSize, unit, contrastLimits, rgb } = options;
    const checked = checkImageJOptions(volume, {
      title: name ?? this.#options.title ?? 'image',
      ...(axes !== undefined && { axes }),
      ...(voxelSize && { voxelSize }),
      ...(unit !== undefined && { unit }),
      ...(contrastLimits && { displayRange: contrastLimits }),
      ...(rgb !== undefined && { rgb }),
      ...(!isImageJDType(volume.dtype) && { convert: 'float32' as const }),
    });
    const headless = this.#options.headless === true;
    const image = await createImageJImage(volume, checked, headless);
    if (!this.#keepsAlive) image.unref();
    this.#images.push(image);
    image.closed.then(() => this.#imageClosed(image));
    if (!headless) await image.open();
    const layer = new ImageJImageLayer(this, image, options, checked.displayRange);
    this.#layers.push(layer);
    return layer;
  }

  async addLabels(shown: Volume | LazyLike | Pyramid, options: LabelsOptions = {}): Promise<LabelsLayer> {
    const volume = finestOf(shown);
    const image = this.#first('addLabels');
    if (!isIntegerDType(volume.dtype)) {
      throw new DTypeError(`addLabels: labels are integers, not ${volume.dtype}; convert the volume`);
    }
    const axes = axesOf('addLabels', volume, options.axes);
    checkExtents(volume, axes, image);
    const entries = Object.entries(options.color ?? {}).map(([label, color]) => `${label}:${rgbOf(color)}`);
    const layer = new ImageJLabelsLayer(this, image, volume, {
      name: options.name ?? 'labels',
      visible: options.visible ?? true,
      opacity: options.opacity ?? 0.5,
      javaAxes: reverseAxes([...axes]).join(''),
      colors: entries.join(','),
    });
    this.#layers.push(layer);
    return layer;
  }

  async addPoints(points: PointCoordinates, options: PointsOptions = {}): Promise<PointsLayer> {
    const layer = new ImageJPointsLayer(this, this.#first('addPoints'), points, options);
    this.#layers.push(layer);
    return layer;
  }

  /** The plane that the first image shows, with labels and points; by default a pixel a voxel. */
  async snapshot(options: SnapshotOptions = {}): Promise<Volume<'uint8'>> {
    const [width, height] = this.#options.size ?? [];
    const size = { ...(width && { width }), ...(height && { height }) };
    return this.#first('snapshot').snapshot({ ...size, ...options });
  }

  update(): void {
    this.#assertOpen();
    for (const image of this.#images) image.update();
  }

  close(): void {
    if (this.#closing) return;
    this.#closing = true;
    if (this.#images.length === 0) this.#resolveClosed();
    for (const image of [...this.#images]) image.close();
  }

  unref(): this {
    this.#keepsAlive = false;
    for (const image of this.#images) image.unref();
    return this;
  }

  ref(): this {
    this.#keepsAlive = this.#options.headless !== true;
    if (this.#keepsAlive) for (const image of this.#images) image.ref();
    return this;
  }

  /** The same as `close()`, for `using`. */
  [Symbol.dispose](): void {
    this.close();
  }

  /** @internal */
  forget(layer: Layer): void {
    const at = this.#layers.indexOf(layer);
    if (at >= 0) this.#layers.splice(at, 1);
  }

  #imageClosed(image: ImageJImage): void {
    this.#images.splice(this.#images.indexOf(image), 1);
    for (const layer of this.layers) if ((layer as ImageJImageLayer).image === image) layer.remove();
    if (this.#images.length > 0) return;
    this.#closing = true;
    this.#resolveClosed();
  }

  #first(caller: string): ImageJImage {
    this.#assertOpen();
    const [image] = this.#images;
    if (image === undefined) throw new ViewerError(`${caller}: ImageJ draws over an image; call addImage first`);
    return image;
  }

  #assertOpen(): void {
    if (this.#closing) throw new ReleasedError('this ImageJ viewer was closed; open another one with view()');
  }
}

function checkExtents(labels: Volume | LazyLike, axes: string, image: ImageJImage): void {
  [...axes].forEach((axis, d) => {
    const extent = image.extent(axis);
    const fits = axis === 'c' ? labels.shape[d] === 1 : labels.shape[d] === extent;
    if (fits) return;
    throw new ArgumentError(
      `addLabels: axis ${axis} of the labels (shape [${labels.shape.join(', ')}]) has ${labels.shape[d]} voxels, ` +
        (axis === 'c' ? 'but labels have no channels' : `but the image has ${extent}; ImageJ draws voxel on voxel`),
    );
  });
}
