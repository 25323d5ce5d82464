/** Lazy volumes for tests: their voxels are a function of position, and each read is noted. */
import {
  createVolume,
  type DType,
  dtypeInfo,
  type LazyLike,
  type Region,
  type SliceRange,
  type Volume,
} from '../../src/volume/index.js';

/** What a lazy volume is made of. */
export interface StubOptions<D extends DType> {
  readonly shape: readonly number[];
  readonly dtype: D;
  /** Extents of a chunk. */
  readonly chunk: readonly number[];
  /** The value of a voxel. */
  readonly value: (...index: number[]) => number;
  /** Awaited before a region is given; may throw. */
  readonly before?: (region: Region, signal: AbortSignal | undefined) => Promise<void> | void;
}

/** A lazy volume that notes which regions were computed, as `start` joined by commas, in their order. */
export class LazyStub<D extends DType = DType> implements LazyLike<D> {
  readonly shape: readonly number[];
  readonly dtype: D;
  readonly chunks: readonly (readonly number[])[];
  readonly reads: string[];
  readonly #options: StubOptions<D>;
  readonly #start: readonly number[];

  constructor(options: StubOptions<D>, region?: Region, reads: string[] = []) {
    this.#options = options;
    this.dtype = options.dtype;
    this.shape = region?.shape ?? options.shape;
    this.#start = region?.start ?? options.shape.map(() => 0);
    this.reads = reads;
    this.chunks = this.shape.map((extent, d) => {
      const chunk = options.chunk[d] as number;
      return Array.from({ length: Math.ceil(extent / chunk) }, (_, i) => Math.min(chunk, extent - i * chunk));
    });
  }

  slice(...ranges: SliceRange[]): LazyStub<D> {
    const pairs = this.shape.map((extent, d) => (ranges[d] ?? [0, extent]) as readonly [number, number]);
    const start = pairs.map(([from], d) => from + (this.#start[d] as number));
    return new LazyStub(this.#options, { start, shape: pairs.map(([from, to]) => to - from) }, this.reads);
  }

  async compute({ signal }: { readonly signal?: AbortSignal } = {}): Promise<Volume<D>> {
    const region = { start: this.#start, shape: this.shape };
    this.reads.push(this.#start.join(','));
    await this.#options.before?.(region, signal);
    const volume = createVolume(this.shape, this.dtype);
    fill(volume, (...index) => this.#options.value(...index.map((i, d) => i + (this.#start[d] as number))));
    return volume;
  }
}

/** Writes a value for each index into a contiguous volume; a complex voxel gets it with an imaginary part of its own. */
export function fill(volume: Volume, value: (...index: number[]) => number): void {
  const data = volume.data as { [element: number]: number | bigint };
  const { array, kind } = dtypeInfo(volume.dtype);
  const big = array.name.startsWith('Big');
  const index = volume.shape.map(() => 0);
  for (let i = 0; i < volume.size; i++) {
    const voxel = value(...index);
    if (kind === 'complex') [data[2 * i], data[2 * i + 1]] = [voxel, imaginaryOf(voxel)];
    else if (volume.dtype === 'float16') volume.set(voxel as never, ...index);
    else data[i] = big ? BigInt(voxel) : voxel;
    for (let d = index.length - 1; d >= 0; d--) {
      index[d] = (index[d] as number) + 1;
      if ((index[d] as number) < (volume.shape[d] as number)) break;
      index[d] = 0;
    }
  }
}

/** The imaginary part of a complex voxel with that real part. */
export function imaginaryOf(real: number): number {
  return 0.5 - 2 * real;
}

/** A promise and what settles it. */
export function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}
