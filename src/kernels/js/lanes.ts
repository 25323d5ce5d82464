/** The order in which the elements of a contiguous row are combined when it matters; as native/kernels/lanes.h. */
const LANES = 8;

/** Of minima and maxima. */
const HALF_BYTES = 256;

type Load = (i: number) => number;
type Combine = (a: number, x: number) => number;

/** Combines `load(0)` ... `load(n - 1)` in a few lanes; n > 0. */
export function combineRow(n: number, load: Load, combine: Combine): number {
  return n < LANES ? inTurn(n, load, combine) : inLanes(n, load, combine, LANES, LANES);
}

/** The same for minima and maxima of elements of so many bytes: in more lanes, whose two halves are joined first. */
export function extremeOfRow(n: number, load: Load, combine: Combine, itemsize: number): number {
  const half = HALF_BYTES / itemsize;
  return n < 2 * half ? inTurn(n, load, combine) : inLanes(n, load, combine, 2 * half, half);
}

function inTurn(n: number, load: Load, combine: Combine): number {
  let all = load(0);
  for (let i = 1; i < n; i++) all = combine(all, load(i));
  return all;
}

/** In `count` lanes, joined to `joined` ones and these in pairs of neighbours; both are powers of two. */
function inLanes(n: number, load: Load, combine: Combine, count: number, joined: number): number {
  const lanes = new Float64Array(count);
  const join = (j: number, other: number): void => {
    lanes[j] = combine(lanes[j] as number, lanes[other] as number);
  };
  for (let j = 0; j < count; j++) lanes[j] = load(j);
  let i = count;
  for (; i + count <= n; i += count) {
    for (let j = 0; j < count; j++) lanes[j] = combine(lanes[j] as number, load(i + j));
  }
  for (let j = joined; j < count; j++) join(j - joined, j);
  for (let width = 1; width < joined; width *= 2) {
    for (let j = 0; j < joined; j += 2 * width) join(j, j + width);
  }
  let all = lanes[0] as number;
  for (; i < n; i++) all = combine(all, load(i));
  return all;
}
