/** The order in which the elements of a contiguous row are combined when it matters; as native/kernels/lanes.h. */
const LANES = 8;

/** Combines `load(0)` ... `load(n - 1)`; n > 0. */
export function combineRow(n: number, load: (i: number) => number, combine: (a: number, x: number) => number): number {
  if (n < LANES) {
    let all = load(0);
    for (let i = 1; i < n; i++) all = combine(all, load(i));
    return all;
  }
  const lanes = new Float64Array(LANES);
  for (let j = 0; j < LANES; j++) lanes[j] = load(j);
  let i = LANES;
  for (; i + LANES <= n; i += LANES) {
    for (let j = 0; j < LANES; j++) lanes[j] = combine(lanes[j] as number, load(i + j));
  }
  for (let width = 1; width < LANES; width *= 2) {
    for (let j = 0; j < LANES; j += 2 * width) lanes[j] = combine(lanes[j] as number, lanes[j + width] as number);
  }
  let all = lanes[0] as number;
  for (; i < n; i++) all = combine(all, load(i));
  return all;
}
