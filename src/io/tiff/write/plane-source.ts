/** Where the planes of a file come from, one after the other. */
import type { Volume } from '../../../volume/index.js';
import type { PageAxes } from './axes.js';

/** A plane in memory: axes [y, x] or [y, x, s]. */
export interface Plane {
  readonly volume: Volume;
  /** Says that it is needed no more. */
  close(): void;
}

/** Gives the plane at each place of the pages' order. */
export type PlaneSource = (index: number) => Plane | Promise<Plane>;

/** The planes of a volume in memory: views, no copies. */
export function planesOf(volume: Volume, axes: PageAxes): PlaneSource {
  const inOrder = volume.permuteDims(axes.order);
  return (index) => ({
    volume: placeOf(axes.leadShape, index).reduce((v, i) => v.pick(0, i), inOrder),
    close: () => {},
  });
}

/** Place `index` of axes of these extents, in C order. */
export function placeOf(extents: readonly number[], index: number): number[] {
  const place: number[] = [];
  let rest = index;
  for (const extent of [...extents].reverse()) {
    place.unshift(rest % extent);
    rest = Math.floor(rest / extent);
  }
  return place;
}
