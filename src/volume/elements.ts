/**
 * Reads and writes single elements of any dtype in either byte order, in memory of any size: what a typed array cannot,
 * which knows one byte order, no complex numbers, and in Node 20 at most 2^32 elements.
 */
import { endianness } from 'node:os';
import { ArgumentError } from '../errors.js';
import { type Complex, type DType, dtypeInfo, type Scalar } from './dtype.js';
import { halfOfNumber, numberOfHalf } from './half.js';

/** The order of the bytes of a number: lowest first, or highest first. */
export type ByteOrder = 'little' | 'big';

/** The byte order of this machine, and so of Java and of typed arrays. */
export const NATIVE_BYTE_ORDER: ByteOrder = endianness() === 'LE' ? 'little' : 'big';

/** The other one. */
export const SWAPPED_BYTE_ORDER: ByteOrder = NATIVE_BYTE_ORDER === 'little' ? 'big' : 'little';

interface Codec<D extends DType> {
  read(view: DataView, byte: number, little: boolean): Scalar<D>;
  write(view: DataView, byte: number, value: Scalar<D>, little: boolean): void;
}

const CODECS: { readonly [D in DType]: Codec<D> } = {
  uint8: { read: (v, at) => v.getUint8(at), write: (v, at, value) => v.setUint8(at, value) },
  int8: { read: (v, at) => v.getInt8(at), write: (v, at, value) => v.setInt8(at, value) },
  uint16: { read: (v, at, le) => v.getUint16(at, le), write: (v, at, value, le) => v.setUint16(at, value, le) },
  int16: { read: (v, at, le) => v.getInt16(at, le), write: (v, at, value, le) => v.setInt16(at, value, le) },
  uint32: { read: (v, at, le) => v.getUint32(at, le), write: (v, at, value, le) => v.setUint32(at, value, le) },
  int32: { read: (v, at, le) => v.getInt32(at, le), write: (v, at, value, le) => v.setInt32(at, value, le) },
  uint64: { read: (v, at, le) => v.getBigUint64(at, le), write: (v, at, value, le) => v.setBigUint64(at, value, le) },
  int64: { read: (v, at, le) => v.getBigInt64(at, le), write: (v, at, value, le) => v.setBigInt64(at, value, le) },
  float32: { read: (v, at, le) => v.getFloat32(at, le), write: (v, at, value, le) => v.setFloat32(at, value, le) },
  float64: { read: (v, at, le) => v.getFloat64(at, le), write: (v, at, value, le) => v.setFloat64(at, value, le) },
  float16: {
    read: (v, at, le) => numberOfHalf(v.getUint16(at, le)),
    write: (v, at, value, le) => v.setUint16(at, halfOfNumber(value), le),
  },
  complex64: {
    read: (v, at, le) => ({ re: v.getFloat32(at, le), im: v.getFloat32(at + 4, le) }),
    write: (v, at, value, le) => {
      const { re, im } = checkComplex(value);
      v.setFloat32(at, re, le);
      v.setFloat32(at + 4, im, le);
    },
  },
  complex128: {
    read: (v, at, le) => ({ re: v.getFloat64(at, le), im: v.getFloat64(at + 8, le) }),
    write: (v, at, value, le) => {
      const { re, im } = checkComplex(value);
      v.setFloat64(at, re, le);
      v.setFloat64(at + 8, im, le);
    },
  },
  bool: { read: (v, at) => v.getUint8(at) !== 0, write: (v, at, value) => v.setUint8(at, value ? 1 : 0) },
  argb: { read: (v, at, le) => v.getUint32(at, le), write: (v, at, value, le) => v.setUint32(at, value, le) },
};

/** The elements of one dtype and byte order in a buffer, by number. */
export class Elements<D extends DType> {
  readonly #view: DataView;
  readonly #codec: Codec<D>;
  readonly #itemsize: number;
  readonly #little: boolean;
  readonly length: number;

  constructor(buffer: ArrayBufferLike, byteOffset: number, length: number, dtype: D, byteOrder: ByteOrder) {
    this.#itemsize = dtypeInfo(dtype).itemsize;
    this.#view = new DataView(buffer, byteOffset, length * this.#itemsize);
    this.#codec = CODECS[dtype] as Codec<D>;
    this.#little = byteOrder === 'little';
    this.length = length;
  }

  /** The buffer that they lie in. */
  get buffer(): ArrayBufferLike {
    return this.#view.buffer;
  }

  get(element: number): Scalar<D> {
    return this.#codec.read(this.#view, element * this.#itemsize, this.#little);
  }

  /** @throws ArgumentError for what is no complex number, where one is wanted. */
  set(element: number, value: Scalar<D>): void {
    this.#codec.write(this.#view, element * this.#itemsize, value, this.#little);
  }
}

/** Whether a value is a complex number: an object of two numbers, `re` and `im`, whatever its class. */
export function isComplexNumber(value: unknown): value is Complex {
  if (typeof value !== 'object' || value === null) return false;
  const { re, im } = value as Partial<Complex>;
  return typeof re === 'number' && typeof im === 'number';
}

function checkComplex(value: Complex): Complex {
  if (isComplexNumber(value)) return value;
  throw new ArgumentError(`set: ${String(value)} is no complex number; give { re, im }`);
}
