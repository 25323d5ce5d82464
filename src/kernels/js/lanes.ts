/** The order in which the elements of a contiguous row are combined when it matters; as native/kernels/lanes.h. */
const LANES = 8;

/** Of minima and maxima. */
export const EXTREME_LANES = 64;

/** Combines `load(0)` ... `load(n - 1)` in so many lanes, a power of two; n > 0. */
export function combineRow(
  n: number,
  load: (i: number) => number,
  combine: (a: number, x: number) => number,
  count = LANES,
): number {
  if (n < count) {
    let all = load(0);
    for (let i = 1; i < n; i++) all = combine(all, load(i));
    return all;
  }
  const lanes = new Float64Array(count);
  for (let j = 0; j < count; j++) lanes[j] = load(j);
  let i = count;
  for (; i + count <= n; i += count) {
    for (let j = 0; j < count; j++) lanes[j] = combine(lanes[j] as number, load(i + j));
  }
  for (let width = 1; width < count; width *= 2) {
    for (let j = 0; j < count; j += 2 * width) lanes[j] = combine(lanes[j] as number, lanes[j + width] as number);
  }
  let all = lanes[0] as number;
  for (; i < n; i++) all = combine(all, load(i));
  return all;
}
