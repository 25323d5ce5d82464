/** Functions that make arrays: volumes in memory, or ones like another array. */
import { ArgumentError, DTypeError } from '../errors.js';
import { isBeyond, kernelDType } from '../kernels/index.js';
import type { LazyVolume } from '../lazy/index.js';
import {
  asVolume,
  type Complex,
  checkOptions,
  checkShape,
  createVolume,
  type DType,
  dtypeInfo,
  isComplexNumber,
  isIntegerDType,
  type NdArrayLike,
  type ShowsBuffer,
  type TypedArray,
  Volume,
  valueText,
} from '../volume/index.js';
import { numberFor } from './arrays.js';
import { fullLike as deferFullLike } from './deferred/manipulate.js';
import { arrayFunction, type Takes, theFirst } from './define.js';
import { convert } from './eager/elementwise.js';
import { fill, fullLike as fullLikeOf } from './eager/more.js';
import { fromLists, type Nested } from './lists.js';
import { named } from './named.js';
import type { AnyArray, Like, Weak } from './types.js';

/** The element type of a new array. */
export interface DTypeOption {
  readonly dtype?: DType;
}

const DTYPE = { dtype: 'value' } as const;

/**
 * What numbers become where nothing else is said: whole ones int32 if that holds them, else float64; with bigints among
 * them int64, or uint64 where only that holds all; with complex ones complex128.
 */
function typeOf(values: readonly Weak[]): DType {
  if (values.length === 0) return 'float64';
  if (values.some(isComplexNumber)) return 'complex128';
  if (values.every((value) => typeof value === 'boolean')) return 'bool';
  if (values.some((value) => typeof value === 'bigint')) {
    return values.some((value) => typeof value === 'bigint' && value >= 2n ** 63n) ? 'uint64' : 'int64';
  }
  const isSmall = (value: Weak): boolean =>
    typeof value === 'boolean' || (typeof value === 'number' && value === (value | 0));
  return values.every(isSmall) ? 'int32' : 'float64';
}

/**
 * A volume of one value. Default dtype: bool, int64 of a bigint, int32 of a small whole number, complex128 of `{ re, im }`,
 * else float64.
 */
export function full(shape: readonly number[], value: Weak, options: DTypeOption = {}): Volume {
  return filledWith('full', shape, value, options);
}

function filledWith(
  name: string,
  shape: readonly number[],
  value: Weak,
  options: DTypeOption,
  dtype = typeOf([value]),
): Volume {
  checkOptions(name, options, DTYPE);
  return named(name, () => {
    const volume = createVolume(shape, options.dtype ?? dtype);
    if (value !== 0) fill(volume, value);
    return volume;
  });
}

/** A volume of zeros, float64 if nothing else is said. @throws ArgumentError, DTypeError, MemoryLimitError */
export function zeros(shape: readonly number[], options: DTypeOption = {}): Volume {
  return filledWith('zeros', shape, 0, options, 'float64');
}

/** A volume of ones, float64 if nothing else is said. @throws ArgumentError, DTypeError, MemoryLimitError */
export function ones(shape: readonly number[], options: DTypeOption = {}): Volume {
  return filledWith('ones', shape, 1, options, 'float64');
}

/** A volume whose voxels are to be written yet; here they are zeros. @throws ArgumentError, DTypeError, MemoryLimitError */
export function empty(shape: readonly number[], options: DTypeOption = {}): Volume {
  return filledWith('empty', shape, 0, options, 'float64');
}

const dtypeAt = (at: number): Takes => ({ at, options: DTYPE });

/** Makes an array of the shape, and if nothing else is said of the dtype, of another. */
export type MakeLike = <T extends AnyArray>(x: T, options?: DTypeOption) => Like<T>;

function like(name: string, value: number): MakeLike {
  const how = {
    eager: (x: Volume, options?: DTypeOption) => fullLikeOf(x, value, options),
    lazy: (x: LazyVolume, options?: DTypeOption) => deferFullLike(x, value, options),
  };
  return arrayFunction<MakeLike>(name, theFirst, how, dtypeAt(1));
}

/** Zeros, as another array is shaped and typed. */
export const zerosLike: MakeLike = like('zerosLike', 0);

/** Ones, as another array is shaped and typed. */
export const onesLike: MakeLike = like('onesLike', 1);

