/** From the axes of a volume to pages: which axes a page has, and in which order pages follow one another. */
import { ArgumentError } from '../../../errors.js';

const DEFAULT_AXES: Readonly<Record<number, string>> = { 2: 'YX', 3: 'ZYX', 4: 'TZYX', 5: 'TCZYX' };

/** How a volume's axes are laid out in the file. */
export interface PageAxes {
  /** The volume's axes in the order of the file: leading ones, then Y, X and perhaps S. */
  readonly order: readonly number[];
  /** Letters and extents in that order. */
  readonly axes: string;
  readonly shape: readonly number[];
  /** Letters and extents of the leading axes alone. */
  readonly lead: string;
  readonly leadShape: readonly number[];
  readonly height: number;
  readonly width: number;
  readonly samples: number;
}

/** Who is to understand the file. */
export type TiffFlavor = 'plain' | 'imagej' | 'ome';

/** ImageJ's order of images: channels fastest. */
const IMAGEJ_ORDER = 'TZC';

/**
 * Lays out the axes. Leading ones stay in their order, except for ImageJ, which knows one only.
 * @throws ArgumentError for axes that do not fit the shape.
 */
export function layAxes(shape: readonly number[], given: string | undefined, flavor: TiffFlavor): PageAxes {
  const letters = checkAxes(shape, given, flavor !== 'plain');
  const places = [...letters].map((_, i) => i);
  const inPage = 'YXS';
  const rank = (axis: number): number => {
    const letter = letters[axis] as string;
    if (inPage.includes(letter)) return 100 + inPage.indexOf(letter);
    return flavor === 'imagej' ? IMAGEJ_ORDER.indexOf(letter) : 0;
  };
  const order = places.sort((a, b) => rank(a) - rank(b) || a - b);
  const axes = order.map((axis) => letters[axis]).join('');
  const extents = order.map((axis) => shape[axis] as number);
  const pageNdim = axes.endsWith('S') ? 3 : 2;
  const [height, width, samples = 1] = extents.slice(-pageNdim) as [number, number, number?];
  return {
    order,
    axes,
    shape: extents,
    lead: axes.slice(0, -pageNdim),
    leadShape: extents.slice(0, -pageNdim),
    height,
    width,
    samples,
  };
}

function checkAxes(shape: readonly number[], given: string | undefined, named: boolean): string {
  const what = `a volume of shape [${shape.join(', ')}]`;
  if (shape.length < 2 || shape.includes(0)) {
    throw new ArgumentError(
      `writeTiff: ${what} has no picture to write; give it at least the axes y and x, none empty`,
    );
  }
  const fallback = DEFAULT_AXES[shape.length] ?? `${'Q'.repeat(shape.length - 2)}YX`;
  const axes = (given ?? fallback).toUpperCase();
  const allowed = named ? 'TCZYXS' : 'TCZYXSQ';
  const known = [...axes].every((axis, i) => allowed.includes(axis) && (axis === 'Q' || axes.indexOf(axis) === i));
  if (!known || axes.length !== shape.length || !axes.includes('Y') || !axes.includes('X')) {
    throw new ArgumentError(
      `writeTiff: axes '${axes}' for ${what}: give one letter of ${[...allowed].join(', ')} an axis, with Y and X`,
    );
  }
  return axes;
}
