/** Volumes that look like chance, lazy ones over them, and whether they are equal to the last bit. */
import { expect } from 'vitest';
import type { LazyVolume } from '../../src/lazy/index.js';
import {
  createVolume,
  type DType,
  dtypeInfo,
  type Region,
  type SliceRange,
  type Volume,
} from '../../src/volume/index.js';
import { bytesOf } from './patterns.js';

/** A whole number from 0 on, below `n`. */
export const below = (random: () => number, n: number): number => random() % n;

/** Extents from 1 to 7. */
export const shapeOf = (random: () => number, ndim: number): number[] =>
  Array.from({ length: ndim }, () => 1 + below(random, 7));

/** Sizes that add up to each extent. */
export function chunksOf(random: () => number, shape: readonly number[]): number[][] {
  return shape.map((extent) => {
    const sizes: number[] = [];
    for (let left = extent; left > 0; left -= sizes.at(-1) as number) sizes.push(1 + below(random, left));
    return sizes.length === 0 ? [0] : sizes;
  });
}

/** A volume of any bits, NaNs of all kinds and infinities among them; of bool, 0 and 1. */
export function randomVolume(random: () => number, shape: readonly number[], dtype: DType): Volume {
  const volume = createVolume(shape, dtype) as Volume;
  const bytes = bytesOf(volume);
  for (let i = 0; i < bytes.length; i++) bytes[i] = random() >>> (dtype === 'bool' ? 31 : 11);
  return volume;
}

/** A volume of small numbers, many of them equal, -0 among those of floats. */
export function randomNumbers(random: () => number, shape: readonly number[], dtype: DType): Volume {
  const volume = createVolume(shape, dtype) as Volume;
  const { kind, itemsize } = dtypeInfo(dtype);
  const data = volume.data as unknown as { [i: number]: number | bigint };
  for (let i = 0; i < volume.size; i++) {
    const value = dtype === 'bool' ? below(random, 2) : below(random, 9) - (dtype.startsWith('u') ? 0 : 4);
    data[i] = kind === 'float' ? (value === 0 ? -0 : value / 4) : itemsize === 8 ? BigInt(value) : value;
  }
  return volume;
}

/** The voxels in C order, as bytes. */
export function packed(view: Volume): Buffer {
  return bytesOf(view.isContiguous ? view : view.copy());
}

/** The box of a volume, copied into the elements that a source is to fill. */
export function readBox(volume: Volume, { start, shape }: Region, target: unknown): void {
  const part = volume.slice(...start.map((at, d): SliceRange => [at, at + (shape[d] as number)]));
  const { buffer, byteOffset, byteLength } = target as Uint8Array;
  const bytes = packed(part as Volume);
  expect(byteLength).toBe(bytes.length);
  new Uint8Array(buffer, byteOffset, byteLength).set(bytes);
}

/** Computes, and compares shape, dtype and bits. */
export async function expectEqual(lazy: LazyVolume, expected: Volume, options = {}): Promise<void> {
  const found = await lazy.compute(options);
  expect([found.dtype, found.shape]).toEqual([expected.dtype, expected.shape]);
  expect(Buffer.compare(bytesOf(found), packed(expected))).toBe(0);
  found.close();
}
