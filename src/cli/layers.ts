/** Files as layers of a viewer. */
import { basename, resolve } from 'node:path';
import {
  ArgumentError,
  expandPaths,
  fromTiffStack,
  type LazyVolume,
  progressBar,
  readVolume,
  readVolumeInfo,
  type Volume,
  type VolumeInfo,
} from '../index.js';

/** A volume that was read, with the options that show it. */
export interface FileLayer {
  readonly volume: Volume | LazyVolume;
  readonly name: string;
  /** One letter of t, c, z, y, x for each axis of `volume`, y and x last; not for its colours, if it is `rgb`. */
  readonly axes: string;
  readonly voxelSize?: readonly number[];
  readonly unit?: string;
  /** Whether the last axis is the colour of a pixel. */
  readonly rgb: boolean;
  /** Whether the channels are red, green and blue. */
  readonly primaries: boolean;
}

/**
 * A file, or a folder or glob of slices. Slices are read when they are looked at, unless `eager`; a file is read at once,
 * with a progress bar on a terminal.
 */
export async function readLayer(path: string, signal: AbortSignal, eager = false): Promise<FileLayer> {
  const { kind, files } = await expandPaths(path);
  return kind === 'file' || eager ? readAll(path, signal) : openSlices(path, files);
}

async function openSlices(path: string, files: readonly string[]): Promise<FileLayer> {
  const info = await readVolumeInfo(path);
  return described(path, await fromTiffStack(files), info);
}

async function readAll(path: string, signal: AbortSignal): Promise<FileLayer> {
  const name = basename(resolve(path));
  const bar = progressBar(`loading ${name}`);
  try {
    const { volume, info } = await readVolume(path, { signal, onProgress: ({ done, total }) => bar(done, total) });
    return described(path, volume, info);
  } finally {
    bar.end();
  }
}

function described(path: string, volume: Volume | LazyVolume, info: VolumeInfo): FileLayer {
  const { voxelSize } = info;
  const spacing = voxelSize && { voxelSize: voxelSize.size, unit: voxelSize.unit };
  return { name: basename(resolve(path)), ...arranged(path, volume, info), ...spacing };
}

/** The axes as viewers know them: samples are channels, and an axis without a name is z or else t. */
function arranged(
  path: string,
  volume: Volume | LazyVolume,
  info: VolumeInfo,
): Pick<FileLayer, 'volume' | 'axes' | 'rgb' | 'primaries'> {
  const letters = [...info.axes.toLowerCase()];
  const samples = letters.indexOf('s');
  const inColor = samples >= 0 && (info.picture !== undefined || info.tiff?.photometric === 'rgb');
  const rgb = inColor && volume.dtype === 'uint8' && [3, 4].includes(volume.shape[samples] as number);
  if (rgb) letters[samples] = 'S';
  rename(letters, 's', ['c']);
  rename(letters, 'q', ['z', 't']);
  if (letters.some((letter, d) => !'tczyxS'.includes(letter) || letters.indexOf(letter) !== d)) {
    throw new ArgumentError(`${path}: its axes ${info.axes} can't be shown; viewers know t, c, z, y and x, once each`);
  }
  const primaries = inColor && !rgb;
  // A fourth sample is the opacity, which viewers don't take from channels.
  const colors = primaries
    ? volume.slice(...letters.map((_, d) => (d === samples ? ([0, 3] as const) : null)))
    : volume;
  const order = [...letters.keys()].sort((a, b) => planeRank(letters[a]) - planeRank(letters[b]) || a - b);
  const axes = order
    .map((d) => letters[d])
    .join('')
    .replace('S', '');
  return { volume: colors.permuteDims(order), axes, rgb, primaries };
}

function rename(letters: string[], from: string, to: readonly string[]): void {
  const at = letters.indexOf(from);
  const free = to.find((letter) => !letters.includes(letter));
  if (at >= 0 && free !== undefined) letters[at] = free;
}

/** y and x go last, and behind them colours; the others stay in their order. */
function planeRank(letter: string | undefined): number {
  if (letter === 'S') return 3;
  return letter === 'x' ? 2 : letter === 'y' ? 1 : 0;
}
