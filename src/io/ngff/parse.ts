/** OME-NGFF's metadata as it stands in attributes. */
import { FormatError, UnsupportedFormatError } from '../../errors.js';
import {
  corrupt,
  isObject,
  type JsonObject,
  jsonText,
  numberOf,
  numbersAt,
  objectsAt,
  textAt,
  type ZarrFormat,
} from '../zarr/index.js';
import type {
  Axis,
  CoordinateTransformation,
  Dataset,
  ImageLabel,
  Multiscale,
  NgffVersion,
  OmeMetadata,
  Omero,
  OmeroChannel,
} from './model.js';

/**
 * What the attributes of a group say; undefined where they say nothing of OME-NGFF.
 *
 * @param where names the document in messages.
 * @throws FormatError for what is wrong, UnsupportedFormatError for other versions; both name the document and field.
 */
export function parseOme(attributes: JsonObject, format: ZarrFormat, where: string): OmeMetadata | undefined {
  const nested = attributes.ome;
  if (nested !== undefined) {
    if (!isObject(nested)) corrupt(where, 'ome', nested, 'an object');
    return parseAt(nested, versionOf(nested.version ?? '0.5', '0.5', where), `${where}: ome`);
  }
  const { multiscales, labels } = attributes;
  if (multiscales === undefined && attributes['image-label'] === undefined && !Array.isArray(labels)) return undefined;
  if (format === 3) {
    throw new FormatError(`${where}: OME-NGFF metadata of a Zarr v3 group must lie under "ome", as version 0.5 says`);
  }
  const said = (Array.isArray(multiscales) ? multiscales : []).find(isObject)?.version;
  return parseAt(attributes, versionOf(said ?? '0.4', '0.4', where), where);
}

function versionOf(value: unknown, wanted: NgffVersion, where: string): NgffVersion {
  if (value === wanted) return wanted;
  throw new UnsupportedFormatError(
    `${where}: OME-NGFF version ${jsonText(value)} is not read here; 0.4 (in Zarr v2) and 0.5 (in Zarr v3) are`,
  );
}

function parseAt(ome: JsonObject, version: NgffVersion, where: string): OmeMetadata {
  const { multiscales, omero, labels } = ome;
  const imageLabel = ome['image-label'];
  return {
    version,
    ...(multiscales !== undefined && { multiscales: parseMultiscales(ome, where) }),
    ...(omero !== undefined && { omero: parseOmero(omero, where) }),
    ...(labels !== undefined && { labels: pathsOf(labels, where) }),
    ...(imageLabel !== undefined && { imageLabel: parseImageLabel(imageLabel, where) }),
  };
}

function pathsOf(value: unknown, where: string): string[] {
  const right = Array.isArray(value) && value.every((path) => typeof path === 'string' && isPath(path));
  return right ? value : corrupt(where, 'labels', value, 'a list of paths below the group');
}

/** Whether a path stays below its group. */
function isPath(path: string): boolean {
  return path.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
}

function parseMultiscales(ome: JsonObject, where: string): readonly Multiscale[] {
  const list = objectsAt(ome, 'multiscales', where);
  if (list.length === 0) corrupt(where, 'multiscales', list, 'a list of at least one image');
  return list.map((item, i) => parseMultiscale(item, `${where}: multiscales[${i}]`));
}

function parseMultiscale(item: JsonObject, where: string): Multiscale {
  const axes = objectsAt(item, 'axes', where).map((axis, d) => parseAxis(axis, `${where}: axes[${d}]`));
  const names = axes.map(({ name }) => name);
  if (axes.length === 0 || new Set(names).size < names.length) {
    corrupt(where, 'axes', names, 'axes of different names, at least one');
  }
  const list = objectsAt(item, 'datasets', where);
  if (list.length === 0) corrupt(where, 'datasets', list, 'a list of at least one array');
  const datasets = list.map((dataset, i): Dataset => {
    const place = `${where}: datasets[${i}]`;
    const path = textAt(dataset, 'path', place);
    if (!isPath(path)) corrupt(place, 'path', path, 'a path below the group');
    return { path, coordinateTransformations: parseTransformations(dataset, axes.length, place) };
  });
  const { name, type, metadata, coordinateTransformations } = item;
  return {
    ...(typeof name === 'string' && { name }),
    axes,
    datasets,
    ...(coordinateTransformations !== undefined && {
      coordinateTransformations: parseTransformations(item, axes.length, where),
    }),
    ...(typeof type === 'string' && { type }),
    ...(metadata !== undefined && { metadata }),
  };
}

