/** All that a write of OME-Zarr will make: arrays, groups, and what they say. */
import { ArgumentError, DTypeError } from '../../../errors.js';
import { fromVolume, LazyVolume } from '../../../lazy/index.js';
import { dtypeInfo, type Volume } from '../../../volume/index.js';
import { type ArrayMetadata, planArray } from '../../zarr/index.js';
import type { ImageLabel, Multiscale, NgffVersion, OmeMetadata, Omero } from '../model.js';
import { type ImageGrid, imageGrid } from './axes.js';
import { type PlannedLevel, planLevels } from './levels.js';
import { imageLabel, multiscale, omero } from './metadata.js';
import type { LabelsToWrite, WriteOmeZarrOptions } from './options.js';

/** One image: its group's path, and its arrays. */
export interface ImagePlan {
  /** '' or 'labels/NAME'. */
  readonly path: string;
  readonly source: LazyVolume;
  readonly method: 'mean' | 'mode';
  readonly levels: readonly (PlannedLevel & { readonly array: ArrayMetadata })[];
  readonly metadata: OmeMetadata;
}

/** The image and its labels. */
export interface OmePlan {
  readonly version: NgffVersion;
  readonly images: readonly ImagePlan[];
  readonly labels: readonly string[];
}

/** @throws ArgumentError, DTypeError for what does not fit together. */
export function planOme(volume: Volume | LazyVolume, options: WriteOmeZarrOptions): OmePlan {
  const { version = '0.5', name, channels, labels = {} } = options;
  if (version !== '0.4' && version !== '0.5') {
    throw new ArgumentError(`writeOmeZarr: version ${JSON.stringify(version)}: use '0.4' or '0.5'`);
  }
  const { kind } = dtypeInfo(volume.dtype);
  if (kind === 'complex') {
    throw new DTypeError(
      `writeOmeZarr: images of ${volume.dtype} have no coarser levels here; take a part of it, or writeZarr for the array`,
    );
  }
  const grid = imageGrid(volume.shape, options);
  const levels = planLevels(volume.shape, grid, options.levels);
  const channel = grid.axes.findIndex((axis) => axis.name === 'c');
  const count = channel < 0 ? 1 : (volume.shape[channel] as number);
  const image = planImage('', volume, options, {
    ...{ grid, levels, method: 'mean', name },
    ...(channels && { omero: omero(channels, count, volume.dtype) }),
  });
  const names = Object.keys(labels);
  const planned = names.map((label) =>
    planLabels(label, labels[label] as LabelsToWrite, volume, grid, levels, options),
  );
  return { version, images: [image, ...planned], labels: names };
}

interface ImageParts {
  readonly grid: ImageGrid;
  readonly levels: readonly PlannedLevel[];
  readonly method: 'mean' | 'mode';
  readonly name: string | undefined;
  readonly omero?: Omero;
  readonly imageLabel?: ImageLabel;
}

function planImage(
  path: string,
  volume: Volume | LazyVolume,
  { version = '0.5', chunks, shards, compression }: WriteOmeZarrOptions,
  { grid, levels, method, name, ...more }: ImageParts,
): ImagePlan {
  const { dtype } = volume;
  const dimensionNames = version === '0.5' ? grid.axes.map((axis) => axis.name) : undefined;
  const scales: Multiscale = multiscale(grid, levels, method === 'mean' ? 'local mean' : 'most frequent', name);
  return {
    path,
    source: volume instanceof LazyVolume ? volume : (fromVolume(volume) as LazyVolume),
    method,
    levels: levels.map((level) => ({
      ...level,
      array: planArray('writeOmeZarr', {
        ...{ version: version === '0.5' ? 3 : 2, shape: level.shape, dtype, chunks, shards, compression },
        dimensionNames,
      }),
    })),
    metadata: { version, multiscales: [scales], ...more },
  };
}

function planLabels(
  name: string,
  given: Volume | LazyVolume | LabelsToWrite,
  image: Volume | LazyVolume,
  grid: ImageGrid,
  levels: readonly PlannedLevel[],
  options: WriteOmeZarrOptions,
): ImagePlan {
  if (!/^[^/\\\0]+$/.test(name) || name.startsWith('.') || name.startsWith('__')) {
    throw new ArgumentError(`writeOmeZarr: '${name}' can't be a name of labels: it becomes that of a folder`);
  }
  const { volume, ...about } = 'volume' in given ? given : { volume: given };
  const { kind } = dtypeInfo(volume.dtype);
  if (kind !== 'unsigned' && kind !== 'signed') {
    throw new DTypeError(`writeOmeZarr: the labels '${name}' are ${volume.dtype}; use astype to make them integers`);
  }
  const all = image.shape.map((_, d) => d);
  const kept = volume.shape.length === image.shape.length ? all : all.filter((d) => grid.axes[d]?.name !== 'c');
  const of = <T>(list: readonly T[]): T[] => kept.map((d) => list[d] as T);
  if (volume.shape.join() !== of(image.shape).join()) {
    throw new ArgumentError(
      `writeOmeZarr: the labels '${name}' have the shape [${volume.shape.join(', ')}], the image [${image.shape.join(', ')}]; ` +
        'they must be alike, but for an axis of channels',
    );
  }
  const { chunks, shards } = options;
  const own: WriteOmeZarrOptions = {
    ...options,
    ...(typeof chunks === 'object' && { chunks: of(chunks) }),
    ...(typeof shards === 'object' && { shards: of(shards) }),
  };
  return planImage(`labels/${name}`, volume, own, {
    grid: { axes: of(grid.axes), scale: of(grid.scale), translation: of(grid.translation) },
    levels: levels.map(({ shape, step, factors }) => ({ shape: of(shape), step: of(step), factors: of(factors) })),
    method: 'mode',
    name,
    imageLabel: imageLabel(about, name),
  });
}
