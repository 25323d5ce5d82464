/** Elementwise operations; see native/kernels/elementwise.h. */
import {
  codeOf,
  type KernelArray,
  type KernelDType,
  kindOf,
  newArray,
  REAL_DTYPES,
  type RealDType,
} from '../kernel-dtype.js';
import { OPERATIONS, operandsOf, resultOf } from '../operations.js';
import { BIGINT_FUNCTIONS, NUMBER_FUNCTIONS } from './arithmetic.js';
import { cast, type Strided } from './cast.js';
import { exp } from './exponential.js';
import { narrow } from './half.js';
import { isBig } from './reduce.js';
import { forEachRow, type Layout } from './strided.js';

/** Elements that are converted and computed at a time. */
const PART = 1024;

interface Operand extends Layout {
  readonly array: KernelArray;
  readonly type: number;
}

const MULTIPLY = 2;
const POWER = 4;
const WHERE = 20;
const SQUARE = OPERATIONS.indexOf('square');
const EXP = OPERATIONS.indexOf('exp');
const RIGHT_SHIFT = OPERATIONS.indexOf('bitwiseRightShift');

export function elementwise(
  op: number,
  type: number,
  target: ArrayBufferView,
  shape: readonly number[],
  ...flat: readonly (ArrayBufferView | number | readonly number[])[]
): boolean {
  const own = REAL_DTYPES[type] as RealDType;
  const dtype = own === 'float16' ? 'float32' : own;
  const f = functionOf(op, dtype);
  const operands = operandsIn(op, flat);
  const scratch = operands.map((_, k) => newArray(op === WHERE && k === 0 ? 'bool' : dtype, PART));
  const types = scratch.map((_, k) => codeOf(op === WHERE && k === 0 ? 'bool' : dtype));
  const result = newArray(resultOf(op, dtype), PART);
  const halves = own === 'float16' && resultOf(op, dtype) === dtype;
  let done = true;
  forEachRow(shape, operands, (offsets, to, length) => {
    for (let first = 0; done && first < length; first += PART) {
      const count = Math.min(PART, length - first);
      for (const [k, operand] of operands.entries()) {
        const stride = operand.strides.at(-1) ?? 0;
        const from: Strided = { ...operand, offset: (offsets[k] as number) + first * stride, stride };
        cast(from, scratch[k] as KernelArray, types[k] as number, 0, count);
      }
      if (op === POWER && hasNegative(scratch[1] as KernelArray, count)) {
        done = false;
        return;
      }
      compute(f, scratch, result, count);
      if (halves) narrow(result, 0, 1, target as KernelArray, to + first, count);
      else (target as Uint8Array).set(result.subarray(0, count) as Uint8Array, to + first);
    }
  });
  return done;
}

type Compute = (a: never, b: never, c: never) => number | bigint;

function functionOf(op: number, dtype: KernelDType): Compute {
  if (dtype === 'uint64' || dtype === 'int64') return BIGINT_FUNCTIONS[op] as Compute;
  // The product of two integers of 32 bits is not exact in a double.
  if (op === MULTIPLY && kindOf(dtype) !== 'float') return Math.imul;
  if (op === SQUARE && kindOf(dtype) !== 'float') return (a: number) => Math.imul(a, a);
  if (op === EXP) return (a: number) => exp(a, dtype === 'float32');
  if (op === RIGHT_SHIFT && dtype === 'uint32') return (a: number, b: number) => (b < 32 ? a >>> b : 0);
  return NUMBER_FUNCTIONS[op] as Compute;
}

function compute(f: Compute, [a, b, c]: readonly KernelArray[], result: KernelArray, count: number): void {
  for (let i = 0; i < count; i++) result[i] = f(a?.[i] as never, b?.[i] as never, c?.[i] as never) as never;
}

function operandsIn(op: number, flat: readonly unknown[]): Operand[] {
  return Array.from({ length: operandsOf(op) }, (_, k) => ({
    array: flat[4 * k] as KernelArray,
    type: flat[4 * k + 1] as number,
    offset: flat[4 * k + 2] as number,
    strides: flat[4 * k + 3] as readonly number[],
  }));
}

function hasNegative(exponents: KernelArray, count: number): boolean {
  const zero = isBig(exponents) ? 0n : 0;
  for (let i = 0; i < count; i++) if ((exponents[i] as number | bigint) < zero) return true;
  return false;
}
