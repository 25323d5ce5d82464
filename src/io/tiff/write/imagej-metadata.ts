/** What ImageJ writes beside the pixels: its description, the resolution, and a field of its own for display ranges. */
import { ArgumentError } from '../../../errors.js';
import type { DType } from '../../../volume/index.js';
import { TAG } from '../tags.js';
import { asciiValues, type Entry, rationalOf, TYPE } from './directory.js';
import type { WriteTiffOptions } from './options.js';

/** What the description is made of. */
export interface ImageJStackOf {
  /** Extents of the leading axes by letter: T, Z, C. */
  readonly extents: ReadonlyMap<string, number>;
  /** Edges [z, y, x], already checked. */
  readonly voxelSize: readonly [number, number, number] | undefined;
  readonly unit: string;
  readonly displayRanges: readonly (readonly [number, number])[] | undefined;
}

/** The text that Opener and its kin read; images in the order t, z, c. */
export function imageJDescription(stack: ImageJStackOf): string {
  const [frames, slices, channels] = ['T', 'Z', 'C'].map((axis) => stack.extents.get(axis) ?? 1) as [
    number,
    number,
    number,
  ];
  const images = frames * slices * channels;
  const counts: [string, number][] = [
    ['images', images],
    ['channels', channels],
    ['slices', slices],
    ['frames', frames],
  ];
  const lines = ['ImageJ=1.54p', ...counts.filter(([, n]) => n > 1).map(([key, n]) => `${key}=${n}`)];
  if (counts.slice(1).filter(([, n]) => n > 1).length > 1) lines.push('hyperstack=true');
  if (channels > 1) lines.push('mode=composite');
  if (stack.voxelSize !== undefined) lines.push(`unit=${escapeText(stack.unit)}`, `spacing=${stack.voxelSize[0]}`);
  if (images > 1) lines.push('loop=false');
  const [first] = stack.displayRanges ?? [];
  if (first !== undefined) lines.push(`min=${first[0]}`, `max=${first[1]}`);
  return `${lines.join('\n')}\n`;
}

/** The entries of the first directory for it. */
export function imageJEntries(stack: ImageJStackOf, littleEndian: boolean): Entry[] {
  const entries: Entry[] = [
    { tag: TAG.ImageDescription, type: TYPE.ASCII, values: asciiValues(imageJDescription(stack)) },
  ];
  if ((stack.displayRanges?.length ?? 0) > 1) entries.push(...rangesEntries(stack.displayRanges ?? [], littleEndian));
  return entries;
}

/** The entries of every directory for it: ImageJ takes the pixel's size from its reciprocal. */
export function resolutionEntries(voxelSize: readonly [number, number, number]): Entry[] {
  const [, y, x] = voxelSize.map((edge) => rationalOf(1 / edge)) as [number, number][];
  return [
    { tag: TAG.XResolution, type: TYPE.RATIONAL, values: x as [number, number] },
    { tag: TAG.YResolution, type: TYPE.RATIONAL, values: y as [number, number] },
    { tag: TAG.ResolutionUnit, type: TYPE.SHORT, values: [1] },
  ];
}

/** IJMetadata: a table of its parts (a name and how many there are), then the parts; here one list of doubles. */
function rangesEntries(ranges: readonly (readonly [number, number])[], littleEndian: boolean): Entry[] {
  const TABLE = 12;
  const bytes = new Uint8Array(TABLE + 16 * ranges.length);
  const view = new DataView(bytes.buffer);
  // The names are numbers in the byte order of the file: 'IJIJ', 'rang'.
  view.setUint32(0, 0x494a494a, littleEndian);
  view.setUint32(4, 0x72616e67, littleEndian);
  view.setUint32(8, 1, littleEndian);
  for (const [i, value] of ranges.flat().entries()) view.setFloat64(TABLE + 8 * i, value, littleEndian);
  return [
    { tag: TAG.ImageJMetadataByteCounts, type: TYPE.LONG, values: [TABLE, bytes.length - TABLE] },
    { tag: TAG.ImageJMetadata, type: TYPE.BYTE, values: bytes },
  ];
}

/** Display ranges, one a channel. @throws ArgumentError */
export function displayRangesOf(
  given: WriteTiffOptions['displayRange'],
  channels: number,
  dtype: DType,
): readonly (readonly [number, number])[] | undefined {
  if (given === undefined) return undefined;
  const isPair = (value: unknown): value is [number, number] =>
    Array.isArray(value) && value.length === 2 && value.every((n) => Number.isFinite(n)) && value[0] < value[1];
  const list = isPair(given) ? new Array(channels).fill(given) : (given as readonly (readonly [number, number])[]);
  if (!Array.isArray(list) || list.length !== channels || !list.every(isPair)) {
    throw new ArgumentError(
      `writeTiff: displayRange ${JSON.stringify(given)} must be [low, high], or a list of ${channels} such pairs, ` +
        'one a channel',
    );
  }
  // ImageJ holds int16 as uint16, 2^15 higher, and writes ranges down as it holds the values.
  const offset = dtype === 'int16' ? 2 ** 15 : 0;
  return list.map(([low, high]) => [low + offset, high + offset]);
}

/** ImageJ's own way for what is not ASCII, as its reader undoes it. */
function escapeText(text: string): string {
  return text.replace(/[^ -~]/g, (c) => `\\u${c.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`);
}
