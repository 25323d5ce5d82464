/** OME-Zarr images: their resolutions as lazy volumes, and what is known of them. */
import { ArgumentError, FormatError, UnsupportedFormatError } from '../../errors.js';
import type { HttpOptions, ReadableStore } from '../store/index.js';
import {
  arrayVolume,
  below,
  isObject,
  type OpenedStore,
  openSource,
  readNode,
  storageOf,
  type ZarrNode,
} from '../zarr/index.js';
import { omeChannels } from './channels.js';
import { checkLevels } from './check-levels.js';
import type { OmeLabels, OmeLevel, OmeZarr } from './image.js';
import type { Axis, CoordinateTransformation, Dataset, Multiscale, OmeMetadata } from './model.js';
import { parseOme } from './parse.js';

/** Options of `openOmeZarr`; those of HTTP are of use for URLs. */
export interface OpenOmeZarrOptions extends HttpOptions {
  /** The path of the image's group within the store, e.g. 'plate/A/1/0'. */
  readonly path?: string;
  /** Which of several images of a group; default 0. */
  readonly image?: number;
  /** Whether labels are opened as well; default true. */
  readonly labels?: boolean;
  /** Ends the opening. */
  readonly signal?: AbortSignal;
}

/**
 * An image of OME-Zarr, version 0.4 or 0.5: its resolutions as lazy volumes, axes, scale and units, how its channels are
 * to be shown, and its labels. Opening reads metadata only.
 *
 * @param source a folder, a .zip file, a URL of http or https, or a store of zarrita's kind.
 * @throws ArgumentError when nothing is there or it is no OME-Zarr; FormatError for metadata that is broken, or levels
 * that do not fit one another; UnsupportedFormatError for other versions; StoreError for a server or file that can't be
 * read. Each names the document.
 * @example
 * const image = await openOmeZarr('https://example.org/cells.ome.zarr');
 * const coarse = await image.levels.at(-1).volume.compute();
 */
export async function openOmeZarr(
  source: string | URL | ReadableStore,
  options: OpenOmeZarrOptions = {},
): Promise<OmeZarr> {
  const opened = await openSource(source, options);
  try {
    return await readImage(opened, (options.path ?? '').replace(/^\/+|\/+$/g, ''), options);
  } finally {
    if (opened.location !== undefined) await opened.store.close();
  }
}

async function readImage(opened: OpenedStore, path: string, options: OpenOmeZarrOptions): Promise<OmeZarr> {
  const { signal } = options;
  const node = await readNode(opened.store, path, signal);
  const at = opened.store.place(path);
  if (node.kind === 'array') throw new ArgumentError(`${at}: is an array, no OME-Zarr image; take openZarr`);
  const ome = parseOme(node.group.attributes, node.group.format, node.document);
  if (ome?.multiscales === undefined) {
    if (isSeries(node)) return readImage(opened, below(path, '0'), options);
    throw new ArgumentError(`${at}: no OME-Zarr image: ${node.document} says nothing of multiscales`);
  }
  const image = await describe(opened, path, ome, options.image ?? 0, node);
  if (options.labels === false) return { ...image, labels: [] };
  return { ...image, labels: await readLabels(opened, path, signal) };
}

/** A group of images as bioformats2raw writes it; the first one is '0'. */
function isSeries({ group }: Extract<ZarrNode, { kind: 'group' }>): boolean {
  const { attributes } = group;
  const ome = isObject(attributes.ome) ? attributes.ome : attributes;
  return ome['bioformats2raw.layout'] !== undefined;
}

