import { decode } from 'fast-png';
import { ArgumentError, DTypeError, ReleasedError } from '../../errors.js';
import { writePng } from '../../io/index.js';
import { asVolume, dtypeInfo, isIntegerDType, type LazyLike, Volume } from '../../volume/index.js';
import { rgbOf } from '../colors.js';
import { checkDisplayRange } from '../display-range.js';
import { Pyramid } from '../pyramid.js';
import { channelsFirst, isRgb } from '../rgb.js';
import type { Layer, PointCoordinates, SnapshotOptions, Viewer } from '../viewer.js';
import { Photographer } from './chromium/index.js';
import { type ChunkSource, chunkSource, newShared, type Shared } from './chunks/index.js';
import { type BrowserEvents, Emitter } from './emitter.js';
import { rangeOf, valuesOf } from './histogram.js';
import type { BrowserLayer } from './layer.js';
import { Model } from './model.js';
import {
  type BrowserImageOptions,
  type BrowserLabelsOptions,
  type BrowserOpenOptions,
  type BrowserPointsOptions,
  type BrowserView,
  checkView,
  colormapList,
  hexOf,
} from './options.js';
import { BrowserPointsLayer } from './points-layer.js';
import type { ChannelState } from './protocol.js';
import { ViewerServer } from './server/index.js';
import { hasScreen, openInBrowser } from './show.js';
import { BrowserImageLayer, BrowserLabelsLayer } from './voxel-layers.js';

const DEFAULT_CACHE = 1 << 28;
const DEFAULT_SIZE: readonly [number, number] = [800, 600];
const VOXELS = { axes: undefined, voxelSize: undefined, unit: undefined };

/**
 * A page in the browser behind the interface of all viewers: images, labels and points in any plane, live. Who has the
 * address can look at it, several at a time, and all see the same.
 */
export class BrowserViewer implements Viewer {
  readonly kind = 'browser';
  readonly why: string;
  readonly closed: Promise<void>;
  readonly #resolveClosed: () => void;
  readonly #options: BrowserOpenOptions;
  readonly #shared: Shared;
  readonly #emitter = new Emitter();
  readonly #model: Model;
  #server!: ViewerServer;
  #photographer: Photographer | undefined;
  #pictures: Promise<unknown> = Promise.resolve();
  #closing = false;

