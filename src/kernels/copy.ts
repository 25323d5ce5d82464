/** Copies between strided arrays. */
import { ArgumentError } from '../errors.js';
import { checked } from '../native.js';
import { type DType, dtypeInfo, dtypeOfArray, type TypedArray } from '../volume/index.js';
import { calls } from './calls.js';
import { layoutOf } from './layout.js';

/** Where elements lie: [i, j, ...] is element `offset + i * strides[0] + ...` of `data`; of complex ones, two numbers. */
export interface Place {
  readonly data: TypedArray;
  readonly offset?: number;
  /** Default: C order. */
  readonly strides?: readonly number[];
}

/**
 * Copies elements of `shape` as bits, from any strides to any. The arrays must not overlap. Runs to its end on the
 * calling thread.
 * @throws ArgumentError for places that reach out of their arrays, or of other kinds; DTypeError for an unknown dtype.
 */
export function copyElements(shape: readonly number[], dtype: DType, source: Place, target: Place): void {
  const { itemsize, components } = dtypeInfo(dtype);
  const [from, to] = [source, target].map(({ data, offset, strides }, k) => {
    if (data.BYTES_PER_ELEMENT * components !== itemsize) {
      throw new ArgumentError(`copy: the ${k === 0 ? 'source' : 'target'} is no array of ${dtype}`);
    }
    return { data: withoutHalves(data), ...layoutOf('copy', shape, offset, strides, data.length / components) };
  }) as [Required<Place>, Required<Place>];
  checked(
    calls().copy(
      shape,
      itemsize,
      from.data as never,
      from.offset,
      from.strides,
      to.data as never,
      to.offset,
      to.strides,
    ),
  );
}

/** The array itself, or of halves, which native code has no arrays of, their bits. */
function withoutHalves(data: TypedArray): TypedArray {
  if (data.BYTES_PER_ELEMENT !== 2 || dtypeOfArray(data) !== 'float16') return data;
  return new Uint16Array(data.buffer, data.byteOffset, data.length);
}
