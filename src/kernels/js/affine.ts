/** An image seen through an affine map; see native/kernels/affine.h. The same sums in the same order. */
import type { KernelCalls } from '../../native.js';
import { roundTo } from './histogram.js';

/** In the order of `Beyond` in native/kernels/affine.h. */
const [CONSTANT, GRID_CONSTANT, NEAREST, REFLECT, , WRAP] = [0, 1, 2, 3, 4, 5];

interface Taps {
  readonly offsets: Float64Array;
  readonly weights: Float64Array;
}

export const sampleAffine: KernelCalls['sampleAffine'] = (
  source,
  sourceShape,
  target,
  targetShape,
  targetType,
  matrix,
  offset,
  order,
  beyond,
  constant,
) => {
  const axes = sourceShape.length;
  const from = source as Float64Array;
  const strides = sourceShape.map((_, d) => sourceShape.slice(d + 1).reduce((a, b) => a * b, 1));
  const taps = sourceShape.map(
    (): Taps => ({ offsets: new Float64Array(order + 1), weights: new Float64Array(order + 1) }),
  );
  const last = axes - 1;
  const weighted = (axis: number, value: (offset: number) => number): number => {
    const { offsets, weights } = taps[axis] as Taps;
    let total = 0;
    for (let t = 0; t <= order; t++) {
      const at = offsets[t] as number;
      const part = (weights[t] as number) * (at < 0 ? constant : value(at));
      // The first is no summand of 0: -0 stays what it is.
      total = t === 0 ? part : total + part;
    }
    return total;
  };
  // The last axis is summed last.
  const lane = (base: number, axis: number): number =>
    axis === last ? (from[base] as number) : weighted(axis, (at) => lane(base + at, axis + 1));
  const index = targetShape.map(() => 0);
  const size = targetShape.reduce((a, b) => a * b, 1);
  const values = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    const inside = sourceShape.every((length, axis) => {
      let position = offset[axis] as number;
      for (let k = 0; k < axes; k++) position += (index[k] as number) * (matrix[axis * axes + k] as number);
      return around(position, length, strides[axis] as number, order, beyond, taps[axis] as Taps);
    });
    values[i] = inside ? weighted(last, (at) => lane(at, 0)) : constant;
    for (let axis = axes - 1; axis >= 0; axis--) {
      index[axis] = (index[axis] as number) + 1;
      if ((index[axis] as number) < (targetShape[axis] as number)) break;
      index[axis] = 0;
    }
  }
  return roundTo(values, target, targetType);
};

function around(at: number, length: number, stride: number, order: number, beyond: number, taps: Taps): boolean {
  const last = length - 1;
  if (!(at > -9e15 && at < 9e15)) return false;
  if (beyond === CONSTANT && (at < 0 || at > last)) return false;
  const position = beyond === NEAREST ? Math.min(Math.max(at, 0), last) : at;
  const odd = order % 2 === 1;
  const whole = Math.floor(odd ? position : position + 0.5);
  const reach = odd ? (order - 1) / 2 : order / 2;
  fillWeights(order, position - whole + reach, taps.weights);
  for (let t = 0; t <= order; t++) {
    const index = extended(whole - reach + t, length, beyond);
    taps.offsets[t] = index < 0 ? -1 : index * stride;
  }
  return true;
}

const SIXTH = 1 / 6;

function fillWeights(order: number, first: number, weights: Float64Array): void {
  if (order === 1) {
    weights[0] = 1 - first;
    weights[1] = first;
  } else if (order === 3) {
    const x = first - 1;
    const y = 1 - x;
    weights[0] = y * y * y * SIXTH;
    weights[1] = (x * x * (x - 2) * 3 + 4) * SIXTH;
    weights[2] = (y * y * (y - 2) * 3 + 4) * SIXTH;
    weights[3] = x * x * x * SIXTH;
  } else {
    for (let t = 0; t <= order; t++) weights[t] = bSpline(order, first - t);
  }
}

function bSpline(order: number, x: number): number {
  if (order === 0) return x >= -0.5 && x < 0.5 ? 1 : 0;
  const half = (order + 1) / 2;
  if (x <= -half || x >= half) return 0;
  return ((half + x) * bSpline(order - 1, x + 0.5) + (half - x) * bSpline(order - 1, x - 0.5)) / order;
}

function modulo(i: number, period: number): number {
  const rest = i % period;
  return rest < 0 ? rest + period : rest;
}

function extended(i: number, length: number, beyond: number): number {
  if (i >= 0 && i < length) return i;
  if (beyond === GRID_CONSTANT) return -1;
  if (beyond === NEAREST) return i < 0 ? 0 : length - 1;
  if (beyond === WRAP) return modulo(i, length);
  if (beyond === REFLECT) {
    const at = modulo(i, 2 * length);
    return at < length ? at : 2 * length - 1 - at;
  }
  if (length === 1) return 0;
  const at = modulo(i, 2 * length - 2);
  return at < length ? at : 2 * length - 2 - at;
}
