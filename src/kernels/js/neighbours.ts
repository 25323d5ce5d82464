/** The neighbours of a voxel, as steps along each axis; see native/kernels/neighbours.h. */

/** A step of -1, 0 or 1 along each axis, and how many of them are not 0. */
export interface Step {
  readonly along: readonly number[];
  readonly length: number;
}

/** All steps of a length from 1 to `reach` along `axes` axes, in C order. */
export function steps(axes: number, reach: number): Step[] {
  const found: Step[] = [];
  for (let code = 0; code < 3 ** axes; code++) {
    const along = Array.from({ length: axes }, (_, d) => (Math.trunc(code / 3 ** (axes - 1 - d)) % 3) - 1);
    const length = along.filter((step) => step !== 0).length;
    if (length > 0 && length <= reach) found.push({ along, length });
  }
  return found;
}

/** By how many elements a step leads on in an array of that shape. */
export function distanceOf({ along }: Step, shape: readonly number[]): number {
  return along.reduce((distance, step, d) => distance * (shape[d] as number) + step, 0);
}