async function describe(
  opened: OpenedStore,
  path: string,
  metadata: OmeMetadata,
  index: number,
  node: Extract<ZarrNode, { kind: 'group' }>,
): Promise<Omit<OmeZarr, 'labels'>> {
  const images = metadata.multiscales as readonly Multiscale[];
  const image = images[index];
  if (image === undefined) {
    throw new ArgumentError(`${node.document}: has ${images.length} images, and image ${index} is wanted`);
  }
  const levels: OmeLevel[] = [];
  for (const dataset of image.datasets) levels.push(await readLevel(opened, path, image, dataset, node));
  checkLevels(levels, image.axes, node.document);
  const { scale, translation, volume } = levels[0] as OmeLevel;
  return {
    version: metadata.version,
    name: image.name,
    source: opened.store.place(path),
    axes: image.axes,
    levels,
    scale,
    translation,
    units: image.axes.map(({ unit }) => unit),
    channels: omeChannels(metadata.omero, volume.shape[channelAxis(image.axes)] ?? 1),
    metadata,
  };
}

/** Which axis is that of channels; -1 if none is. */
export function channelAxis(axes: readonly Axis[]): number {
  return axes.findIndex(({ name, type }) => type === 'channel' || (type === undefined && name === 'c'));
}

async function readLevel(
  opened: OpenedStore,
  path: string,
  image: Multiscale,
  dataset: Dataset,
  { document, group }: Extract<ZarrNode, { kind: 'group' }>,
): Promise<OmeLevel> {
  const at = below(path, dataset.path);
  const node = await readNode(opened.store, at).catch((error: Error) => {
    if (!(error instanceof ArgumentError)) throw error;
    throw new FormatError(`${document}: datasets name ${JSON.stringify(dataset.path)}: ${error.message}`, {
      cause: error,
    });
  });
  if (node.kind !== 'array')
    throw new FormatError(`${node.document}: is a group, but ${document} needs an array there`);
  if (node.array.format !== group.format) {
    throw new UnsupportedFormatError(
      `${node.document}: is of Zarr v${node.array.format}, its group ${document} of v${group.format}`,
    );
  }
  const steps = [...dataset.coordinateTransformations, ...(image.coordinateTransformations ?? [])];
  const volume = await arrayVolume(opened, at, node.array, node.document);
  return { volume, path: at, ...combined(steps, image.axes.length), storage: storageOf(node.array, node.document) };
}

/** Scales and translations, one after another, as one scale and then one translation. */
function combined(steps: readonly CoordinateTransformation[], ndim: number) {
  let scale = new Array<number>(ndim).fill(1);
  let translation = new Array<number>(ndim).fill(0);
  for (const step of steps) {
    if (step.type === 'scale') {
      scale = scale.map((factor, d) => factor * (step.scale[d] as number));
      translation = translation.map((at, d) => at * (step.scale[d] as number));
    } else if (step.type === 'translation') {
      translation = translation.map((at, d) => at + (step.translation[d] as number));
    }
  }
  return { scale, translation };
}

async function readLabels(opened: OpenedStore, path: string, signal?: AbortSignal): Promise<OmeLabels[]> {
  const folder = below(path, 'labels');
  const node = await readNode(opened.store, folder, signal).catch((error: unknown) => {
    // Most images have none.
    if (error instanceof ArgumentError) return undefined;
    throw error;
  });
  if (node?.kind !== 'group') return [];
  const names = parseOme(node.group.attributes, node.group.format, node.document)?.labels ?? [];
  const labels: OmeLabels[] = [];
  for (const name of names) {
    const at = below(folder, name);
    const group = await readNode(opened.store, at, signal);
    const ome =
      group.kind === 'group' ? parseOme(group.group.attributes, group.group.format, group.document) : undefined;
    if (group.kind !== 'group' || ome?.multiscales === undefined) {
      throw new FormatError(`${group.document}: ${node.document} names labels there, but they are no OME-Zarr image`);
    }
    const entries = (ome.imageLabel?.colors ?? []).flatMap(({ labelValue, rgba }) =>
      rgba ? [[labelValue, rgba]] : [],
    );
    const image = await describe(opened, at, ome, 0, group);
    labels.push({ ...image, name, colors: Object.fromEntries(entries) });
  }
  return labels;
}
