/**
 * B-splines: the weights of the elements around a position, and the poles of the filter that turns values into
 * coefficients. Unser, Aldroubi, Eden, "B-spline signal processing", IEEE Trans. Signal Processing 41 (1993).
 */
import { ArgumentError } from '../../errors.js';
import { valueText } from '../../volume/index.js';

/** The highest order there is. */
export const HIGHEST_ORDER = 5;

const root = Math.sqrt;

/** The poles for each order; of 0 and 1 there are none, since values are their own coefficients. */
const POLES: readonly (readonly number[])[] = [
  [],
  [],
  [root(8) - 3],
  [root(3) - 2],
  [root(664 - root(438976)) + root(304) - 19, root(664 + root(438976)) - root(304) - 19],
  [root(67.5 - root(4436.25)) + root(26.25) - 6.5, root(67.5 + root(4436.25)) - root(26.25) - 6.5],
];

/** @throws ArgumentError unless `order` is a whole number from 0 to 5. */
export function checkOrder(caller: string, order: number): number {
  if (Number.isInteger(order) && order >= 0 && order <= HIGHEST_ORDER) return order;
  throw new ArgumentError(`${caller}: order ${valueText(order)} must be a whole number from 0 to ${HIGHEST_ORDER}`);
}

/** The poles of the filter that gives the coefficients of a spline. */
export function splinePoles(order: number): readonly number[] {
  return POLES[order] as readonly number[];
}

/**
 * The weights of the order + 1 elements around a position: `fraction` is its distance from the element below it (odd
 * orders) or from the nearest (even orders; from -0.5 on).
 */
export function splineWeights(order: number, fraction: number): Float64Array {
  const weights = new Float64Array(order + 1);
  const first = order % 2 === 1 ? -(order - 1) / 2 : -order / 2;
  for (let t = 0; t <= order; t++) weights[t] = bSpline(order, fraction - first - t);
  return weights;
}

/** The centred B-spline of an order at x, by the recursion over the order. */
function bSpline(order: number, x: number): number {
  if (order === 0) return x >= -0.5 && x < 0.5 ? 1 : 0;
  const half = (order + 1) / 2;
  if (x <= -half || x >= half) return 0;
  return ((half + x) * bSpline(order - 1, x + 0.5) + (half - x) * bSpline(order - 1, x - 0.5)) / order;
}
