/**
 * THE dtype table: every fact about an element type stands here once, in the order of the Java enum
 * `imglib2node.image.DType` (a test compares the two). `code` is what crosses to native code and Java.
 */
import { DTypeError } from '../errors.js';
import { valueText } from './options.js';

/**
 * The typed array for each element type. Complex: real and imaginary parts by turns, so two numbers a voxel. bool: 0 or
 * 1. argb: 0xAARRGGBB. float16: values where Node has Float16Array (from 24 on), else their bits; `get` and `set` of a
 * volume take and give values in every Node.
 */
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
  float16: Uint16Array | Float16Values;
  complex64: Float32Array;
  complex128: Float64Array;
  bool: Uint8Array;
  argb: Uint32Array;
}

/** A Float16Array, by a name that the types of older Nodes have too. */
export interface Float16Values extends Omit<Uint16Array<ArrayBufferLike>, typeof Symbol.toStringTag> {
  readonly [Symbol.toStringTag]: 'Float16Array';
}

/** A complex number, as the objects of math.js and stdlib are too. */
export interface Complex {
  readonly re: number;
  readonly im: number;
}

/** The name of an element type, as in NumPy. */
export type DType = keyof TypedArrayOf;

/** Any of the typed arrays that volumes are made of. */
export type TypedArray = TypedArrayOf[DType];

/** The value of one element: `bigint` for the 64-bit integers, `boolean`, `{ re, im }`, else `number`. */
export type Scalar<D extends DType> = D extends keyof ScalarOf ? ScalarOf[D] : number;

/** The values that are no numbers. */
export interface ScalarOf {
  int64: bigint;
  uint64: bigint;
  complex64: Complex;
  complex128: Complex;
  bool: boolean;
}

/** What the values of an element type are. */
export type DTypeKind = 'unsigned' | 'signed' | 'float' | 'complex' | 'bool' | 'color';

/** What is known of one element type. */
export interface DTypeInfo<D extends DType = DType> {
  readonly name: D;
  /** The ordinal of the Java enum constant. */
  readonly code: number;
  /** Bytes an element. */
  readonly itemsize: number;
  /** Numbers of `data` an element: 2 for complex. */
  readonly components: 1 | 2;
  readonly kind: DTypeKind;
  /** Lowest and highest value of an integer; 0 and 1 for floats (the customary display range), and of a color's part. */
  readonly range: readonly [number, number];
  readonly array: new (buffer: ArrayBufferLike, byteOffset?: number, length?: number) => TypedArrayOf[D];
}

// Node has it from version 24 on.
const HALF_ARRAY = (Reflect.get(globalThis, 'Float16Array') ?? Uint16Array) as DTypeInfo<'float16'>['array'];
const one: readonly [number, number] = [0, 1];
const u = (bits: number): readonly [number, number] => [0, 2 ** bits - 1];
const s = (bits: number): readonly [number, number] => [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1];

// biome-ignore format: a table reads as a table
const TABLE: { readonly [D in DType]: DTypeInfo<D> } = {
  uint8:      { name: 'uint8',      code: 0,  itemsize: 1,  components: 1, kind: 'unsigned', range: u(8),  array: Uint8Array },
  int8:       { name: 'int8',       code: 1,  itemsize: 1,  components: 1, kind: 'signed',   range: s(8),  array: Int8Array },
  uint16:     { name: 'uint16',     code: 2,  itemsize: 2,  components: 1, kind: 'unsigned', range: u(16), array: Uint16Array },
  int16:      { name: 'int16',      code: 3,  itemsize: 2,  components: 1, kind: 'signed',   range: s(16), array: Int16Array },
  uint32:     { name: 'uint32',     code: 4,  itemsize: 4,  components: 1, kind: 'unsigned', range: u(32), array: Uint32Array },
  int32:      { name: 'int32',      code: 5,  itemsize: 4,  components: 1, kind: 'signed',   range: s(32), array: Int32Array },
  uint64:     { name: 'uint64',     code: 6,  itemsize: 8,  components: 1, kind: 'unsigned', range: u(64), array: BigUint64Array },
  int64:      { name: 'int64',      code: 7,  itemsize: 8,  components: 1, kind: 'signed',   range: s(64), array: BigInt64Array },
  float32:    { name: 'float32',    code: 8,  itemsize: 4,  components: 1, kind: 'float',    range: one,   array: Float32Array },
  float64:    { name: 'float64',    code: 9,  itemsize: 8,  components: 1, kind: 'float',    range: one,   array: Float64Array },
  float16:    { name: 'float16',    code: 10, itemsize: 2,  components: 1, kind: 'float',    range: one,   array: HALF_ARRAY },
  complex64:  { name: 'complex64',  code: 11, itemsize: 8,  components: 2, kind: 'complex',  range: one,   array: Float32Array },
  complex128: { name: 'complex128', code: 12, itemsize: 16, components: 2, kind: 'complex',  range: one,   array: Float64Array },
  bool:       { name: 'bool',       code: 13, itemsize: 1,  components: 1, kind: 'bool',     range: one,   array: Uint8Array },
  argb:       { name: 'argb',       code: 14, itemsize: 4,  components: 1, kind: 'color',    range: u(8),  array: Uint32Array },
};

/** The names of all element types, in table order. */
export const DTYPES = Object.freeze(Object.keys(TABLE) as DType[]);

/** What is known of the element type `name`. @throws DTypeError that lists the types there are, for another name. */
export function dtypeInfo<D extends DType>(name: D, caller?: string): DTypeInfo<D> {
  if (typeof name === 'string' && Object.hasOwn(TABLE, name)) return TABLE[name] as DTypeInfo<D>;
  const where = caller === undefined ? '' : `${caller}: `;
  throw new DTypeError(`${where}unknown dtype ${valueText(name)}; supported: ${DTYPES.join(', ')}`);
}

/** The element type with that Java ordinal. */
export function dtypeOfCode(code: number): DType {
  const name = DTYPES[code];
  if (name === undefined) throw new DTypeError(`unknown dtype code ${code}; there are ${DTYPES.length}`);
  return name;
}

/** Whether the values are whole numbers, of which labels can be made; bool counts, as 0 and 1. */
export function isIntegerDType(dtype: DType): boolean {
  return ['unsigned', 'signed', 'bool'].includes(dtypeInfo(dtype).kind);
}

/**
 * The element type of a typed array; where several have that array, the plain one. `Uint8ClampedArray` and `Buffer`
 * count as uint8.
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
