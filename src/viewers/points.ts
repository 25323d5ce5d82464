import { ArgumentError } from '../errors.js';
import { Volume } from '../volume/index.js';
import { rgbList } from './colors.js';
import type { Color, PointCoordinates, PointsOptions } from './viewer.js';

/** Points in the form viewers take: `zyx` holds [z, y, x] of each, one after the other. */
export interface Points {
  readonly count: number;
  readonly zyx: Float64Array;
  /** One for each point, or none. */
  readonly names: readonly string[];
  /** 0xRRGGBB: one for each point, or one for all. */
  readonly colors: readonly number[];
}

/**
 * Checks a list of points and its options.
 * @throws ArgumentError for coordinates that aren't three finite numbers each, or names or colours of another count.
 */
export function checkPoints(list: PointCoordinates, options: Pick<PointsOptions, 'names' | 'color'> = {}): Points {
  const zyx = coordinates(list);
  const count = zyx.length / 3;
  const bad = zyx.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw new ArgumentError(`points: point ${Math.floor(bad / 3)} has the coordinate ${zyx[bad]}`);
  const names = options.names ?? [];
  if (names.length !== 0 && names.length !== count) {
    throw new ArgumentError(`points: ${names.length} names for ${count} points`);
  }
  const colors = rgbList(options.color ?? ('yellow' satisfies Color));
  if (colors.length !== 1 && colors.length !== count) {
    throw new ArgumentError(`points: ${colors.length} colours for ${count} points; give one, or one for each`);
  }
  return { count, zyx, names, colors };
}

function coordinates(list: PointCoordinates): Float64Array {
  if (list instanceof Volume) {
    if (list.ndim !== 2 || list.shape[1] !== 3) {
      throw new ArgumentError(`points: a volume of points has shape [n, 3], not [${list.shape.join(', ')}]`);
    }
    return Float64Array.from({ length: list.size }, (_, i) => list.get(Math.floor(i / 3), i % 3));
  }
  if (ArrayBuffer.isView(list)) {
    if (list.length % 3 !== 0) throw new ArgumentError(`points: ${list.length} numbers are no list of [z, y, x]`);
    return Float64Array.from(list);
  }
  const odd = list.findIndex((point) => point.length !== 3);
  if (odd >= 0) throw new ArgumentError(`points: point ${odd} has ${list[odd]?.length} coordinates; give [z, y, x]`);
  return Float64Array.from(list.flat());
}
