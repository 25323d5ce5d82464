/** From what a segment stores to the values: byte order and predictors, by the kernel of that name. */
import type { TypedArray } from '../../volume/index.js';

export { type RowFormat, restoreRows } from '../../kernels/index.js';

/** The bytes of a typed array, over the same memory. */
export function bytesOf(elements: TypedArray): Uint8Array {
  return new Uint8Array(elements.buffer, elements.byteOffset, elements.byteLength);
}
