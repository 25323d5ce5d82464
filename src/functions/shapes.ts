/** Arguments of functions that change shapes, worked out against the shape. */
import { ArgumentError } from '../errors.js';
import { checkAxes, checkShape, valueText } from '../volume/index.js';

/** The shape that `wanted` means for so many voxels; one -1 is what remains. */
export function shapeFor(own: readonly number[], wanted: readonly number[]): number[] {
  if (!Array.isArray(wanted)) throw new ArgumentError(`reshape: shape must be a list, not ${valueText(wanted)}`);
  const size = own.reduce((all, extent) => all * extent, 1);
  const open = wanted.indexOf(-1);
  const known = wanted.reduce((all: number, extent, d) => (d === open ? all : all * extent), 1);
  const shape = wanted.map((extent, d) => (d === open ? (known === 0 ? 0 : size / known) : extent));
  if (shape.every((extent) => Number.isInteger(extent) && extent >= 0)) {
    if (checkShape('reshape', shape) === size) return shape;
  }
  throw new ArgumentError(
    `reshape: the ${size} voxels of shape ${valueText(own)} don't fit the shape ${valueText(wanted)}`,
  );
}

/** The axes that `squeeze` takes out: those named, which must have extent 1, or all that have. */
export function squeezeAxes(shape: readonly number[], axis: number | readonly number[] | undefined): number[] {
  if (axis === undefined) return shape.flatMap((extent, d) => (extent === 1 ? [d] : []));
  const axes = checkAxes('squeeze', axis, shape.length);
  for (const each of axes) {
    if (shape[each] === 1) continue;
    throw new ArgumentError(
      `squeeze: axis ${each} of the shape ${valueText(shape)} has the extent ${shape[each]}, not 1`,
    );
  }
  return axes;
}

/** The order of axes after some were moved. */
export function moveOrder(ndim: number, from: number | readonly number[], to: number | readonly number[]): number[] {
  const [sources, targets] = [from, to].map((axes) => {
    const list = checkAxes('moveaxis', axes, ndim);
    if (new Set(list).size === list.length) return list;
    throw new ArgumentError(`moveaxis: ${valueText(list)} names an axis twice`);
  }) as [number[], number[]];
  if (sources.length !== targets.length) {
    throw new ArgumentError(`moveaxis: ${sources.length} axes are to move to ${targets.length} places`);
  }
  const rest = Array.from({ length: ndim }, (_, d) => d).filter((d) => !sources.includes(d));
  return Array.from({ length: ndim }, (_, d) => {
    const at = targets.indexOf(d);
    return at < 0 ? (rest.shift() as number) : (sources[at] as number);
  });
}

/** How far each axis rolls, from 0 to its extent. */
export function rollShifts(
  shape: readonly number[],
  shift: number | readonly number[],
  axis: number | readonly number[],
): number[] {
  const axes = checkAxes('roll', axis, shape.length);
  const shifts = typeof shift === 'number' ? axes.map(() => shift) : shift;
  const fits = Array.isArray(shifts) && shifts.length === axes.length;
  if (!fits || !Array.from(shifts).every((each) => Number.isSafeInteger(each))) {
    throw new ArgumentError(
      `roll: shift ${valueText(shift)} must have a whole number for each of the axes ${valueText(axes)}`,
    );
  }
  const all = shape.map(() => 0);
  for (const [i, each] of axes.entries()) all[each] = (all[each] as number) + (shifts[i] as number);
  return all.map((by, d) => {
    const extent = shape[d] as number;
    return extent === 0 ? 0 : ((by % extent) + extent) % extent;
  });
}

/** Extents and how often each is repeated, the shorter of both filled up with ones in front. */
export function tileCounts(shape: readonly number[], repetitions: readonly number[]) {
  if (!Array.isArray(repetitions) || repetitions.some((each) => !Number.isSafeInteger(each) || each < 0)) {
    throw new ArgumentError(`tile: repetitions ${valueText(repetitions)} must be a list of whole numbers from 0 on`);
  }
  const ndim = Math.max(shape.length, repetitions.length);
  const fill = (list: readonly number[]): number[] => [...new Array<number>(ndim - list.length).fill(1), ...list];
  return { extents: fill(shape), counts: fill(repetitions) };
}
