/** What the pages of a file are together, and the forms that every kind of metadata shares. */

/** A length and its unit, for [z, y, x] or [y, x]. */
export interface Spacing {
  readonly size: readonly number[];
  readonly unit: string;
}

/** The volume that a file holds. */
export interface Series {
  readonly kind: 'plain' | 'imagej' | 'ome' | 'tifffile';
  /** The axes before those of a page, slowest first, lengths of 1 left out; `axes` has a letter for each. */
  readonly shape: readonly number[];
  readonly axes: string;
  /** For each place of `shape` in C order the page that holds it. */
  readonly pages: readonly number[];
  /** Whether one directory stands for all pages, whose pixels follow one another. */
  readonly virtual: boolean;
  readonly voxelSize?: Spacing;
  /** What was found and not followed. */
  readonly notes: readonly string[];
}

/** What `describeSeries` looks at. */
export interface SeriesSource {
  readonly path: string;
  readonly description: string | undefined;
  readonly pageCount: number;
  /** The shape of every page, and how many samples a pixel has. */
  readonly pageShape: readonly number[];
  readonly samples: number;
  /** Whether the first page's pixels are stored as they are, in one stretch: others may follow with no directory. */
  readonly raw: boolean;
  /** Pixels per unit of length along y and x. */
  readonly resolution: { readonly y?: number; readonly x?: number; readonly unit?: string };
}

/** Pages one after the other: an axis z. */
export function plainSeries({ pageCount }: SeriesSource, notes: readonly string[]): Series {
  const many = pageCount > 1;
  return {
    kind: 'plain',
    shape: many ? [pageCount] : [],
    axes: many ? 'Z' : '',
    pages: range(pageCount),
    virtual: false,
    notes,
  };
}

/** 0 ... count - 1. */
export function range(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}

/** Drops the axes of length 1. */
export function squeeze(shape: readonly number[], axes: string): { shape: number[]; axes: string } {
  const kept = range(shape.length).filter((i) => shape[i] !== 1);
  return { shape: kept.map((i) => shape[i] as number), axes: kept.map((i) => axes[i]).join('') };
}
