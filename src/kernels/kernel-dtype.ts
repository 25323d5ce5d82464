/** The element types that kernels take, and the check of what callers hand over. */
import { ArgumentError, allocated, DTypeError } from '../errors.js';
import { type DType, dtypeOfArray, type TypedArray, valueText } from '../volume/index.js';

/** In the order of `ElementType` in native/kernels/element_type.h. */
export const KERNEL_DTYPES = [
  'uint8',
  'int8',
  'uint16',
  'int16',
  'uint32',
  'int32',
  'uint64',
  'int64',
  'float32',
  'float64',
  'bool',
] as const;

/** An element type that kernels take; bool is a byte of 0 or 1 in a Uint8Array. */
export type KernelDType = (typeof KERNEL_DTYPES)[number];

/** Those and half precision, which is computed in float32: the index is what crosses to native code. */
export const REAL_DTYPES = [...KERNEL_DTYPES, 'float16'] as const;

/** An element type of real numbers. */
export type RealDType = (typeof REAL_DTYPES)[number];

/** Complex numbers: two floats each, real and imaginary part by turns. */
export const COMPLEX_DTYPES = ['complex64', 'complex128'] as const;

/** An element type of complex numbers. */
export type ComplexDType = (typeof COMPLEX_DTYPES)[number];

/** The element types that arithmetic is defined for: those of kernels, half precision and complex numbers. */
export const NUMBER_DTYPES = [...REAL_DTYPES, ...COMPLEX_DTYPES] as const;

/** An element type that arithmetic is defined for. */
export type NumberDType = (typeof NUMBER_DTYPES)[number];

/** What the elements of a type are. */
export type KernelKind = 'bool' | 'unsigned' | 'signed' | 'float' | 'complex';

/** @throws DTypeError that lists the types there are, for a dtype without arithmetic: argb, and what is none. */
export function numberDType(dtype: string): NumberDType {
  const known = NUMBER_DTYPES.find((name) => name === dtype);
  return known ?? withoutArithmetic(dtype, NUMBER_DTYPES);
}

function withoutArithmetic(dtype: unknown, known: readonly string[]): never {
  if (typeof dtype === 'string' && isComplex(dtype)) {
    throw new DTypeError(`not defined for ${dtype}; give real(x), imag(x) or abs(x), which are real numbers`);
  }
  const name = typeof dtype === 'string' ? dtype : valueText(dtype);
  throw new DTypeError(`no arithmetic for dtype ${name}; convert it to one of ${known.join(', ')} first`);
}

/** Whether the elements are complex numbers. */
export function isComplex(dtype: string): dtype is ComplexDType {
  return COMPLEX_DTYPES.some((name) => name === dtype);
}

/** The type of the two parts of a complex number. */
export function partOf(dtype: ComplexDType): 'float32' | 'float64' {
  return dtype === 'complex64' ? 'float32' : 'float64';
}

/** @throws DTypeError that lists the types there are, for a dtype that kernels don't take. */
export function kernelDType(dtype: string): KernelDType {
  const known = KERNEL_DTYPES.find((name) => name === dtype);
  return known ?? withoutArithmetic(dtype, KERNEL_DTYPES);
}

/** @throws DTypeError that lists the types there are, for a dtype whose elements are no real numbers. */
export function realDType(dtype: string): RealDType {
  const known = REAL_DTYPES.find((name) => name === dtype);
  return known ?? withoutArithmetic(dtype, REAL_DTYPES);
}

/** The type that real numbers are computed in: float32 for halves. @throws DTypeError for a dtype of no real numbers. */
export function computedIn(dtype: string): KernelDType {
  const known = realDType(dtype);
  return known === 'float16' ? 'float32' : known;
}

/** The number of a type in native code. */
export function codeOf(dtype: RealDType): number {
  return REAL_DTYPES.indexOf(dtype);
}

export function kindOf(dtype: NumberDType): KernelKind {
  if (dtype === 'bool') return 'bool';
  if (isComplex(dtype)) return 'complex';
  if (dtype.startsWith('float')) return 'float';
  return dtype.startsWith('u') ? 'unsigned' : 'signed';
}

/** Bits an element; of a complex one, both parts. */
export function bitsOf(dtype: NumberDType): number {
  return dtype === 'bool' ? 8 : Number(/\d+$/.exec(dtype)?.[0]);
}

/** Lowest and highest value of an integer type, exactly; 0 and 1 for bool. */
export function integerRange(dtype: NumberDType): readonly [bigint, bigint] {
  const bits = BigInt(bitsOf(dtype));
  if (dtype === 'bool') return [0n, 1n];
  return kindOf(dtype) === 'signed' ? [-(1n << (bits - 1n)), (1n << (bits - 1n)) - 1n] : [0n, (1n << bits) - 1n];
}

const ARRAYS = {
  uint8: Uint8Array,
  int8: Int8Array,
  uint16: Uint16Array,
  int16: Int16Array,
  uint32: Uint32Array,
  int32: Int32Array,
  uint64: BigUint64Array,
  int64: BigInt64Array,
  float32: Float32Array,
  float64: Float64Array,
  bool: Uint8Array,
} as const;

/** A typed array of a kernel's element type. */
export type KernelArray =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | BigUint64Array
  | BigInt64Array
  | Float32Array
  | Float64Array;

/** A typed array of `length` zeros, in JavaScript's own memory. @throws MemoryLimitError where that is lacking. */
export function newArray(dtype: KernelDType, length: number): KernelArray {
  return allocated('an array', () => new ARRAYS[dtype](length));
}

/** Whether elements of `dtype` lie in such an array; of float16 either as the values, where Node has them, or as bits. */
function liesIn(kind: DType, dtype: RealDType): boolean {
  if (dtype === 'float16') return kind === 'float16' || kind === 'uint16';
  return kind === (dtype === 'bool' ? 'uint8' : dtype);
}

/**
 * `array` if it is the typed array of `dtype` and has at least `length` elements; of float16 its bits, as a Uint16Array.
 * @throws ArgumentError otherwise, with `what` as the array's name.
 */
export function checkedArray(what: string, array: TypedArray, dtype: RealDType, length: number): KernelArray {
  const kind = dtypeOfArray(array);
  if (!liesIn(kind, dtype)) {
    throw new ArgumentError(`${what} is an array of ${kind}; expected one of ${dtype}`);
  }
  if (array.length < length) {
    throw new ArgumentError(`${what} has ${array.length} elements; ${length} are needed`);
  }
  // A clamped array is one of bytes whose JavaScript assignments clamp, which no dtype does.
  if ((array as unknown) instanceof Uint8ClampedArray) {
    return new Uint8Array(array.buffer, array.byteOffset, array.length);
  }
  if (dtype === 'float16') return new Uint16Array(array.buffer, array.byteOffset, array.length);
  return array as KernelArray;
}

/** @throws ArgumentError if a size is not a whole number from 0 on, or their product is no safe integer. */
export function checkSizes(what: string, sizes: readonly number[]): void {
  if (sizes.every((size) => Number.isInteger(size) && size >= 0)) {
    // In this order no intermediate product is larger than the last, unless the last is 0.
    if (sizes.includes(0) || Number.isSafeInteger(sizes.reduce((a, b) => a * b, 8))) return;
  }
  throw new ArgumentError(`${what}: the sizes [${sizes.join(', ')}] must be whole numbers from 0 on, not too large`);
}
