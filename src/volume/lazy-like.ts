import type { DType } from './dtype.js';
import type { SliceRange } from './slice-range.js';
import { Volume } from './volume.js';

/**
 * What is like a volume but is read or computed when it is needed: a LazyVolume, or anything else that has these members.
 * It is all that sharing with Java and the viewers ask of one. Axes in C order, slowest first.
 */
export interface LazyLike<D extends DType = DType> {
  readonly shape: readonly number[];
  readonly dtype: D;
  /** The sizes of the pieces along each axis in which it is best read: `[[1, 1, 1], [512], [512]]` of a stack of three. */
  readonly chunks: readonly (readonly number[])[];
  /** A part, with the rules of `Volume.slice`. */
  slice(...ranges: SliceRange[]): LazyLike<D>;
  /** The voxels, contiguous, in memory that the caller owns. */
  compute(options?: { readonly signal?: AbortSignal }): Promise<Volume<D>>;
}

/** Whether something is to be read when it is needed, and not a volume in memory. */
export function isLazyLike(value: unknown): value is LazyLike {
  if (typeof value !== 'object' || value === null || value instanceof Volume) return false;
  const { shape, chunks, slice, compute } = value as Partial<LazyLike>;
  return Array.isArray(shape) && Array.isArray(chunks) && typeof slice === 'function' && typeof compute === 'function';
}