  private constructor(options: BrowserOpenOptions) {
    this.#options = options;
    this.why = options.why ?? 'the browser was asked for';
    this.#shared = newShared(options.cacheBytes ?? DEFAULT_CACHE);
    this.#model = new Model(options.title ?? 'imglib2-node', this.#emitter, (event, data, except) =>
      this.#server.send(event, data, except),
    );
    let resolveClosed = () => {};
    this.closed = new Promise((resolve) => {
      resolveClosed = resolve;
    });
    this.#resolveClosed = resolveClosed;
  }

  /** @internal Use `view` or `openBrowser`. */
  static async open(options: BrowserOpenOptions): Promise<BrowserViewer> {
    const viewer = new BrowserViewer(options);
    viewer.#server = await ViewerServer.open(viewer.#model, options.host);
    if (options.headless === true) {
      viewer.#server.unref();
    } else {
      process.stderr.write(`imglib2-node: the viewer is at ${viewer.url}\n`);
      if (options.host !== undefined && options.host !== '127.0.0.1') warnOfHost(options.host);
      if (options.open ?? hasScreen()) openInBrowser(viewer.url);
    }
    return viewer;
  }

  /** The address of the page. Its token is the only key: who has it can look and change settings. */
  get url(): string {
    return this.#server.url;
  }

  /** How many pages are connected. */
  get pages(): number {
    return this.#server.pages;
  }

  get layers(): readonly Layer[] {
    return [...this.#model.layers];
  }

  get isClosed(): boolean {
    return this.#closing;
  }

  async addImage(shown: Volume | LazyLike | Pyramid, options: BrowserImageOptions = {}): Promise<BrowserImageLayer> {
    this.#assertOpen();
    if (isRgb(shown, options.rgb, options.axes?.length)) return this.#addPicture(shown, options);
    const { colormap = 'gray', contrastLimits, gamma = 1, blending = 'translucent' } = options;
    const colormaps = colormapList(colormap);
    if (contrastLimits !== undefined) checkDisplayRange('contrastLimits', contrastLimits);
    const together = colormaps.length > 1;
    const source = chunkSource(
      shown,
      { ...VOXELS, ...placed(options), caller: 'addImage', labels: false, together },
      this.#shared,
    );
    try {
      const count = channelCount(source);
      if (together && count !== colormaps.length) {
        throw new ArgumentError(
          `addImage: ${colormaps.length} colour maps for ${count} channels; give one, or one for each`,
        );
      }
      const limits = contrastLimits ?? (await firstLimits(source, shown));
      this.#assertOpen();
      const channels = Array.from(
        { length: count },
        (_, i): ChannelState => ({ colormap: (colormaps[i] ?? colormaps[0]) as string, contrastLimits: limits }),
      );
      const start = this.#start(options, this.#options.title ?? 'image', 1);
      const looks = { channels, gamma, blending, rgb: shown.dtype === 'argb' };
      const layer = new BrowserImageLayer(this, { ...start, ...looks }, source, (box) =>
        this.#model.changed(layer, box),
      );
      return this.#model.add(layer, isFlat(shown));
    } catch (error) {
      source.close();
      throw error;
    }
  }

  /** A picture is three channels in their colours, over the same memory. */
  #addPicture(shown: Volume | LazyLike | Pyramid, options: BrowserImageOptions): Promise<BrowserImageLayer> {
    if (options.colormap !== undefined) {
      throw new ArgumentError('addImage: the voxels have colours of their own; leave colormap out');
    }
    const planes = options.axes ?? ['yx', 'zyx', 'tzyx'][shown.shape.length - 3];
    return this.addImage(channelsFirst(shown), {
      contrastLimits: [0, 255],
      ...options,
      rgb: false,
      colormap: ['red', 'green', 'blue'],
      ...(planes !== undefined && { axes: `c${planes}` }),
    });
  }

  async addLabels(shown: Volume | LazyLike | Pyramid, options: BrowserLabelsOptions = {}): Promise<BrowserLabelsLayer> {
    this.#assertOpen();
    if (!isIntegerDType(shown.dtype) && shown.dtype !== 'bool') {
      throw new DTypeError(`addLabels: labels are integers, not ${shown.dtype}; convert the volume`);
    }
    const colors = Object.entries(options.color ?? {}).map(
      ([label, color]) => [String(BigInt.asUintN(64, BigInt(label))), hexOf(rgbOf(color))] as const,
    );
    const start = this.#start(options, 'labels', 0.5);
    const source = chunkSource(
      shown,
      { ...VOXELS, ...placed(options), caller: 'addLabels', labels: true, together: false },
      this.#shared,
    );
    const layer = new BrowserLabelsLayer(this, start, source, (box) => this.#model.changed(layer, box), colors);
    return this.#model.add(layer, isFlat(shown));
  }

  async addPoints(points: PointCoordinates, options: BrowserPointsOptions = {}): Promise<BrowserPointsLayer> {
    this.#assertOpen();
    const space = this.#model.spaceOf('addPoints', options.voxelSize, options.unit);
    const layer = new BrowserPointsLayer(this, this.#start(options, 'points', 1), points, options, space);
    return this.#model.add(layer, false);
  }

  /** Draws the layers in another order, the first one below all others. @throws ArgumentError unless each is named once. */
  reorder(layers: readonly Layer[]): void {
    this.#assertOpen();
    this.#model.reorder(layers.map((layer) => (layer as BrowserLayer).id));
  }

  /** Where the viewer looks. */
  get view(): BrowserView {
    return this.#model.view;
  }

  /** Moves all pages. @throws ArgumentError for what is no view. @example viewer.setView({ layout: 'xy', position: [90, 100, 80] }) */
  setView(view: Partial<BrowserView>): void {
    this.#assertOpen();
    const { position, ...rest } = view;
    this.#model.setView({ ...checkView(rest), ...(position && { position: this.#model.along(position) }) });
  }

  /** Calls `listener` at each event. @returns a function that ends it. */
  on<K extends keyof BrowserEvents>(event: K, listener: (event: BrowserEvents[K]) => void): () => void {
    return this.#emitter.on(event, listener);
  }

  /** The page as it is now, drawn by a Chromium without a window. @throws ViewerError if there is none. */
  async snapshot(options: SnapshotOptions = {}): Promise<Volume<'uint8'>> {
    this.#assertOpen();
    const [width, height] = this.#options.size ?? DEFAULT_SIZE;
    const size = [options.width ?? width, options.height ?? height] as const;
    for (const pixels of size) {
      if (Number.isInteger(pixels) && pixels >= 16 && pixels <= 8192) continue;
      throw new ArgumentError(`snapshot: ${size.join(' x ')} pixels; give whole numbers from 16 to 8192`);
    }
    // One at a time: they share a page.
    const png = this.#pictures.then(() => this.#picture(size));
    this.#pictures = png.catch(() => undefined);
    const picture = pictureOf(await png);
    if (options.path !== undefined) await writePng(options.path, picture);
    return picture;
  }

  update(): void {
    this.#assertOpen();
    for (const layer of this.layers) layer.update();
  }

  close(): void {
    if (this.#closing) return;
    this.#closing = true;
    for (const layer of this.#model.layers) layer.remove();
    this.#model.close();
    void Promise.allSettled([this.#server.close(), this.#photographer?.close()]).then(() => this.#resolveClosed());
  }

  unref(): this {
    this.#server.unref();
    return this;
  }

  ref(): this {
    if (this.#options.headless !== true) this.#server.ref();
    return this;
  }

  /** The same as `close()`, for `using`. */
  [Symbol.dispose](): void {
    this.close();
  }

  /** Breaks all connections, as a bad network does: for tests. @internal */
  dropConnections(): void {
    this.#server.dropConnections();
  }

  /** @internal */
  stateChanged(except?: string): void {
    this.#model.stateChanged(except);
  }

  /** @internal */
  forget(layer: BrowserLayer): void {
    this.#model.forget(layer);
  }

  async #picture(size: readonly [number, number]): Promise<Uint8Array> {
    this.#assertOpen();
    if (this.#photographer?.isRunning !== true) {
      this.#photographer = await Photographer.open(`${this.url}?picture`, size);
      // It was closed meanwhile.
      if (this.#closing) await this.#photographer.close();
      this.#assertOpen();
    }
    this.#model.flush();
    const { state, versions } = this.#model.hello();
    return this.#photographer.picture({ revision: state.revision, versions }, size);
  }

  #start(options: { name?: string; visible?: boolean; opacity?: number }, name: string, opacity: number) {
    return {
      id: this.#model.newId(),
      name: options.name ?? name,
      visible: options.visible ?? true,
      opacity: options.opacity ?? opacity,
    };
  }

  #assertOpen(): void {
    if (this.#closing) throw new ReleasedError('this browser viewer was closed; open another one with view()');
  }
}

/** `scale` and `units` are other names of `voxelSize` and `unit`. */
function placed({ axes, voxelSize, scale, unit, units }: BrowserImageOptions) {
  return { axes, voxelSize: voxelSize ?? scale, unit: unit ?? units };
}

function channelCount({ info }: ChunkSource): number {
  const at = info.axes.indexOf('c^');
  return at < 0 ? 1 : (info.levels[0]?.shape[at] as number);
}

/** 0 to 255 for bytes, else what a sample has. */
async function firstLimits(
  source: ChunkSource,
  { dtype }: { readonly dtype: Volume['dtype'] },
): Promise<readonly [number, number]> {
  const { kind, range } = dtypeInfo(dtype);
  if (dtype === 'uint8' || kind === 'bool' || kind === 'color') return range;
  const sample = await source.sample(new AbortController().signal);
  return rangeOf(valuesOf(sample, source.info.type));
}

/** Whether other planes than those along x and y would read all of the volume. */
function isFlat(shown: Volume | LazyLike | Pyramid): boolean {
  return !(shown instanceof Volume) && !(shown instanceof Pyramid && shown.levels.length > 1);
}

function pictureOf(png: Uint8Array): Volume<'uint8'> {
  const { width, height, channels, data } = decode(png);
  const pixels = new Uint8Array(width * height * 4).fill(255);
  for (let i = 0; i < width * height; i++) {
    for (let c = 0; c < Math.min(channels, 4); c++) pixels[4 * i + c] = data[channels * i + c] as number;
  }
  return asVolume(pixels, [height, width, 4]) as Volume<'uint8'>;
}

function warnOfHost(host: string): void {
  process.emitWarning(
    `the viewer listens at ${host}: everybody who reaches this machine and has the address, which is sent unencrypted, ` +
      'can look; an SSH tunnel to 127.0.0.1 is safer',
    'ViewerWarning',
  );
}
