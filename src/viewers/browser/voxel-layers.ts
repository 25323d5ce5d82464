import { ArgumentError } from '../../errors.js';
import type { Region } from '../../volume/index.js';
import { checkDisplayRange } from '../display-range.js';
import type { Color, ImageLayer, LabelsLayer } from '../viewer.js';
import type { ChunkSource } from './chunks/index.js';
import { valuesOf } from './histogram.js';
import { type BrowserHost, BrowserLayer, type LayerStart } from './layer.js';
import { checkBlending, checkGamma, colormapList } from './options.js';
import type { Blending, Box, ChannelState, ImageState, LabelsState, LayerChanges, VolumeInfo } from './protocol.js';

/** A layer made of voxels: where they come from, and what pages have been told of their changes. */
export abstract class VoxelLayer extends BrowserLayer {
  /** @internal */
  readonly source: ChunkSource;
  /** @internal */
  readonly volume: VolumeInfo;
  /** The number of the last change that pages were told of. @internal */
  version = 0;
  readonly #unsubscribe: () => void;

  protected constructor(host: BrowserHost, start: LayerStart, source: ChunkSource, changed: (box: Box) => void) {
    super(host, start);
    this.source = source;
    this.volume = { key: start.id, ...source.info };
    this.#unsubscribe = source.onChange(changed);
  }

  /** Shows `region` anew, or all; what is lazy is read again. `volume.invalidate(region)` does it by itself. */
  update(region?: Region): void {
    this.assertThere();
    this.source.update(region);
  }

  /** The value of a voxel of what is in memory; undefined outside, and where it would have to be read. @internal */
  async valueAt(along: Readonly<Record<string, number>>): Promise<number | undefined> {
    const finest = this.volume.levels[0];
    if (finest === undefined || this.volume.axes.includes('c^') || !this.source.inMemory) return undefined;
    const start = this.volume.axes.map((axis) => along[axis] ?? 0);
    if (start.some((at, d) => at < 0 || at >= (finest.shape[d] as number))) return undefined;
    const box = { level: 0, start, end: start.map((at) => at + 1) };
    // The memory may have been closed a moment ago.
    const bytes = await this.source.read(box, new AbortController().signal).catch(() => undefined);
    return bytes && valuesOf(bytes, this.volume.type)[0];
  }

  protected takeOut(): void {
    this.#unsubscribe();
    this.source.close();
  }
}

/** How an image is coloured at first. */
export interface ImageStart extends LayerStart {
  readonly channels: readonly ChannelState[];
  readonly gamma: number;
  readonly blending: Blending;
  readonly rgb: boolean;
}

/** An image in the browser viewer. */
export class BrowserImageLayer extends VoxelLayer implements ImageLayer {
  readonly kind = 'image';
  readonly #rgb: boolean;
  #channels: readonly ChannelState[];
  #gamma: number;
  #blending: Blending;

  /** @internal */
  constructor(host: BrowserHost, start: ImageStart, source: ChunkSource, changed: (box: Box) => void) {
    super(host, start, source, changed);
    this.#rgb = start.rgb;
    this.#channels = start.channels;
    this.#gamma = checkGamma(start.gamma);
    this.#blending = checkBlending(start.blending);
  }

  /** The values shown black and white; of several channels, those of the first. Setting them sets those of all. */
  get contrastLimits(): readonly [number, number] {
    this.assertThere();
    return (this.#channels[0] as ChannelState).contrastLimits;
  }

  set contrastLimits(value: readonly [number, number]) {
    const contrastLimits = checkDisplayRange('contrastLimits', value);
    this.set({ channels: this.#channels.map(({ colormap }) => ({ colormap, contrastLimits })) });
  }

  /** Sets what one channel's values are shown as. */
  setChannel(channel: number, changes: { colormap?: Color; contrastLimits?: readonly [number, number] }): void {
    this.assertThere();
    const { colormap, contrastLimits } = changes;
    if (this.#channels[channel] === undefined) {
      throw new ArgumentError(`setChannel: there is no channel ${channel}, only ${this.#channels.length}`);
    }
    const channels = this.#channels.map((one, i) =>
      i !== channel
        ? one
        : {
            colormap: colormap === undefined ? one.colormap : (colormapList(colormap)[0] as string),
            contrastLimits: contrastLimits ? checkDisplayRange('contrastLimits', contrastLimits) : one.contrastLimits,
          },
    );
    this.set({ channels });
  }

  /** '#rrggbb' or the name of a colour map; a list for several channels. */
  get colormap(): Color | readonly Color[] {
    this.assertThere();
    const colormaps = this.#channels.map(({ colormap }) => colormap);
    return colormaps.length === 1 ? (colormaps[0] as string) : colormaps;
  }

  set colormap(value: Color | readonly Color[]) {
    const colormaps = colormapList(value);
    if (colormaps.length !== 1 && colormaps.length !== this.#channels.length) {
      throw new ArgumentError(`colormap: ${colormaps.length} for ${this.#channels.length} channels`);
    }
    const channels = this.#channels.map(({ contrastLimits }, i) => ({
      colormap: (colormaps[i] ?? colormaps[0]) as string,
      contrastLimits,
    }));
    this.set({ channels });
  }

  /** Values between black and white are raised to this power. */
  get gamma(): number {
    this.assertThere();
    return this.#gamma;
  }

  set gamma(gamma: number) {
    this.set({ gamma: checkGamma(gamma) });
  }

  /** Whether it covers what is below or adds to it. */
  get blending(): Blending {
    this.assertThere();
    return this.#blending;
  }

  set blending(blending: Blending) {
    this.set({ blending: checkBlending(blending) });
  }

  /** @internal */
  override apply({ channels, gamma, blending, ...rest }: LayerChanges): void {
    if (channels !== undefined && channels.length !== this.#channels.length) {
      throw new ArgumentError(`channels: ${channels.length} given, the layer has ${this.#channels.length}`);
    }
    super.apply(rest);
    if (channels !== undefined) this.#channels = channels;
    if (gamma !== undefined) this.#gamma = gamma;
    if (blending !== undefined) this.#blending = blending;
  }

  /** @internal */
  state(): ImageState {
    const { volume } = this;
    const looks = { channels: this.#channels, gamma: this.#gamma, blending: this.#blending, rgb: this.#rgb };
    return { kind: 'image', ...this.common(), volume, ...looks };
  }
}

/** Labels in the browser viewer. */
export class BrowserLabelsLayer extends VoxelLayer implements LabelsLayer {
  readonly kind = 'labels';
  readonly #colors: LabelsState['colors'];

  /** @internal */
  constructor(
    host: BrowserHost,
    start: LayerStart,
    source: ChunkSource,
    changed: (box: Box) => void,
    colors: LabelsState['colors'],
  ) {
    super(host, start, source, changed);
    this.#colors = colors;
  }

  /** @internal */
  state(): LabelsState {
    return { kind: 'labels', ...this.common(), volume: this.volume, colors: this.#colors };
  }
}