/** Voxels that are to be written yet, as another array is shaped and typed. */
export const emptyLike: MakeLike = like('emptyLike', 0);

/** One value, as another array is shaped and typed. */
export const fullLike: <T extends AnyArray>(x: T, value: Weak, options?: DTypeOption) => Like<T> = arrayFunction(
  'fullLike',
  theFirst,
  { eager: fullLikeOf, lazy: deferFullLike },
  dtypeAt(2),
);

/** Options of arange. */
export interface ArangeOptions extends DTypeOption {
  /** From one number to the next. Default 1. */
  readonly step?: number;
}

/**
 * The numbers from `start` on, below `stop`; with one argument, from 0 to it. @throws ArgumentError for a step of 0.
 * @example arange(3).data // 0, 1, 2
 */
export function arange(start: number, stop?: number | ArangeOptions, options: ArangeOptions = {}): Volume {
  const given = typeof stop === 'number';
  const chosen = given ? options : (stop ?? {});
  checkOptions('arange', chosen, { step: 'value', ...DTYPE });
  const { step = 1, dtype } = chosen;
  const [from, to] = given ? [start, stop] : [0, start];
  if (![from, to, step].every(Number.isFinite) || step === 0) {
    throw new ArgumentError(
      `arange: start ${valueText(from)}, stop ${valueText(to)} and step ${valueText(step)} must be finite, and step not 0`,
    );
  }
  const length = Math.max(0, Math.ceil((to - from) / step));
  return filled('arange', [length], dtype ?? typeOf([from, to, step]), (i) => from + i * step);
}

/** Options of linspace. */
export interface LinspaceOptions extends DTypeOption {
  /** Whether `stop` is the last number. Default true. */
  readonly endpoint?: boolean;
}

/**
 * `count` numbers, evenly spaced from start to stop: float64, or complex128 where one of them is complex.
 * @throws ArgumentError for a bad count; DTypeError for complex numbers as a real dtype.
 * @example linspace({ re: 0, im: -1 }, { re: 0, im: 1 }, 3); // -i, 0, i
 */
export function linspace(
  start: number | Complex,
  stop: number | Complex,
  count: number,
  options: LinspaceOptions = {},
): Volume {
  checkOptions('linspace', options, { endpoint: 'flag', ...DTYPE });
  if (isComplexNumber(start) || isComplexNumber(stop)) return complexLinspace(start, stop, count, options);
  const { endpoint = true, dtype = 'float64' } = options;
  if (typeof start !== 'number' || typeof stop !== 'number') {
    throw new ArgumentError(`linspace: start ${valueText(start)} and stop ${valueText(stop)} must be numbers`);
  }
  checkShape('linspace', [count]);
  const steps = endpoint ? count - 1 : count;
  const step = (stop - start) / steps;
  return filled('linspace', [count], dtype, (i) =>
    endpoint && i === count - 1 && i > 0 ? stop : start + (i === 0 ? 0 : i * step),
  );
}

/** Parts of complex numbers are evenly spaced each. */
function complexLinspace(start: number | Complex, stop: number | Complex, count: number, options: LinspaceOptions) {
  const { endpoint = true, dtype = 'complex128' } = options;
  const [from, to] = [start, stop].map((end) => (isComplexNumber(end) ? end : { re: end, im: 0 })) as [
    Complex,
    Complex,
  ];
  if (dtypeInfo(dtype, 'linspace').kind !== 'complex') {
    throw new DTypeError(`linspace: complex numbers do not become ${dtype}; give complex64 or complex128`);
  }
  const volume = named('linspace', () => createVolume([count], dtype));
  for (const part of ['re', 'im'] as const) {
    using line = linspace(from[part], to[part], count, { endpoint });
    for (let i = 0; i < count; i++) volume.data[2 * i + (part === 're' ? 0 : 1)] = line.data[i] as number;
  }
  return volume;
}

/** Options of eye. */
export interface EyeOptions extends DTypeOption {
  /** The diagonal, counted upwards. Default 0. */
  readonly k?: number;
}

