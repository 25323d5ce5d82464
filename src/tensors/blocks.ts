import { ArgumentError } from '../errors.js';
import { isLazyLike, type LazyLike, type Region, type Volume } from '../volume/index.js';
import type { OrtModule, TfModule } from './libraries.js';
import { type ToTensorOptions, toTensor } from './to-tensor.js';

/** One block of a lazy volume as a tensor. */
export interface TensorBlock<T> {
  /** Where it lies in the volume. */
  readonly region: Region;
  /** Its voxels, until the next block is asked for. */
  readonly volume: Volume;
  readonly tensor: T;
}

/** Options of {@link tensorBlocks}. */
export interface TensorBlocksOptions {
  /** As of `toTensor`. */
  readonly copy?: boolean;
  /** The shape of a block's tensor. Default: the block's. */
  readonly shape?: (block: readonly number[]) => readonly number[];
  readonly signal?: AbortSignal;
}

/**
 * The chunks of a lazy volume as tensors, one after the other in C order, each over the memory that it was computed
 * into; only one is in memory at a time. `rechunk` the volume to the blocks that a model wants.
 *
 * @throws ArgumentError for what is no lazy volume; ComputeError where a chunk can't be computed; the signal's reason; the
 * errors of `toTensor`.
 * @example
 * for await (const { region, tensor } of tensorBlocks(stack.rechunk([1, 512, 512]), ort)) {
 *   const { mask } = await session.run({ image: tensor });
 * }
 */
export function tensorBlocks<O extends OrtModule>(
  lazy: LazyLike,
  library: O,
  options?: TensorBlocksOptions,
): AsyncGenerator<TensorBlock<InstanceType<O['Tensor']>>, void, undefined>;
export function tensorBlocks<T extends TfModule>(
  lazy: LazyLike,
  library: T,
  options?: TensorBlocksOptions,
): AsyncGenerator<TensorBlock<ReturnType<T['tensor']>>, void, undefined>;
export async function* tensorBlocks(
  lazy: LazyLike,
  library: OrtModule | TfModule,
  options: TensorBlocksOptions = {},
): AsyncGenerator<TensorBlock<unknown>, void, undefined> {
  if (!isLazyLike(lazy))
    throw new ArgumentError('tensorBlocks: expected a lazy volume; of one in memory take toTensor()');
  const { signal, copy = false } = options;
  for (const region of regionsOf(lazy.chunks)) {
    signal?.throwIfAborted();
    const ranges = region.start.map((from, d) => [from, from + (region.shape[d] as number)] as const);
    const volume = await lazy.slice(...ranges).compute(signal === undefined ? {} : { signal });
    try {
      const shape = options.shape?.(volume.shape);
      const wanted: ToTensorOptions = { copy, ...(shape && { shape }) };
      yield { region, volume, tensor: toTensor(volume, library as OrtModule, wanted) };
    } finally {
      volume.close();
    }
  }
}

function* regionsOf(chunks: readonly (readonly number[])[]): Generator<Region> {
  const [first, ...others] = chunks;
  if (first === undefined) {
    yield { start: [], shape: [] };
    return;
  }
  let from = 0;
  for (const extent of first) {
    for (const { start, shape } of regionsOf(others)) yield { start: [from, ...start], shape: [extent, ...shape] };
    from += extent;
  }
}
