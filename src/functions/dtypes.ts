/** What the standard asks of element types. */
import { ArgumentError, DTypeError } from '../errors.js';
import { bitsOf, isComplex, type KernelDType, numberDType, partOf, promote } from '../kernels/index.js';
import { type DType, dtypeInfo, isComplexNumber, valueText } from '../volume/index.js';
import { named } from './named.js';
import type { Weak } from './types.js';

/** An array, as far as its element type goes. */
export interface HasDType {
  readonly dtype: string;
}

/** @throws ArgumentError for what is neither a name nor has one. */
function dtypeOf(caller: string, source: DType | HasDType): DType {
  const name: unknown = typeof source === 'string' ? source : (source as HasDType | null | undefined)?.dtype;
  if (typeof name === 'string') return name as DType;
  throw new ArgumentError(`${caller}: ${valueText(source)} is no dtype, and no array that has one`);
}

/**
 * The element type of arithmetic on arrays, dtypes and numbers together, by the standard's table.
 * @throws ArgumentError if there is no array or dtype among them; DTypeError for a type without arithmetic.
 * @example resultType('uint8', 'int8') // 'int16'
 */
export function resultType(...sources: readonly (DType | HasDType | Weak)[]): DType {
  const isWeak = (source: unknown): source is Weak =>
    ['number', 'bigint', 'boolean'].includes(typeof source) || isComplexNumber(source);
  const types = sources.filter((source) => !isWeak(source)).map((source) => dtypeOf('resultType', source as DType));
  const [first, ...rest] = types;
  if (first === undefined) throw new ArgumentError('resultType: give one array or dtype at least');
  return named('resultType', () => {
    const joint = rest.reduce<DType>((all, type) => promote(all, type), numberDType(first));
    return sources.filter(isWeak).reduce<DType>((all, number) => promote(all, number), joint);
  });
}

/** Whether values of one type become those of another by the rules of promotion. @throws DTypeError */
export function canCast(from: DType | HasDType, to: DType): boolean {
  return named('canCast', () => promote(dtypeOf('canCast', from), numberDType(to)) === to);
}

/** The kinds of types: of the standard, by its names in camelCase. */
export type DTypeKindName =
  | 'bool'
  | 'signed integer'
  | 'unsigned integer'
  | 'integral'
  | 'real floating'
  | 'complex floating'
  | 'numeric';

const KINDS: Readonly<Record<DTypeKindName, readonly string[]>> = {
  bool: ['bool'],
  'signed integer': ['signed'],
  'unsigned integer': ['unsigned'],
  integral: ['signed', 'unsigned'],
  'real floating': ['float'],
  'complex floating': ['complex'],
  numeric: ['signed', 'unsigned', 'float', 'complex'],
};

/** Whether a type is of a kind, or is another type, or one of several of them. @throws DTypeError for an unknown one. */
export function isdtype(dtype: DType, kind: DTypeKindName | DType | readonly (DTypeKindName | DType)[]): boolean {
  const own = named('isdtype', () => dtypeInfo(dtype).kind);
  const kinds = (Array.isArray(kind) ? kind : [kind]) as readonly string[];
  return kinds.some((each) => {
    if (each === dtype) return true;
    if (typeof each === 'string' && Object.hasOwn(KINDS, each)) return KINDS[each as DTypeKindName].includes(own);
    named('isdtype', () => dtypeInfo(each as DType));
    return false;
  });
}

/** The range of an integer type. */
export interface IntegerInfo {
  readonly bits: number;
  readonly min: bigint;
  readonly max: bigint;
  readonly dtype: DType;
}

/** The range of an integer type, exactly. @throws DTypeError for another type. */
export function iinfo(type: DType | HasDType): IntegerInfo {
  const dtype = dtypeOf('iinfo', type);
  const { kind } = named('iinfo', () => dtypeInfo(dtype));
  if (kind !== 'signed' && kind !== 'unsigned') throw new DTypeError(`iinfo: ${dtype} is no integer type`);
  const bits = bitsOf(dtype as KernelDType);
  const half = 1n << BigInt(bits - 1);
  return kind === 'signed'
    ? { bits, min: -half, max: half - 1n, dtype }
    : { bits, min: 0n, max: 2n * half - 1n, dtype };
}

/** Range and precision of a floating-point type. */
export interface FloatInfo {
  readonly bits: number;
  /** The difference of 1 and the next larger number. */
  readonly eps: number;
  readonly max: number;
  readonly min: number;
  /** The smallest positive number of full precision. */
  readonly smallestNormal: number;
  readonly dtype: DType;
}

/** Digits after the point, and the exponent of the smallest normal number: what IEEE 754 says of its formats. */
const FORMATS = {
  float16: { bits: 16, fraction: 10, lowest: -14 },
  float32: { bits: 32, fraction: 23, lowest: -126 },
  float64: { bits: 64, fraction: 52, lowest: -1022 },
} as const;

/** Range and precision of a floating-point type; of the parts of a complex one. @throws DTypeError for another type. */
export function finfo(type: DType | HasDType): FloatInfo {
  const given = named('finfo', () => numberDType(dtypeOf('finfo', type)));
  const dtype = isComplex(given) ? partOf(given) : given;
  if (dtype !== 'float16' && dtype !== 'float32' && dtype !== 'float64')
    throw new DTypeError(`finfo: ${dtype} is no floating-point type`);
  const { bits, fraction, lowest } = FORMATS[dtype];
  const eps = 2 ** -fraction;
  const max = (2 - eps) * 2 ** (1 - lowest);
  return { bits, eps, max, min: -max, smallestNormal: 2 ** lowest, dtype };
}
