/** How often values occur, for the page's histograms and for contrast limits that nobody gave. */
import type { ChunkType, Histogram } from './protocol.js';

const BINS = 128;

const ARRAYS = {
  uint8: Uint8Array,
  int8: Int8Array,
  uint16: Uint16Array,
  int16: Int16Array,
  uint32: Uint32Array,
  int32: Int32Array,
  uint64: BigUint64Array,
  float32: Float32Array,
} as const;

/** The bytes of a chunk as numbers; a label of 64 bits as the nearest. */
export function valuesOf(bytes: Uint8Array, type: ChunkType): ArrayLike<number> {
  const array = new ARRAYS[type](
    bytes.buffer as ArrayBuffer,
    bytes.byteOffset,
    bytes.byteLength / ARRAYS[type].BYTES_PER_ELEMENT,
  );
  return array instanceof BigUint64Array ? Float64Array.from(array, Number) : array;
}

/** Lowest and highest of the finite values; 0 to 1 if there are none, and of one value alone to that and one. */
export function rangeOf(values: ArrayLike<number>): [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (!Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (low > high) return [0, 1];
  return low === high ? [low, low + 1] : [low, high];
}

export function histogramOf(values: ArrayLike<number>): Histogram {
  const [low, high] = rangeOf(values);
  const counts = new Array<number>(BINS).fill(0);
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (!Number.isFinite(value)) continue;
    const bin = Math.min(BINS - 1, Math.floor(((value - low) / (high - low)) * BINS));
    counts[bin] = (counts[bin] as number) + 1;
  }
  return { low, high, counts };
}
