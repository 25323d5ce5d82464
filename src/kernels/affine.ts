/** An image seen through an affine map; see native/kernels/affine.h. */
import { ArgumentError } from '../errors.js';
import { checked } from '../native.js';
import type { TypedArray } from '../volume/index.js';
import { calls } from './calls.js';
import { checkedArray, checkSizes, codeOf, kernelDType } from './kernel-dtype.js';

/** In the order of `Beyond` in native/kernels/affine.h. */
export const BEYOND = ['constant', 'grid-constant', 'nearest', 'reflect', 'mirror', 'grid-wrap'] as const;

/** The most axes of an affine map. */
export const MOST_AFFINE_AXES = 8;

/** How a target's positions become the source's: `matrix` (row by row) times position plus `offset`. */
export interface AffineSampling {
  readonly sourceShape: readonly number[];
  readonly targetShape: readonly number[];
  readonly matrix: readonly number[];
  readonly offset: readonly number[];
  /** Of the spline whose coefficients the source has, from 0 to 5. */
  readonly order: number;
  readonly beyond: (typeof BEYOND)[number];
  readonly constant: number;
}

/**
 * Fills `target` with what the spline is at the positions that it is mapped to, rounded as `roundTo` does. The arrays must
 * not overlap.
 * @throws ArgumentError for sizes that don't fit one another or the arrays; DTypeError.
 */
export function sampleAffine(
  source: Float64Array,
  target: TypedArray,
  targetDType: string,
  sampling: AffineSampling,
): void {
  const { sourceShape, targetShape, matrix, offset, order, beyond, constant } = sampling;
  const axes = sourceShape.length;
  const fits = targetShape.length === axes && matrix.length === axes * axes && offset.length === axes;
  if (!fits || axes < 1 || axes > MOST_AFFINE_AXES || sourceShape.includes(0)) {
    throw new ArgumentError(
      `sampleAffine: shapes [${sourceShape}] and [${targetShape}], ${matrix.length} numbers of a map`,
    );
  }
  checkSizes('sampleAffine', sourceShape);
  checkSizes('sampleAffine', targetShape);
  const size = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);
  checkedArray('sampleAffine: the source', source, 'float64', size(sourceShape));
  const type = kernelDType(targetDType);
  const place = checkedArray('sampleAffine: the target', target, type, size(targetShape));
  const [map, shift] = [Float64Array.from(matrix), Float64Array.from(offset)];
  const code = BEYOND.indexOf(beyond);
  const into = codeOf(type);
  checked(calls().sampleAffine(source, sourceShape, place, targetShape, into, map, shift, order, code, constant));
}
