/** The axes and element types of volumes as the page has them. Lists go fastest axis first here: x, y, z, c, t. */
import { ArgumentError, DTypeError } from '../../../errors.js';
import { type DType, dtypeInfo, reverseAxes } from '../../../volume/index.js';
import type { ChunkType } from '../protocol.js';

const DEFAULT_AXES: Readonly<Record<number, string>> = { 2: 'yx', 3: 'zyx', 4: 'tzyx', 5: 'tczyx' };

/** Where each axis of the page comes from. */
export interface Arrangement {
  /** 'x', 'y', 'z', then 'c' and 't' where the volume has them. */
  readonly axes: readonly string[];
  /** The axis of the volume for each; undefined for z of a picture and for c of colours, which are made up. */
  readonly from: readonly (number | undefined)[];
  readonly shape: readonly number[];
}

/** The axes of a volume, slowest first: as given, or by their number. @throws ArgumentError if they don't fit. */
export function axesOf(caller: string, shape: readonly number[], given: string | undefined): string {
  const what = `a volume of shape [${shape.join(', ')}]`;
  const axes = given ?? DEFAULT_AXES[shape.length];
  if (axes === undefined) throw new ArgumentError(`${caller}: the browser shows 2 to 5 axes, not ${what}`);
  const known = [...axes].every((axis, i) => 'tczyx'.includes(axis) && axes.indexOf(axis) === i);
  if (!known || axes.length !== shape.length || !axes.endsWith('yx')) {
    throw new ArgumentError(
      `${caller}: axes '${axes}' for ${what}: give one letter of t, c, z, y, x an axis, ending in 'yx'`,
    );
  }
  if (shape.includes(0)) throw new ArgumentError(`${caller}: ${what} has no voxels to show`);
  return axes;
}

/** Puts the axes of a volume in the page's order. `colors` adds the three channels of a colour. */
export function arrange(shape: readonly number[], axes: string, colors: boolean): Arrangement {
  const letters = ['x', 'y', 'z', 'c', 't'].filter(
    (axis) => axes.includes(axis) || axis === 'z' || (axis === 'c' && colors),
  );
  const from = letters.map((axis) => (axes.includes(axis) ? axes.indexOf(axis) : undefined));
  const extents = from.map((d, i) => (d === undefined ? (letters[i] === 'c' ? 3 : 1) : (shape[d] as number)));
  return { axes: letters, from, shape: extents };
}

/** What a volume's values are sent as. */
export interface Sent {
  readonly type: ChunkType;
  /** Whether 64-bit integers become floats; a label's stay. */
  readonly floats: boolean;
}

/**
 * The declared conversion: float64, float16 and, in images, 64-bit integers become float32; bool becomes bytes; 64-bit
 * labels keep their bits; all others are sent as they are.
 * @throws DTypeError for complex voxels, which have no one value.
 */
export function sentAs(caller: string, dtype: DType, use: 'image' | 'labels'): Sent {
  const { kind } = dtypeInfo(dtype);
  if (kind === 'complex') {
    throw new DTypeError(`${caller}: the browser can't show ${dtype} voxels; show their magnitude as float32`);
  }
  if (dtype === 'uint64' || dtype === 'int64') {
    return use === 'labels' ? { type: 'uint64', floats: false } : { type: 'float32', floats: true };
  }
  if (kind === 'float') return { type: 'float32', floats: true };
  if (kind === 'bool' || kind === 'color') return { type: 'uint8', floats: false };
  return { type: dtype as ChunkType, floats: false };
}

const BYTES: Readonly<Record<ChunkType, number>> = {
  uint8: 1,
  int8: 1,
  uint16: 2,
  int16: 2,
  uint32: 4,
  int32: 4,
  uint64: 8,
  float32: 4,
};

/** Bytes of one voxel as it is sent. */
export function bytesOf(type: ChunkType): number {
  return BYTES[type];
}

/** [z, y, x] (or [y, x]) sizes in the page's order, in metres or without unit. @throws ArgumentError if they are none. */
export function scalesOf(
  caller: string,
  { axes }: Pick<Arrangement, 'axes'>,
  voxelSize: readonly number[] | undefined,
  unit: string | undefined,
): { scales: number[]; units: string[] } {
  const sizes = voxelSize ?? [1, 1, 1];
  const fits = (sizes.length === 2 || sizes.length === 3) && sizes.every((size) => Number.isFinite(size) && size > 0);
  if (!fits) {
    throw new ArgumentError(
      `${caller}: voxelSize [${sizes.join(', ')}] must be positive sizes along [z, y, x] or [y, x]`,
    );
  }
  const [x, y, z = x] = reverseAxes(sizes) as [number, number, number?];
  const metres = metresOf(caller, unit);
  const along: Readonly<Record<string, number>> = { x, y, z };
  return {
    scales: axes.map((axis) => (along[axis] === undefined ? 1 : along[axis] * (metres ?? 1))),
    units: axes.map((axis) => (along[axis] !== undefined && metres !== undefined ? 'm' : '')),
  };
}

const METRES: Readonly<Record<string, number>> = {
  m: 1,
  cm: 1e-2,
  mm: 1e-3,
  µm: 1e-6,
  μm: 1e-6,
  um: 1e-6,
  micron: 1e-6,
  micrometer: 1e-6,
  millimeter: 1e-3,
  nanometer: 1e-9,
  meter: 1,
  nm: 1e-9,
  pm: 1e-12,
  angstrom: 1e-10,
  inch: 2.54e-2,
};

/** How many metres a unit is; undefined for pixels. */
function metresOf(caller: string, unit = 'pixel'): number | undefined {
  if (unit === 'pixel' || unit === '') return undefined;
  const metres = METRES[unit];
  if (metres !== undefined) return metres;
  throw new ArgumentError(`${caller}: unit '${unit}' is none of pixel, ${Object.keys(METRES).join(', ')}`);
}
