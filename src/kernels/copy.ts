/** Copies of boxes of elements between arrays of any strides. */
import { ArgumentError } from '../errors.js';
import { checked } from '../native.js';
import type { TypedArray } from '../volume/index.js';
import { calls } from './calls.js';

/** Where a box of elements lies: element [i, ...] is `data[offset + i * strides[0] + ...]`. */
export interface StridedElements {
  readonly data: TypedArray;
  readonly offset: number;
  readonly strides: readonly number[];
}

/**
 * Copies a box of `shape` elements into another array of the same kind, which does not overlap.
 * @throws ArgumentError if a box reaches out of its array, or the arrays are of two kinds.
 */
export function copyElements(shape: readonly number[], from: StridedElements, to: StridedElements): void {
  const width = from.data.BYTES_PER_ELEMENT;
  if (width !== to.data.BYTES_PER_ELEMENT) throw new ArgumentError('copyElements: the arrays are of two kinds');
  checked(calls().copyBox(width, shape, from.data, from.offset, from.strides, to.data, to.offset, to.strides));
}
