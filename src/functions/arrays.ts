/** Arguments that must be arrays, also where a number stands beside an array; and numbers that must fit a type. */
import { ArgumentError, DTypeError } from '../errors.js';
import { isBeyond, kernelDType } from '../kernels/index.js';
import { LazyVolume } from '../lazy/index.js';
import {
  type Complex,
  type DType,
  dtypeInfo,
  isComplexNumber,
  isIntegerDType,
  Volume,
  valueText,
} from '../volume/index.js';

/** @throws ArgumentError for what is no array by now: adapters have made volumes of those that they know. */
export function checkArray(caller: string, name: string, value: unknown): void {
  if (value instanceof Volume || value instanceof LazyVolume) return;
  throw new ArgumentError(`${caller}: ${name} is ${valueText(value)}; it must be an array, such as asarray makes`);
}

/** @throws ArgumentError for what is no list of arrays. */
export function checkArrays(caller: string, arrays: readonly unknown[]): void {
  if (!Array.isArray(arrays)) {
    throw new ArgumentError(`${caller}: arrays are ${valueText(arrays)}; give a list of arrays`);
  }
  for (const [i, value] of arrays.entries()) checkArray(caller, `array ${i}`, value);
}

/**
 * A number as the voxels of that dtype have it: a bigint for 64-bit integers, `{ re, im }` for complex ones.
 * @throws ArgumentError for what is no number, or a whole one that the type lacks; DTypeError for a complex number and
 * real voxels.
 */
export function numberFor(dtype: DType, value: unknown): number | bigint | Complex {
  if (isComplexNumber(value)) {
    if (dtypeInfo(dtype).kind === 'complex') return value;
    throw new DTypeError(`full: the value ${valueText(value)} is complex, but the dtype is ${dtype}; give complex128`);
  }
  if (typeof value !== 'number' && typeof value !== 'bigint' && typeof value !== 'boolean') {
    throw new ArgumentError(`full: the value ${valueText(value)} is no number`);
  }
  if (!isIntegerDType(dtype) || dtype === 'bool') return Number(value);
  const type = kernelDType(dtype);
  if (isBeyond(type, value)) {
    throw new ArgumentError(`full: ${valueText(value)} is out of bounds for ${dtype}; give another dtype`);
  }
  if (!type.endsWith('64')) return Number(value);
  if (typeof value === 'number' && !Number.isInteger(value)) {
    throw new ArgumentError(`full: the value ${value} is not whole, but the dtype is ${dtype}`);
  }
  return BigInt(value);
}

/** @throws ArgumentError for a bound of `clip` that has a fraction, where the voxels are integers. */
export function checkBounds(dtype: DType, bounds: readonly unknown[]): void {
  if (!isIntegerDType(dtype) || dtype === 'bool') return;
  for (const bound of bounds) {
    if (typeof bound !== 'number' || Number.isInteger(bound)) continue;
    throw new ArgumentError(`clip: the bound ${bound} is not whole, but the array is of ${dtype}`);
  }
}