/** Ones on a diagonal, else zeros. @throws ArgumentError for bad extents. */
export function eye(rows: number, columns?: number | null, options: EyeOptions = {}): Volume {
  checkOptions('eye', options, { k: 'value', ...DTYPE });
  const { k = 0, dtype = 'float64' } = options;
  if (!Number.isSafeInteger(k)) throw new ArgumentError(`eye: k ${valueText(k)} must be a whole number`);
  const volume = named('eye', () => createVolume([rows, columns ?? rows], dtype));
  for (let row = Math.max(0, -k); row < rows && row + k < (columns ?? rows); row++) {
    volume.set((volume.dtype === 'bool' ? true : oneOf(dtype)) as never, row, row + k);
  }
  return volume;
}

function oneOf(dtype: DType): unknown {
  if (dtype.startsWith('complex')) return { re: 1, im: 0 };
  return dtype === 'int64' || dtype === 'uint64' ? 1n : 1;
}

function filled(name: string, shape: readonly number[], dtype: DType, value: (i: number) => number): Volume {
  return named(name, () => {
    const size = checkShape(name, shape);
    if (size > 0) for (const end of [value(0), value(size - 1)]) numberFor(dtype, Math.trunc(end));
    const numbers = createVolume(shape, 'float64');
    const { data } = numbers;
    for (let i = 0; i < size; i++) data[i] = value(i);
    if (dtype === 'float64') return numbers;
    try {
      return convert(numbers, dtype);
    } finally {
      numbers.close();
    }
  });
}

/** @throws ArgumentError for a whole number that an integer type lacks. */
function checkHeld(dtype: DType, values: readonly Weak[]): void {
  if (!isIntegerDType(dtype) || values.some(isComplexNumber)) return;
  const type = kernelDType(dtype);
  const wrong = values.find((value) => isBeyond(type, value));
  if (wrong === undefined) return;
  throw new ArgumentError(`asarray: ${valueText(wrong)} is no ${dtype}; give another dtype`);
}

/** Options of asarray. */
export interface AsarrayOptions extends DTypeOption {
  /** true: always a copy; false: never, an error where one would be needed. Default: where one is needed. */
  readonly copy?: boolean;
}

/**
 * A volume of what is given: a number, nested lists of numbers, a typed array (one axis), an ndarray, an array that
 * shows its buffer, or a volume. Memory that is there is shared where `dtype` and `copy` allow.
 *
 * @throws ArgumentError for lists of unequal lengths, or where `copy` is false and a copy needed.
 * @example asarray([[1, 2], [3, 4]], { dtype: 'float32' });
 */
export function asarray(
  source: Weak | Nested | TypedArray | NdArrayLike | ShowsBuffer,
  options: AsarrayOptions = {},
): Volume {
  checkOptions('asarray', options, { copy: 'flag', ...DTYPE });
  return named('asarray', () => arrayOf(source, options));
}

function arrayOf(source: Parameters<typeof asarray>[0], { dtype, copy }: AsarrayOptions): Volume {
  if (typeof source !== 'object' || Array.isArray(source) || isComplexNumber(source)) {
    if (copy === false) throw new ArgumentError('asarray: numbers cannot be had without a copy; leave copy out');
    const { shape, values } = fromLists(source as Nested);
    const volume = createVolume(shape, typeOf(values));
    const big = volume.dtype === 'int64' || volume.dtype === 'uint64';
    const fraction = big ? values.find((value) => typeof value === 'number' && !Number.isInteger(value)) : undefined;
    if (fraction !== undefined)
      throw new ArgumentError(`asarray: ${fraction} stands beside bigints; give numbers only`);
    checkHeld(volume.dtype, values);
    if (dtype !== undefined) checkHeld(dtype, values);
    const data = volume.data as unknown as { [i: number]: unknown };
    const complex = volume.dtype === 'complex128';
    values.forEach((value, i) => {
      if (complex) [data[2 * i], data[2 * i + 1]] = isComplexNumber(value) ? [value.re, value.im] : [Number(value), 0];
      else data[i] = big ? BigInt(value as Exclude<Weak, Complex>) : Number(value);
    });
    return dtype === undefined ? volume : convert(volume, dtype, { copy: false });
  }
  const shared = source instanceof Volume ? source : (asVolume(source as NdArrayLike) as Volume);
  const wanted = dtype ?? shared.dtype;
  if (wanted !== shared.dtype && copy === false) {
    throw new ArgumentError(`asarray: ${shared.dtype} becomes ${wanted} by a copy only; leave copy out`);
  }
  return convert(shared, wanted, { copy: copy ?? false });
}
