/** One image with its arrays. */
import { dtypeInfo } from '../../../volume/index.js';
import {
  type ArrayMetadata,
  arrayVolume,
  below,
  isObject,
  type JsonObject,
  type OpenedStore,
  readNode,
} from '../../zarr/index.js';
import { type OmeZarrProblem, Problems, text } from './problems.js';
import { checkAxes, checkImageLabel, checkOmero, checkTransformations } from './rules.js';

/** What is being validated. */
export interface Validation {
  readonly opened: OpenedStore;
  readonly found: OmeZarrProblem[];
  readonly signal: AbortSignal | undefined;
}

/** The OME-NGFF metadata of a group, its document, and the version that its format goes with. */
export interface OmeGroup {
  readonly ome: JsonObject;
  readonly format: 2 | 3;
  /** For problems of the metadata. */
  readonly problems: Problems;
}

/** Reads a group's metadata; undefined, noted, where there are none. */
export async function readGroup({ opened, found, signal }: Validation, path: string): Promise<OmeGroup | undefined> {
  const { store } = opened;
  let node: Awaited<ReturnType<typeof readNode>>;
  try {
    node = await readNode(store, path, signal);
  } catch (error) {
    signal?.throwIfAborted();
    found.push({ path, reason: (error as Error).message });
    return undefined;
  }
  if (node.kind === 'array') {
    found.push({ path, reason: 'is an array; a group was expected' });
    return undefined;
  }
  const { format, attributes } = node.group;
  const document = new Problems(`${below(path, format === 3 ? 'zarr.json' : '.zattrs')}: `, found);
  if (format === 2) return { ome: attributes, format, problems: document };
  const { ome } = attributes;
  const problems = document.at('attributes').at('ome');
  if (!isObject(ome)) {
    problems.add(`is ${text(ome)}; the metadata of OME-NGFF 0.5 lie there, in an object`);
    return undefined;
  }
  // ome-zarr leaves it out where labels are listed.
  const listsLabels = ome.multiscales === undefined && Array.isArray(ome.labels) && ome.version === undefined;
  if (ome.version !== '0.5' && !listsLabels)
    problems.at('version').add(`is ${text(ome.version)}; in Zarr v3 it must be "0.5"`);
  return { ome, format, problems };
}

/** Whether the images of a group are of labels. */
type Kind = 'image' | 'labels';

/** Checks the images of a group. Gives the extents of the finest level of the first one. */
export async function checkImages(
  validation: Validation,
  path: string,
  { ome, format, problems }: OmeGroup,
  kind: Kind,
): Promise<void> {
  const list = problems.at('multiscales').objects(ome.multiscales, 'a list of at least one image');
  for (const [i, [image, at]] of list.entries()) {
    if (format === 2 && image.version !== undefined && image.version !== '0.4') {
      at.at('version').add(`is ${text(image.version)}; in Zarr v2 it must be "0.4"`);
    }
    const arrays = await checkImage(validation, path, image, at, format);
    for (const { dtype, place } of kind === 'labels' ? arrays : []) {
      if (['unsigned', 'signed'].includes(dtypeInfo(dtype).kind)) continue;
      validation.found.push({ path: place, reason: `is of ${dtype}; labels are integers` });
    }
    const channel = Array.isArray(image.axes) ? image.axes.findIndex((axis) => axis?.type === 'channel') : -1;
    const channels = arrays[0] === undefined ? undefined : channel < 0 ? 1 : arrays[0].shape[channel];
    if (i === 0) checkOmero(ome.omero, channels, problems.at('omero'));
  }
  if (kind === 'labels') checkImageLabel(ome['image-label'], problems.at('image-label'));
}

type Found = ArrayMetadata & { readonly place: string };