function parseAxis(axis: JsonObject, where: string): Axis {
  const { type, unit } = axis;
  return {
    name: textAt(axis, 'name', where),
    ...(typeof type === 'string' && { type }),
    ...(typeof unit === 'string' && { unit }),
  };
}

function parseTransformations(item: JsonObject, ndim: number, where: string): readonly CoordinateTransformation[] {
  const field = 'coordinateTransformations';
  return objectsAt(item, field, where).map((entry): CoordinateTransformation => {
    const { type } = entry;
    if (type === 'identity') return { type };
    if (type !== 'scale' && type !== 'translation') corrupt(where, `${field}: type`, type, "'scale' or 'translation'");
    if (entry[type] === undefined && typeof entry.path === 'string') {
      throw new UnsupportedFormatError(`${where}: a ${type} that lies in an array (${entry.path}) is not read here`);
    }
    const numbers = numbersAt(entry, type, `${where}: ${field}`);
    if (numbers.length !== ndim || (type === 'scale' && numbers.some((factor) => factor <= 0))) {
      corrupt(where, `${field}: ${type}`, numbers, `${ndim} numbers${type === 'scale' ? ' above 0' : ''}`);
    }
    return type === 'scale' ? { type, scale: numbers } : { type, translation: numbers };
  });
}

function parseOmero(value: unknown, where: string): Omero {
  if (!isObject(value)) corrupt(where, 'omero', value, 'an object');
  const { name, rdefs } = value;
  const channels = value.channels === undefined ? [] : objectsAt(value, 'channels', `${where}: omero`);
  return {
    ...(typeof name === 'string' && { name }),
    channels: channels.map((channel, c) => parseChannel(channel, `${where}: omero.channels[${c}]`)),
    ...(isObject(rdefs) && { rdefs }),
  };
}

function parseChannel(channel: JsonObject, where: string): OmeroChannel {
  const { label, active, color = 'FFFFFF' } = channel;
  if (typeof color !== 'string' || !/^#?[0-9a-fA-F]{6}$/.test(color)) corrupt(where, 'color', color, 'RRGGBB');
  const window = windowOf(channel.window);
  return {
    ...(typeof label === 'string' && { label }),
    color: color.replace('#', '').toUpperCase(),
    ...(typeof active === 'boolean' && { active }),
    ...(window && { window }),
  };
}

/** Writers leave out either pair: the range of the values, or that of the display. */
function windowOf(value: unknown): OmeroChannel['window'] {
  if (!isObject(value)) return undefined;
  const start = numberOf(value.start) ?? numberOf(value.min);
  const end = numberOf(value.end) ?? numberOf(value.max);
  if (start === undefined || end === undefined) return undefined;
  return { start, end, min: numberOf(value.min) ?? start, max: numberOf(value.max) ?? end };
}

function parseImageLabel(value: unknown, where: string): ImageLabel {
  if (!isObject(value)) corrupt(where, 'image-label', value, 'an object');
  const place = `${where}: image-label`;
  const { colors, properties, source } = value;
  return {
    ...(colors !== undefined && { colors: objectsAt(value, 'colors', place).map((entry) => labelColor(entry, place)) }),
    ...(properties !== undefined && { properties: objectsAt(value, 'properties', place) }),
    ...(isObject(source) && { source: typeof source.image === 'string' ? { image: source.image } : {} }),
  };
}

function labelColor(entry: JsonObject, where: string) {
  const labelValue = entry['label-value'];
  if (typeof labelValue !== 'number') corrupt(where, 'label-value', labelValue, 'a number');
  const { rgba } = entry;
  if (rgba === undefined) return { labelValue };
  const right = Array.isArray(rgba) && rgba.length === 4 && rgba.every((part) => part >= 0 && part <= 255);
  return right ? { labelValue, rgba: rgba as number[] } : corrupt(where, 'rgba', rgba, 'four numbers from 0 to 255');
}
