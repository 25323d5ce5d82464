/** exp, log and powers of floats: JavaScript's on every machine, so that their bits don't depend on a C library. */
import { codeOf, type KernelArray, type KernelDType, newArray } from '../kernel-dtype.js';
import { cast } from './cast.js';
import { forEachRow, type Layout } from './strided.js';

const PART = 1024;

export interface FloatOperand extends Layout {
  readonly array: KernelArray;
  readonly type: number;
}

/** Computes in float64, and rounds once where `target` is of float32. */
export function floatFunction(
  op: 'exp' | 'log' | 'power',
  dtype: KernelDType,
  shape: readonly number[],
  operands: readonly FloatOperand[],
  target: KernelArray,
): void {
  const scratch = operands.map(() => newArray(dtype, PART));
  const type = codeOf(dtype);
  const f = op === 'exp' ? Math.exp : op === 'log' ? Math.log : power;
  const [a, b] = scratch as [KernelArray, KernelArray | undefined];
  forEachRow(shape, operands, (offsets, to, length) => {
    for (let first = 0; first < length; first += PART) {
      const count = Math.min(PART, length - first);
      for (const [k, operand] of operands.entries()) {
        const stride = operand.strides.at(-1) ?? 0;
        const offset = (offsets[k] as number) + first * stride;
        cast({ ...operand, offset, stride }, scratch[k] as KernelArray, type, 0, count);
      }
      for (let i = 0; i < count; i++) target[to + first + i] = f(a[i] as number, b?.[i] as number);
    }
  });
}

/** As C's pow, which gives 1 for 1 to any power, and for -1 to an infinite one; a square is exactly `a * a`. */
function power(a: number, b: number): number {
  if (b === 2) return a * a;
  if (a === 1 || (a === -1 && Math.abs(b) === Number.POSITIVE_INFINITY)) return 1;
  return a ** b;
}
