/** Kernels along one axis of a contiguous array; see native/kernels/along_axis.h. */
import { ArgumentError } from '../errors.js';
import { checked } from '../native.js';
import type { TypedArray } from '../volume/index.js';
import { calls } from './calls.js';
import { checkedArray, checkSizes, codeOf, type KernelDType, kernelDType } from './kernel-dtype.js';

/** A contiguous array as lines of `length` elements: `outer` times, `inner` elements apart. */
export interface AxisLines {
  readonly outer: number;
  readonly length: number;
  readonly inner: number;
}

/**
 * For each of `count` elements of the result along the axis, `taps` indices along it and as many weights, one after the
 * other. The index -1 is an element outside, whose value is `outside`.
 */
export interface AxisTaps {
  readonly count: number;
  readonly taps: number;
  readonly indices: Int32Array;
  readonly weights: Float64Array;
  readonly outside: number;
}

/** In the order of `Boundary` in native/kernels/along_axis.h. */
export const SPLINE_BOUNDARIES = ['mirror', 'reflect', 'wrap'] as const;

/** How a spline goes on beyond the ends: `d c b | a b c d`, `d c b a | a b c d`, or periodic. */
export type SplineBoundary = (typeof SPLINE_BOUNDARIES)[number];

/** The filter that turns values into a spline's coefficients: the poles of its inverse, each between -1 and 0. */
export interface AxisSpline {
  readonly poles: readonly number[];
  readonly boundary: SplineBoundary;
}

const NO_SPLINE: AxisSpline = { poles: [], boundary: 'mirror' };

/**
 * Weighted sums of elements along an axis: smoothing, interpolation, means; of coefficients, where a spline is given. They
 * are added in float64, in the order of the taps. The target may be the source, if dtype and length stay; else they must
 * not overlap.
 * @throws ArgumentError if an array is too short or of another kind, an index is outside of the axis, or a pole is none;
 * DTypeError.
 */
export function sumAlongAxis(
  source: TypedArray,
  sourceDType: string,
  lines: AxisLines,
  taps: AxisTaps,
  target: TypedArray,
  targetDType: 'float32' | 'float64',
  spline: AxisSpline = NO_SPLINE,
): void {
  const from = kernelDType(sourceDType);
  const elements = linesOf('sumAlongAxis: the source', source, from, lines);
  const place = checkedArray('sumAlongAxis: the target', target, targetDType, lines.outer * taps.count * lines.inner);
  const { count, taps: each, indices, weights, outside } = taps;
  checkSizes('sumAlongAxis', [count, each]);
  if (indices.length < count * each || weights.length < count * each || each === 0) {
    throw new ArgumentError(
      `sumAlongAxis: ${indices.length} indices and ${weights.length} weights for ${count} x ${each}`,
    );
  }
  const { outer, length, inner } = lines;
  const code = codeOf(from);
  const into = codeOf(targetDType);
  const [poles, boundary] = [Float64Array.from(spline.poles), SPLINE_BOUNDARIES.indexOf(spline.boundary)];
  checked(
    calls().sumAlongAxis(
      ...([elements, code, outer, length, inner, place, into, count, each, indices, weights, outside] as const),
      ...([poles, boundary] as const),
    ),
  );
}

/**
 * Elements of an axis by their indices; zeros where the index is -1. The arrays must not overlap.
 * @throws ArgumentError if an array is too short or of another kind, or an index is outside of the axis; DTypeError.
 */
export function takeAlongAxis(
  source: TypedArray,
  dtype: string,
  lines: AxisLines,
  indices: Int32Array,
  target: TypedArray,
): void {
  const type = kernelDType(dtype);
  const elements = linesOf('takeAlongAxis: the source', source, type, lines);
  const { outer, length, inner } = lines;
  const place = checkedArray('takeAlongAxis: the target', target, type, outer * indices.length * inner);
  checked(calls().takeAlongAxis(elements, codeOf(type), outer, length, inner, place, indices.length, indices));
}

/**
 * The coefficients of the spline through the source's values. The target may be the source, if that is of doubles; else
 * they must not overlap.
 * @throws ArgumentError if an array is too short or of another kind, or a pole is none; DTypeError.
 */
export function splineAlongAxis(
  source: TypedArray,
  sourceDType: string,
  lines: AxisLines,
  spline: AxisSpline,
  target: Float64Array,
): void {
  const type = kernelDType(sourceDType);
  const elements = linesOf('splineAlongAxis: the source', source, type, lines);
  linesOf('splineAlongAxis: the target', target, 'float64', lines);
  const { outer, length, inner } = lines;
  const boundary = SPLINE_BOUNDARIES.indexOf(spline.boundary);
  const poles = Float64Array.from(spline.poles);
  checked(calls().splineAlongAxis(elements, codeOf(type), outer, length, inner, poles, boundary, target));
}

function linesOf(what: string, array: TypedArray, dtype: KernelDType, { outer, length, inner }: AxisLines) {
  checkSizes(what, [outer, length, inner]);
  return checkedArray(what, array, dtype, outer * length * inner);
}
