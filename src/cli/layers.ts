/** Files as layers of a viewer. */
import { basename, resolve } from 'node:path';
import {
  ArgumentError,
  expandPaths,
  fromTiffStack,
  type ImageOptions,
  isZarr,
  type LabelsOptions,
  type LazyVolume,
  omeLayers,
  openOmeZarr,
  openZarr,
  type Pyramid,
  progressBar,
  readVolume,
  readVolumeInfo,
  readZarrInfo,
  type Volume,
  type VolumeInfo,
} from '../index.js';

/** A volume that was read, with the options that show it. */
export interface FileLayer {
  readonly volume: Volume | LazyVolume | Pyramid;
  readonly name: string;
  /** One letter of t, c, z, y, x for each axis of `volume`, y and x last; not for its colours, if it is `rgb`. */
  readonly axes: string;
  readonly voxelSize?: readonly number[];
  readonly unit?: string;
  /** Whether the last axis is the colour of a pixel. */
  readonly rgb: boolean;
  /** Whether the channels are red, green and blue. */
  readonly primaries: boolean;
  /** What the file itself says of how to show it; it goes before what is chosen for files that say nothing. */
  readonly said?: Omit<ImageOptions, 'axes' | 'name'> & Omit<LabelsOptions, 'axes' | 'name'>;
}

/** What a path is shown as. */
export interface FileLayers {
  readonly images: readonly FileLayer[];
  readonly labels: readonly FileLayer[];
}

/** The layers of a path or URL: one of TIFF and of pictures; of OME-Zarr one a channel, and its labels. */
export async function readLayers(path: string, signal: AbortSignal, eager = false): Promise<FileLayers> {
  if (await isZarr(path)) return openZarrLayers(path, signal);
  return { images: [await readLayer(path, signal, eager)], labels: [] };
}

async function openZarrLayers(path: string, signal: AbortSignal): Promise<FileLayers> {
  const name = nameOf(path);
  const { ome } = await readZarrInfo(path, { signal });
  if (ome === undefined) {
    const volume = await openZarr(path, { signal });
    return { images: [{ volume, name, axes: axesOf(volume.ndim, path), rgb: false, primaries: false }], labels: [] };
  }
  const image = await openOmeZarr(path, { signal });
  const { images, labels } = omeLayers({ ...image, name: image.name ?? name });
  const asLayer = ({ pyramid, options }: (typeof images | typeof labels)[number]): FileLayer => {
    const { axes = '', name: title = name, voxelSize, unit, ...said } = options;
    const spacing = { ...(voxelSize && { voxelSize }), ...(unit && { unit }) };
    return { volume: pyramid, name: title, axes, ...spacing, rgb: false, primaries: false, said };
  };
  return { images: images.map(asLayer), labels: labels.map(asLayer) };
}

/** The last part of a path or URL. */
function nameOf(path: string): string {
  return basename(URL.canParse(path) ? new URL(path).pathname : resolve(path));
}

/** An array that says nothing of its axes. */
function axesOf(ndim: number, path: string): string {
  const axes = ['yx', 'zyx', 'tzyx', 'tczyx'][ndim - 2];
  if (axes === undefined) throw new ArgumentError(`${path}: an array of ${ndim} axes can't be shown; 2 to 5 can`);
  return axes;
}

/**
 * A file, or a folder or glob of slices. Slices are read when they are looked at, unless `eager`; a file is read at once,
 * with a progress bar on a terminal.
 */
async function readLayer(path: string, signal: AbortSignal, eager = false): Promise<FileLayer> {
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
