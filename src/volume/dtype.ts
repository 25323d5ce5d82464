/**
 * THE dtype table: every fact about an element type stands here once, in the order of the Java enum
 * `imglib2node.image.DType` (a test compares the two). `code` is what crosses to native code and Java.
 */
import { DTypeError } from '../errors.js';

/** The typed array for each element type. */
export interface TypedArrayOf {
  uint8: Uint8Array;
  int8: Int8Array;
  uint16: Uint16Array;
  int16: Int16Array;
  uint32: Uint32Array;
  int32: Int32Array;
  uint64: BigUint64Array;
  int64: BigInt64Array;
  float32: Float32Array;
  float64: Float64Array;
}

/** The name of an element type, as in NumPy. */
export type DType = keyof TypedArrayOf;

/** Any of the typed arrays that volumes are made of. */
export type TypedArray = TypedArrayOf[DType];

/** The value of one element: `bigint` for the 64-bit integers, else `number`. */
export type Scalar<D extends DType> = D extends 'int64' | 'uint64' ? bigint : number;

/** What is known of one element type. */
export interface DTypeInfo<D extends DType = DType> {
  readonly name: D;
  /** The ordinal of the Java enum constant. */
  readonly code: number;
  /** Bytes an element. */
  readonly itemsize: number;
  readonly kind: 'unsigned' | 'signed' | 'float';
  /** Lowest and highest value of an integer; 0 and 1 for floats (the customary display range). */
  readonly range: readonly [number, number];
  readonly array: new (buffer: ArrayBufferLike, byteOffset?: number, length?: number) => TypedArrayOf[D];
}

const u = (bits: number): readonly [number, number] => [0, 2 ** bits - 1];
const s = (bits: number): readonly [number, number] => [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1];

// biome-ignore format: a table reads as a table
const TABLE: { readonly [D in DType]: DTypeInfo<D> } = {
  uint8:   { name: 'uint8',   code: 0, itemsize: 1, kind: 'unsigned', range: u(8),   array: Uint8Array },
  int8:    { name: 'int8',    code: 1, itemsize: 1, kind: 'signed',   range: s(8),   array: Int8Array },
  uint16:  { name: 'uint16',  code: 2, itemsize: 2, kind: 'unsigned', range: u(16),  array: Uint16Array },
  int16:   { name: 'int16',   code: 3, itemsize: 2, kind: 'signed',   range: s(16),  array: Int16Array },
  uint32:  { name: 'uint32',  code: 4, itemsize: 4, kind: 'unsigned', range: u(32),  array: Uint32Array },
  int32:   { name: 'int32',   code: 5, itemsize: 4, kind: 'signed',   range: s(32),  array: Int32Array },
  uint64:  { name: 'uint64',  code: 6, itemsize: 8, kind: 'unsigned', range: u(64),  array: BigUint64Array },
  int64:   { name: 'int64',   code: 7, itemsize: 8, kind: 'signed',   range: s(64),  array: BigInt64Array },
  float32: { name: 'float32', code: 8, itemsize: 4, kind: 'float',    range: [0, 1], array: Float32Array },
  float64: { name: 'float64', code: 9, itemsize: 8, kind: 'float',    range: [0, 1], array: Float64Array },
};

/** The names of all element types, in table order. */
export const DTYPES = Object.freeze(Object.keys(TABLE) as DType[]);

/** What is known of the element type `name`. @throws DTypeError that lists the types there are, for another name. */
export function dtypeInfo<D extends DType>(name: D): DTypeInfo<D> {
  if (typeof name === 'string' && Object.hasOwn(TABLE, name)) return TABLE[name] as DTypeInfo<D>;
  throw new DTypeError(`unknown dtype ${JSON.stringify(name) ?? String(name)}; supported: ${DTYPES.join(', ')}`);
}

/** The element type with that Java ordinal. */
export function dtypeOfCode(code: number): DType {
  const name = DTYPES[code];
  if (name === undefined) throw new DTypeError(`unknown dtype code ${code}; there are ${DTYPES.length}`);
  return name;
}

/**
 * The element type of a typed array. `Uint8ClampedArray` and `Buffer` count as uint8.
 * @throws DTypeError for a DataView or anything else.
 */
export function dtypeOfArray(array: ArrayBufferView): DType {
  // The tag is the array's real kind: constructor names are minified or subclassed (Buffer).
  const tag = Object.prototype.toString.call(array).slice(8, -1);
  if (tag === 'Uint8ClampedArray') return 'uint8';
  const own = Reflect.get(TYPED_ARRAY_PROTOTYPE, Symbol.toStringTag, array) as string | undefined;
  for (const info of Object.values(TABLE)) {
    if (info.array.name === own) return info.name;
  }
  if (own === 'Uint8ClampedArray') return 'uint8';
  throw new DTypeError(`no dtype for ${own ?? tag}; supported: ${DTYPES.join(', ')} as typed arrays`);
}

const TYPED_ARRAY_PROTOTYPE = Object.getPrototypeOf(Uint8Array.prototype) as object;
