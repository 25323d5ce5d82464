/** The axes of an image, with their units and where voxels lie along them. */
import { ArgumentError } from '../../../errors.js';
import type { Axis, CoordinateTransformation } from '../model.js';
import type { WriteOmeZarrOptions } from './options.js';

const DEFAULT_AXES: Readonly<Record<number, string>> = { 2: 'yx', 3: 'zyx', 4: 'czyx', 5: 'tczyx' };
const TYPES: Readonly<Record<string, string>> = { t: 'time', c: 'channel', z: 'space', y: 'space', x: 'space' };

/** OME-NGFF's names of units that others abbreviate. */
const UNITS: Readonly<Record<string, string>> = {
  ...{ µm: 'micrometer', μm: 'micrometer', um: 'micrometer', micron: 'micrometer', microns: 'micrometer' },
  ...{ nm: 'nanometer', mm: 'millimeter', cm: 'centimeter', m: 'meter', pm: 'picometer', Å: 'angstrom' },
  ...{ s: 'second', sec: 'second', ms: 'millisecond', min: 'minute', h: 'hour' },
};

/** The grid of an image. */
export interface ImageGrid {
  readonly axes: readonly Axis[];
  /** Extent of a voxel along each axis, and where voxel 0 lies. */
  readonly scale: readonly number[];
  readonly translation: readonly number[];
}

/** Works the grid out. @throws ArgumentError for axes, scales and units that do not fit. */
export function imageGrid(shape: readonly number[], options: WriteOmeZarrOptions): ImageGrid {
  const letters = checkedAxes(shape, options.axes);
  const units = unitsOf(letters, options.units);
  const axes = [...letters].map((name): Axis => {
    const unit = units[name];
    return { name, type: TYPES[name] as string, ...(unit !== undefined && { unit }) };
  });
  const scale = perAxis('scale', axes, options.scale, 1);
  if (scale.some((extent) => extent <= 0)) {
    throw new ArgumentError(`writeOmeZarr: scale [${scale.join(', ')}]: the extents of a voxel are above 0`);
  }
  return { axes, scale, translation: perAxis('translation', axes, options.translation, 0) };
}

function checkedAxes(shape: readonly number[], given: string | undefined): string {
  const letters = (given ?? DEFAULT_AXES[shape.length] ?? '').toLowerCase();
  const places = [...letters].map((letter) => 'tczyx'.indexOf(letter));
  const inOrder = places.every((place, d) => place >= 0 && (d === 0 || place > (places[d - 1] as number)));
  if (letters.length === shape.length && inOrder && letters.endsWith('yx')) return letters;
  throw new ArgumentError(
    `writeOmeZarr: axes '${letters}' for the shape [${shape.join(', ')}]: OME-NGFF wants one letter an axis, in the order ` +
      't, c, z, y, x, with y and x; permuteDims brings axes in order, slice and pick take some out',
  );
}

function unitsOf(letters: string, given: WriteOmeZarrOptions['units']): Readonly<Record<string, string>> {
  const spatial = [...letters].filter((letter) => TYPES[letter] === 'space');
  const units =
    typeof given === 'string' ? Object.fromEntries(spatial.map((letter) => [letter, given])) : (given ?? {});
  for (const [letter, unit] of Object.entries(units)) {
    if (letters.includes(letter) && letter.length === 1 && letter !== 'c' && typeof unit === 'string') continue;
    throw new ArgumentError(`writeOmeZarr: units of '${letter}' ${JSON.stringify(unit)}: the axes are '${letters}'`);
  }
  return Object.fromEntries(Object.entries(units).map(([letter, unit]) => [letter, UNITS[unit] ?? unit]));
}

/** Numbers for all axes, where those of space alone, or none, were given. */
function perAxis(name: string, axes: readonly Axis[], given: readonly number[] | undefined, missing: number): number[] {
  const spatial = axes.filter(({ type }) => type === 'space').length;
  const numbers = given ?? axes.map(() => missing);
  const fits = numbers.length === axes.length || numbers.length === spatial;
  if (!fits || !numbers.every(Number.isFinite)) {
    throw new ArgumentError(
      `writeOmeZarr: ${name} ${JSON.stringify(given)}: give ${axes.length} numbers, one an axis, or ${spatial}, one an axis of space`,
    );
  }
  // The axes of space are the last.
  return [...axes.slice(numbers.length).map(() => missing), ...numbers];
}

/** The steps of one resolution: a voxel that stands for `factors` lies in the middle of those. */
export function transformations(
  { scale, translation }: ImageGrid,
  factors: readonly number[],
): CoordinateTransformation[] {
  const own = scale.map((extent, d) => extent * (factors[d] as number));
  const moved = translation.map((at, d) => at + (((factors[d] as number) - 1) / 2) * (scale[d] as number));
  return [
    { type: 'scale', scale: own },
    ...(moved.some((at) => at !== 0) ? [{ type: 'translation', translation: moved } as const] : []),
  ];
}
