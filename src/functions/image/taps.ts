/** Which elements of an axis, by which weights, each element of a result is made of. */
import type { AxisTaps } from '../../kernels/index.js';
import { newElements } from '../../volume/index.js';
import { type EdgeMode, extendedIndex } from './extension.js';
import { splineWeights } from './spline.js';

/** Smoothing: element j is the sum of `weights[t] * source[j + t - radius]`. */
export function correlationTaps(length: number, weights: readonly number[], mode: EdgeMode, outside: number): AxisTaps {
  const radius = weights.length >> 1;
  const all = newTaps(length, weights.length, outside);
  for (let j = 0; j < length; j++) {
    all.weights.set(weights, j * all.taps);
    setIndices(all, j, j - radius, length, mode);
  }
  return all;
}

/** A Gaussian of that deviation, cut off at four of them, as scipy.ndimage.gaussian_filter. */
export function gaussianWeights(sigma: number, truncate = 4): number[] {
  const radius = Math.floor(truncate * sigma + 0.5);
  const bell = Array.from({ length: 2 * radius + 1 }, (_, i) => Math.exp((-0.5 * (i - radius) ** 2) / sigma ** 2));
  const sum = bell.reduce((a, b) => a + b, 0);
  return bell.map((value) => value / sum);
}

/**
 * Interpolation: element j of `count` is the spline of that order at `position(j)`, in elements of the source, whose
 * coefficients the source holds.
 */
export function interpolationTaps(
  length: number,
  count: number,
  order: number,
  mode: EdgeMode,
  outside: number,
  position: (j: number) => number,
): AxisTaps {
  const all = newTaps(count, order + 1, outside);
  for (let j = 0; j < count; j++) {
    const at = position(j);
    const nearest = Math.floor(order % 2 === 1 ? at : at + 0.5);
    all.weights.set(splineWeights(order, at - nearest), j * all.taps);
    // The first of order + 1 elements around it.
    setIndices(all, j, nearest - Math.floor(order / 2), length, mode);
  }
  return all;
}

/** @throws MemoryLimitError where there is no memory for so many. */
function newTaps(count: number, taps: number, outside: number): AxisTaps {
  const indices = newElements('taps', 'int32', count * taps);
  return { count, taps, indices, weights: newElements('taps', 'float64', count * taps), outside };
}

/** Makes element j of elements in a row, from `first` on. */
function setIndices({ indices, taps }: AxisTaps, j: number, first: number, length: number, mode: EdgeMode): void {
  for (let t = 0; t < taps; t++) indices[j * taps + t] = extendedIndex(first + t, length, mode);
}
