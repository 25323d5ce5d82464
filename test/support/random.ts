/** Numbers that look like chance and are the same in every run, arrays of them, and the bytes of arrays. */
import { type KernelArray, type KernelDType, newArray } from '../../src/kernels/kernel-dtype.js';

/** Whole numbers from 1 to 2^32 - 1 (Marsaglia, Xorshift RNGs, Journal of Statistical Software 8, 2003). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}

/** An array of that type: any bits of integers, 0 and 1 of bool, and of floats what `float` gives. */
export function randomArray(
  random: () => number,
  dtype: KernelDType,
  length: number,
  float: () => number,
): KernelArray {
  const array = newArray(dtype, length);
  const bytes = new Uint8Array(array.buffer);
  for (let i = 0; i < bytes.length; i++) bytes[i] = random() >>> 13;
  for (let i = 0; i < length; i++) {
    if (dtype === 'bool') array[i] = random() & 1;
    if (dtype.startsWith('float')) array[i] = float();
  }
  return array;
}

/** The bytes, with one NaN for all: which one it is, neither C nor JavaScript says. */
export function bitsOf(array: KernelArray): string {
  const copy = array.slice();
  if (copy instanceof Float32Array || copy instanceof Float64Array) {
    for (let i = 0; i < copy.length; i++) if (Number.isNaN(copy[i])) copy[i] = Number.NaN;
  }
  return Buffer.from(copy.buffer).toString('hex');
}
