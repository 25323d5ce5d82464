/** The rules of OME-NGFF 0.4 and 0.5 for metadata: https://ngff.openmicroscopy.org/0.5 */
import type { JsonObject } from '../../zarr/index.js';
import { type Problems, text } from './problems.js';

const ORDER = ['time', 'channel', 'space'];

/** The axes of an image: their names, where all is right. */
export function checkAxes(value: unknown, problems: Problems): string[] | undefined {
  const before = problems.found.length;
  const axes = problems.objects(value, 'a list of axes');
  const names: string[] = [];
  const types: unknown[] = [];
  for (const [axis, at] of axes) {
    const { name, type, unit } = axis;
    if (typeof name !== 'string' || name === '') at.at('name').add(`is ${text(name)}; it must be a text`);
    else if (names.includes(name)) at.at('name').add(`is ${text(name)}, as that of another axis; names are unique`);
    else names.push(name);
    if (type !== undefined && typeof type !== 'string') at.at('type').add(`is ${text(type)}; it must be a text`);
    if (unit !== undefined && typeof unit !== 'string') at.at('unit').add(`is ${text(unit)}; it must be a text`);
    types.push(type);
  }
  if (axes.length > 0 && (axes.length < 2 || axes.length > 5)) problems.add(`are ${axes.length}; an image has 2 to 5`);
  const count = (type: string) => types.filter((each) => each === type).length;
  const spatial = count('space');
  if (axes.length > 0 && (spatial < 2 || spatial > 3)) {
    problems.add(`have ${spatial} of type 'space'; an image has 2 or 3`);
  }
  if (count('time') > 1) problems.add(`have ${count('time')} of type 'time'; an image has at most one`);
  // One of another type stands where that of channels may.
  const others = types.filter((type) => type !== 'time' && type !== 'space').length;
  if (others > 1) problems.add(`have ${others} that are neither time nor space; an image has at most one`);
  const ranks = types.map((type) => (ORDER.includes(type as string) ? ORDER.indexOf(type as string) : 1));
  if (ranks.some((rank, d) => d > 0 && rank < (ranks[d - 1] as number))) {
    problems.add(`are ${text(types)}; the order is time, channel or another type, space`);
  }
  return problems.found.length === before ? names : undefined;
}

/** Transformations of a dataset, or (`optional`) of an image. Gives the scale, where all is right. */
export function checkTransformations(
  value: unknown,
  ndim: number | undefined,
  problems: Problems,
  optional = false,
): readonly number[] | undefined {
  if (value === undefined && optional) return undefined;
  const before = problems.found.length;
  const list = problems.objects(value, 'a list that begins with a scale');
  const types = list.map(([{ type }]) => type);
  for (const [step, at] of list) checkTransformation(step, ndim, at);
  if (list.length > 0 && types.filter((type) => type === 'scale').length !== 1) {
    problems.add(`have the types ${text(types)}; there must be exactly one scale`);
  }
  if (types.filter((type) => type === 'translation').length > 1) problems.add('have more than one translation');
  if (types.indexOf('translation') >= 0 && types.indexOf('translation') < types.indexOf('scale')) {
    problems.add('have a translation before the scale; it must come after');
  }
  const scale = list.find(([{ type }]) => type === 'scale')?.[0].scale;
  return problems.found.length === before && Array.isArray(scale) ? scale : undefined;
}

function checkTransformation(step: JsonObject, ndim: number | undefined, problems: Problems): void {
  const { type } = step;
  if (type !== 'scale' && type !== 'translation') {
    problems.at('type').add(`is ${text(type)}; here it must be 'scale' or 'translation'`);
    return;
  }
  const numbers = step[type];
  if (numbers === undefined && typeof step.path === 'string') return;
  const right = Array.isArray(numbers) && numbers.every((each) => typeof each === 'number');
  if (!right || (ndim !== undefined && numbers.length !== ndim)) {
    problems.at(type).add(`is ${text(numbers)}; it must be ${ndim ?? 'as many'} numbers, one an axis`);
  } else if (type === 'scale' && numbers.some((factor) => factor <= 0)) {
    problems.at(type).add(`is ${text(numbers)}; factors are above 0`);
  }
}

/** How channels are shown. `channels`: how many there are, where that is known. */
export function checkOmero(value: unknown, channels: number | undefined, problems: Problems): void {
  if (value === undefined) return;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    problems.add(`is ${text(value)}; it must be an object`);
    return;
  }
  const at = problems.at('channels');
  const list = at.objects((value as JsonObject).channels, 'a list of channels');
  if (list.length > 0 && channels !== undefined && list.length !== channels) {
    at.add(`are ${list.length}; the image has ${channels}`);
  }
  for (const [{ color, window }, channel] of list) {
    if (typeof color !== 'string' || !/^[0-9a-fA-F]{6}$/.test(color)) {
      channel.at('color').add(`is ${text(color)}; it must be RRGGBB`);
    }
    const range = (typeof window === 'object' && window !== null ? window : {}) as JsonObject;
    const missing = ['min', 'max', 'start', 'end'].filter((name) => typeof range[name] !== 'number');
    if (missing.length > 0) channel.at('window').add(`lacks the numbers ${missing.join(', ')}`);
  }
}

/** Colours and properties of labels. */
export function checkImageLabel(value: unknown, problems: Problems): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    problems.add(`is ${text(value)}; labels must have it, an object`);
    return;
  }
  const { colors, properties } = value as JsonObject;
  const seen = new Set<unknown>();
  const entries = (field: string, list: unknown) =>
    list === undefined || (Array.isArray(list) && list.length === 0) ? [] : problems.at(field).objects(list, 'a list');
  for (const [{ 'label-value': label, rgba }, at] of entries('colors', colors)) {
    if (!Number.isInteger(label)) at.at('label-value').add(`is ${text(label)}; it must be an integer`);
    if (seen.has(label)) at.at('label-value').add(`is ${text(label)}, as that of another colour`);
    seen.add(label);
    const right = Array.isArray(rgba) && rgba.length === 4 && rgba.every(isByte);
    if (rgba !== undefined && !right) at.at('rgba').add(`is ${text(rgba)}; it must be four integers, 0 to 255`);
  }
  for (const [{ 'label-value': label }, at] of entries('properties', properties)) {
    if (!Number.isInteger(label)) at.at('label-value').add(`is ${text(label)}; it must be an integer`);
  }
}

function isByte(part: unknown): boolean {
  return Number.isInteger(part) && (part as number) >= 0 && (part as number) <= 255;
}
