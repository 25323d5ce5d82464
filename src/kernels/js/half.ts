/** Halves, which are known by their bits; see native/kernels/half.h. */
import { halfOfNumber, numberOfHalf } from '../../volume/index.js';
import type { KernelArray } from '../kernel-dtype.js';

/** The numbers of `count` halves, of which the first is at `offset` and each `stride` after the one before. */
export function widen(halves: KernelArray, offset: number, stride: number, count: number): Float32Array {
  const numbers = new Float32Array(count);
  for (let i = 0; i < count; i++) numbers[i] = numberOfHalf(halves[offset + i * stride] as number);
  return numbers;
}

/** Writes `count` elements of any type as halves to `target`, from `to` on. */
export function narrow(
  elements: KernelArray,
  offset: number,
  stride: number,
  target: KernelArray,
  to: number,
  count: number,
): void {
  // The 64-bit integers that a double lacks are too large for halves anyway.
  for (let i = 0; i < count; i++) target[to + i] = halfOfNumber(Number(elements[offset + i * stride]));
}

/** Integers in the order of sorted halves: -0 before 0 (or with `zeros`, as 0), and NaNs, as one, after all else. */
export function keysOfHalves(halves: KernelArray, zeros: boolean): Int16Array {
  return Int16Array.from(halves as Uint16Array, (half: number) => {
    const size = half & 0x7fff;
    if (size > 0x7c00) return 0x7fff;
    if (zeros && size === 0) return 0;
    return half & 0x8000 ? half ^ 0x7fff : half;
  });
}

/** The bits of the halves that have such keys. */
export function halvesOfKeys(keys: Int16Array): Uint16Array {
  return Uint16Array.from(keys, (key) => (key < 0 ? key ^ 0x7fff : key));
}
