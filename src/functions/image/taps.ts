/** Which elements of an axis, by which weights, each element of a result is made of. */
import type { AxisTaps } from '../../kernels/index.js';
import { newElements } from '../../volume/index.js';
import { type EdgeMode, extendedIndex } from './extension.js';
import { splineWeights } from './spline.js';

/** Smoothing: element j is the sum of `weights[t] * source[j + t - radius]`. */
export function correlationTaps(length: number, weights: readonly number[], mode: EdgeMode, outside: number): AxisTaps {
  const radius = weights.length >> 1;
  return tapsOf(length, weights.length, outside, (j, t) => [
    extendedIndex(j + t - radius, length, mode),
    weights[t] as number,
  ]);
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
  const starts = new Float64Array(count);
  const weights = Array.from({ length: count }, (_, j) => {
    const at = position(j);
    // The first of order + 1 elements around it.
    starts[j] = order % 2 === 1 ? Math.floor(at) - (order - 1) / 2 : Math.floor(at + 0.5) - order / 2;
    return splineWeights(order, at - Math.floor(order % 2 === 1 ? at : at + 0.5));
  });
  return tapsOf(count, order + 1, outside, (j, t) => [
    extendedIndex((starts[j] as number) + t, length, mode),
    (weights[j] as Float64Array)[t] as number,
  ]);
}

function tapsOf(
  count: number,
  taps: number,
  outside: number,
  tap: (j: number, t: number) => readonly [number, number],
): AxisTaps {
  const indices = newElements('taps', 'int32', count * taps);
  const weights = newElements('taps', 'float64', count * taps);
  for (let j = 0; j < count; j++) {
    for (let t = 0; t < taps; t++) {
      const [index, weight] = tap(j, t);
      indices[j * taps + t] = index;
      weights[j * taps + t] = weight;
    }
  }
  return { count, taps, indices, weights, outside };
}