async function checkImage(
  validation: Validation,
  path: string,
  image: JsonObject,
  problems: Problems,
  format: 2 | 3,
): Promise<Found[]> {
  const axes = checkAxes(image.axes, problems.at('axes'));
  const ndim = axes?.length ?? (Array.isArray(image.axes) ? image.axes.length : undefined);
  checkTransformations(image.coordinateTransformations, ndim, problems.at('coordinateTransformations'), true);
  const arrays: (Found & { readonly scale: readonly number[] | undefined })[] = [];
  for (const [dataset, at] of problems.at('datasets').objects(image.datasets, 'a list of at least one array')) {
    const scale = checkTransformations(dataset.coordinateTransformations, ndim, at.at('coordinateTransformations'));
    const name = dataset.path;
    if (typeof name !== 'string' || name === '' || name.split('/').some((part) => part === '' || part === '..')) {
      at.at('path').add(`is ${text(name)}; it must be a path below the group`);
      continue;
    }
    const array = await checkArray(validation, below(path, name), format, axes, ndim);
    if (array !== undefined) arrays.push({ ...array, scale });
  }
  compareLevels(arrays, validation);
  return arrays;
}

async function checkArray(
  { opened, found, signal }: Validation,
  place: string,
  format: 2 | 3,
  axes: readonly string[] | undefined,
  ndim: number | undefined,
): Promise<Found | undefined> {
  const add = (reason: string) => found.push({ path: place, reason });
  try {
    const node = await readNode(opened.store, place, signal);
    if (node.kind === 'group') {
      add('is a group; the image needs an array there');
      return undefined;
    }
    const { array, document } = node;
    if (array.format !== format) add(`is of Zarr v${array.format}, its group of v${format}`);
    if (ndim !== undefined && array.shape.length !== ndim) {
      add(`has the shape [${array.shape.join(', ')}]; there are ${ndim} axes`);
    }
    const names = array.format === 3 ? array.dimensionNames : undefined;
    if (axes !== undefined && names !== undefined && names.join() !== axes.join()) {
      add(`has the dimension_names ${text(names)}; they must be those of the axes, ${text(axes)}`);
    }
    if (array.format === 2 && array.chunkKeys.separator !== '/' && array.shape.length > 1) {
      add(`has the dimension_separator '${array.chunkKeys.separator}'; it must be '/'`);
    }
    await arrayVolumeOf(opened, place, array, document, add);
    return { ...array, place };
  } catch (error) {
    signal?.throwIfAborted();
    add((error as Error).message);
    return undefined;
  }
}

/** Its codecs must be known and fit. */
async function arrayVolumeOf(
  opened: OpenedStore,
  place: string,
  array: ArrayMetadata,
  document: string,
  add: (reason: string) => void,
): Promise<void> {
  try {
    await arrayVolume(opened, place, array, document);
  } catch (error) {
    add((error as Error).message);
  }
}

function compareLevels(
  levels: readonly (Found & { readonly scale: readonly number[] | undefined })[],
  { found }: Validation,
): void {
  const [finest] = levels;
  if (finest === undefined) return;
  for (const [i, { place, dtype, shape, scale }] of levels.entries()) {
    const add = (reason: string) => found.push({ path: place, reason });
    if (dtype !== finest.dtype) add(`is of ${dtype}, the finest level of ${finest.dtype}`);
    const before = levels[i - 1];
    if (before !== undefined && shape.some((extent, d) => extent > (before.shape[d] as number))) {
      add(`has the shape [${shape.join(', ')}], the level before [${before.shape.join(', ')}]; the finest comes first`);
    }
    if (scale === undefined || finest.scale === undefined || shape.length !== finest.shape.length) continue;
    for (const [d, extent] of shape.entries()) {
      const factor = (scale[d] as number) / (finest.scale[d] as number);
      const wanted = (finest.shape[d] as number) / factor;
      if (Math.abs(extent - wanted) < 1) continue;
      add(
        `has ${extent} voxels along axis ${d}, where the finest level has ${finest.shape[d]} and the scale says that one ` +
          `stands for ${factor}`,
      );
    }
  }
}
