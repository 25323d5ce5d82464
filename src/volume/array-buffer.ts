/** Memory that libraries show one another: where the elements of an array lie; see docs/array-protocol.md. */
import { ArgumentError, DTypeError } from '../errors.js';
import { type DType, dtypeInfo } from './dtype.js';
import { NATIVE_BYTE_ORDER } from './elements.js';
import type { Voxels } from './root.js';

/** The method of an array that shows its memory: `array[ARRAY_BUFFER]()` gives an `ArrayBufferInfo`. */
export const ARRAY_BUFFER: unique symbol = Symbol.for('imglib2-node.arrayBuffer') as never;

/** Where the elements of an array lie, as NumPy's `__array_interface__`. */
export interface ArrayBufferInfo {
  /** The memory; of a typed array or DataView, its part of the buffer. */
  readonly data: ArrayBufferLike | ArrayBufferView;
  /** The element type by its name here: 'uint8', 'float32' ..., in the byte order of this machine. */
  readonly dtype: DType;
  /** Extent of each axis, slowest first. */
  readonly shape: readonly number[];
  /** Step between neighbours along each axis, in bytes; 0 and negative ones are good. */
  readonly byteStrides: readonly number[];
  /** Bytes from the start of `data` to the element [0, ..., 0]. */
  readonly byteOffset: number;
  /** What keeps the memory valid: whoever uses the memory holds it. */
  readonly owner: unknown;
  /** Whether the memory must not be written. */
  readonly readOnly: boolean;
}

/** Something that shows its memory. */
export interface ShowsBuffer {
  /** Where its elements lie. */
  [ARRAY_BUFFER](): ArrayBufferInfo;
}

/** Whether a value shows its memory. */
export function showsBuffer(value: unknown): value is ShowsBuffer {
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, ARRAY_BUFFER) === 'function';
}

/** The buffer and layout, in elements, of what an array shows. @throws ArgumentError, DTypeError for a bad one. */
export function checkedInfo(caller: string, source: ShowsBuffer) {
  const info = source[ARRAY_BUFFER]();
  if (typeof info !== 'object' || info === null) throw new ArgumentError(`${caller}: the array shows no buffer`);
  const { data, dtype, shape, byteStrides, byteOffset, owner, readOnly } = info;
  const { itemsize } = dtypeInfo(dtype, caller);
  const view = ArrayBuffer.isView(data);
  if (!view && !(data instanceof ArrayBuffer) && !(data instanceof SharedArrayBuffer)) {
    throw new DTypeError(`${caller}: the array's data is no ArrayBuffer, SharedArrayBuffer or view of one`);
  }
  if (!Array.isArray(shape) || !Array.isArray(byteStrides) || shape.length !== byteStrides.length) {
    throw new ArgumentError(`${caller}: the array's shape and byteStrides must be lists of one length`);
  }
  const whole = [byteOffset, ...byteStrides].every((bytes) => Number.isSafeInteger(bytes));
  if (!whole || byteStrides.some((bytes) => bytes % itemsize !== 0)) {
    throw new ArgumentError(
      `${caller}: the array's byteStrides [${byteStrides.join(', ')}] and byteOffset ${byteOffset} are not whole ` +
        `elements of ${dtype} (${itemsize} bytes); copy it first`,
    );
  }
  return {
    buffer: view ? data.buffer : data,
    start: view ? data.byteOffset : 0,
    byteLength: data.byteLength,
    byteOffset,
    dtype,
    shape,
    strides: byteStrides.map((bytes) => bytes / itemsize + 0),
    owner,
    readOnly: readOnly === true,
  };
}

/** What a volume shows of itself. @throws DTypeError if its bytes are in the other order, for which there is no dtype. */
export function infoOf(volume: Voxels<DType> & { readonly readOnly: boolean }): ArrayBufferInfo {
  const { block, dtype, byteOffset, offset, shape, strides, readOnly, byteOrder } = volume;
  if (byteOrder !== NATIVE_BYTE_ORDER) {
    throw new DTypeError(
      `${String(volume)} has ${byteOrder}-endian bytes, which others do not expect; copy() it first`,
    );
  }
  const { itemsize } = dtypeInfo(dtype);
  return {
    data: block.buffer,
    dtype,
    shape,
    byteStrides: strides.map((step) => step * itemsize),
    byteOffset: byteOffset + offset * itemsize,
    owner: volume,
    readOnly,
  };
}
