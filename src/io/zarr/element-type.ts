/** Element types and fill values, as Zarr writes them in its two versions. */
import { DTypeError } from '../../errors.js';
import { type ByteOrder, type Complex, type DType, dtypeInfo, numberOfHalf } from '../../volume/index.js';
import { corrupt, numberOf, unsupported } from './json.js';

/** The value of voxels that no chunk was written for; undefined: the format says none, and they read as 0. */
export type FillValue = number | bigint | boolean | Complex | undefined;

/** The types that Zarr arrays can have here, by the letters of NumPy's type strings. */
const V2_TYPES: Readonly<Record<string, DType>> = {
  b1: 'bool',
  i1: 'int8',
  u1: 'uint8',
  i2: 'int16',
  u2: 'uint16',
  i4: 'int32',
  u4: 'uint32',
  i8: 'int64',
  u8: 'uint64',
  f2: 'float16',
  f4: 'float32',
  f8: 'float64',
  c8: 'complex64',
  c16: 'complex128',
};

const KNOWN = Object.values(V2_TYPES).join(', ');

/** The type of Zarr v2's `dtype`, e.g. '<u2'. One byte has no order: 'little' then. */
export function parseV2Type(value: unknown, where: string): { readonly dtype: DType; readonly byteOrder: ByteOrder } {
  const [, order, letters = ''] = /^([<>|=])([a-zA-Z].*)$/.exec(typeof value === 'string' ? value : '') ?? [];
  if (order === undefined) corrupt(where, 'dtype', value, "a type such as '<u2'");
  const dtype = V2_TYPES[letters];
  if (dtype === undefined) unsupported(where, 'dtype', value, KNOWN);
  return { dtype, byteOrder: order === '>' ? 'big' : 'little' };
}

/** Zarr v2's name of a type, e.g. '<u2'. @throws DTypeError for argb, which Zarr has not. */
export function v2TypeText(dtype: DType, byteOrder: ByteOrder): string {
  const letters = Object.keys(V2_TYPES).find((key) => V2_TYPES[key] === dtype);
  if (letters === undefined) throw new DTypeError(`Zarr has no element type for ${dtype}; it has ${KNOWN}`);
  if (dtypeInfo(dtype).itemsize === 1) return `|${letters}`;
  return (byteOrder === 'little' ? '<' : '>') + letters;
}

/** The type of Zarr v3's `data_type`. */
export function parseV3Type(value: unknown, where: string): DType {
  const dtype = Object.values(V2_TYPES).find((known) => known === value);
  return dtype ?? unsupported(where, 'data_type', value, KNOWN);
}

/** Zarr v3's name of a type. @throws DTypeError for argb. */
export function v3TypeText(dtype: DType): string {
  v2TypeText(dtype, 'little');
  return dtype;
}

/** The fill value that a document says. @throws FormatError where it is no value of the type. */
export function parseFillValue(value: unknown, dtype: DType, where: string): FillValue {
  if (value === undefined || value === null) return undefined;
  const { kind } = dtypeInfo(dtype);
  const wrong = (): never => corrupt(where, 'fill_value', value, `a value of ${dtype}`);
  if (kind === 'bool') {
    // zarr-python has written 0 and 1 as well.
    if (value === true || value === 1) return true;
    return value === false || value === 0 ? false : wrong();
  }
  if (kind === 'complex') return parseComplex(value, dtype) ?? wrong();
  return (kind === 'float' ? parseFloatValue(value, dtype) : parseInteger(value, dtype)) ?? wrong();
}

function parseInteger(value: unknown, dtype: DType): number | bigint | undefined {
  const { range, itemsize, kind } = dtypeInfo(dtype);
  // Beyond 2^53 as a string, see parseJson; older writers put 0.0.
  const whole = typeof value === 'string' ? /^-?\d+$/.test(value) : Number.isSafeInteger(value);
  if (!whole) return undefined;
  if (itemsize < 8) {
    const number = Number(value);
    return number >= range[0] && number <= range[1] ? number : undefined;
  }
  const big = BigInt(value as string | number);
  return (kind === 'signed' ? BigInt.asIntN(64, big) : BigInt.asUintN(64, big)) === big ? big : undefined;
}

/** A number, one of Zarr's words, or v3's bits in hexadecimal: '0x7fc00000'. */
function parseFloatValue(value: unknown, dtype: DType): number | undefined {
  const number = numberOf(value);
  if (number !== undefined) return number;
  if (typeof value !== 'string') return undefined;
  if (/^-?\d{16,}$/.test(value)) return Number(value);
  const { itemsize } = dtypeInfo(dtype);
  if (!/^0x[0-9a-fA-F]+$/.test(value) || value.length !== 2 + 2 * itemsize) return undefined;
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, BigInt(value) << BigInt(8 * (8 - itemsize)));
  if (itemsize === 8) return view.getFloat64(0);
  if (itemsize === 4) return view.getFloat32(0);
  return numberOfHalf(view.getUint16(0));
}

/** v3: [re, im]; v2: the same, or one number. */
function parseComplex(value: unknown, dtype: DType): Complex | undefined {
  const part: DType = dtype === 'complex64' ? 'float32' : 'float64';
  const [re, im] = (Array.isArray(value) ? value : [value, 0]).map((item) => parseFloatValue(item, part));
  if (re === undefined || im === undefined || (Array.isArray(value) && value.length !== 2)) return undefined;
  return { re, im };
}

/**
 * The fill value as a document says it. Integers of 64 bits that JSON numbers can't hold become texts here, which
 * `metadataText` writes bare.
 */
export function fillValueJson(value: FillValue): unknown {
  if (value === undefined) return null;
  if (typeof value === 'object') return [floatJson(value.re), floatJson(value.im)];
  if (typeof value === 'bigint') {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : value.toString();
  }
  return typeof value === 'number' ? floatJson(value) : value;
}

function floatJson(value: number): number | string {
  return Number.isFinite(value) ? value : String(value);
}
