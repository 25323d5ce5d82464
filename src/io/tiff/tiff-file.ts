/** An open TIFF file: all its headers are read and checked, no pixel is. */
import { describeSeries } from './describe-series.js';
import { readHeader } from './header.js';
import { type Ifd, integer, rational, readIfds, type TiffSource, text } from './ifd.js';
import { type PageLayout, pageBytes, pageShape, readLayout } from './layout.js';
import { isOneRun } from './read-page.js';
import { range, type Series } from './series.js';
import { ByteSource } from './source.js';
import { TAG } from './tags.js';

/** Bits of NewSubfileType: a smaller copy (1), a transparency mask (4). */
const NOT_AN_IMAGE = 1 | 4;

/** What an open file holds; `pages[i]` is the page at place i of the leading axes of `shape`, in C order. */
export interface TiffFile {
  readonly source: ByteSource;
  readonly bigTiff: boolean;
  readonly littleEndian: boolean;
  readonly fileSize: number;
  /** C order; the axes of a page are the last ones. */
  readonly shape: readonly number[];
  readonly axes: string;
  readonly series: Series;
  readonly pages: readonly PageLayout[];
  readonly description: string | undefined;
}

/**
 * Opens the file for the time of `use`, and closes it whatever happens.
 * @throws FormatError, UnsupportedFormatError, ArgumentError (no such file).
 */
export async function withTiff<T>(path: string, use: (file: TiffFile) => Promise<T> | T): Promise<T> {
  const file = await openTiff(path);
  try {
    return await use(file);
  } finally {
    await file.source.close();
  }
}

/** Opens the file; whoever does closes `source`. `blocking` as in {@link ByteSource.open}. @throws as `withTiff`. */
export async function openTiff(path: string, blocking = false): Promise<TiffFile> {
  const source = await ByteSource.open(path, blocking);
  try {
    return await readHeaders(source);
  } catch (error) {
    await source.close();
    throw error;
  }
}

async function readHeaders(source: ByteSource): Promise<TiffFile> {
  const header = await readHeader(source);
  const file: TiffSource = { source, header };
  const all = await readIfds(file);
  const { ifds, notes } = await withoutThumbnails(file, all);
  const layouts: PageLayout[] = [];
  for (const ifd of ifds) layouts.push(await readLayout(file, ifd));
  const first = layouts[0] as PageLayout;
  const same = checkAlike(source, layouts);
  const description = await text(file, ifds[0] as Ifd, TAG.ImageDescription);
  const shape = pageShape(first);
  const found = {
    path: source.path,
    description,
    pageCount: same,
    pageShape: shape,
    samples: first.planes * first.samples,
    raw: isOneRun(first),
    resolution: await readResolution(file, ifds[0] as Ifd),
  };
  const series = describeSeries(found);
  const pages = series.virtual ? virtualPages(source, first, series.pages.length) : layouts;
  checkStored(source, pages);
  const pageAxes = `${first.planes > 1 ? 'S' : ''}YX${first.samples > 1 ? 'S' : ''}`;
  return {
    source,
    ...header,
    fileSize: source.size,
    shape: [...series.shape, ...shape],
    axes: series.axes + pageAxes,
    series: { ...series, notes: [...notes, ...series.notes] },
    pages: series.pages.map((page) => pages[page] as PageLayout),
    description,
  };
}

/** Smaller copies and masks are no planes of the volume. */
async function withoutThumbnails(
  file: TiffSource,
  all: readonly Ifd[],
): Promise<{ ifds: readonly Ifd[]; notes: string[] }> {
  const ifds: Ifd[] = [];
  for (const ifd of all) {
    const kind = await integer(file, ifd, TAG.NewSubfileType, 0);
    if ((kind & NOT_AN_IMAGE) === 0) ifds.push(ifd);
  }
  if (ifds.length === 0 || ifds.length === all.length) return { ifds: all, notes: [] };
  return { ifds, notes: [`${all.length - ifds.length} pages are smaller copies or masks and are left out`] };
}

/** Every page has the shape and dtype of the first; returns how many there are. */
function checkAlike(source: ByteSource, layouts: readonly PageLayout[]): number {
  const name = (page: PageLayout) => `${page.dtype} [${pageShape(page).join(', ')}]`;
  const first = name(layouts[0] as PageLayout);
  const odd = layouts.findIndex((page) => name(page) !== first);
  if (odd >= 0) {
    const found = name(layouts[odd] as PageLayout);
    source.unsupported(`page ${odd} is ${found}, page 0 is ${first}; files whose pages differ are not read`);
  }
  return layouts.length;
}

/** Pages that overlap would make a small file a volume of any size. */
function checkStored(source: ByteSource, pages: readonly PageLayout[]): void {
  let stored = 0;
  for (const page of pages) for (const count of page.byteCounts) stored += count;
  if (stored > source.size) source.unsupported('pages that share their bytes are not read');
}

/** The pages that one directory stands for: their pixels follow those of the first. */
function virtualPages(source: ByteSource, first: PageLayout, count: number): PageLayout[] {
  const step = pageBytes(first);
  const start = first.offsets[0] as number;
  source.check(start, step * count, `the pixels of ${count} pages`);
  return range(count).map((i) => ({ ...first, offsets: [start + i * step], byteCounts: [step] }));
}

async function readResolution(file: TiffSource, ifd: Ifd) {
  const x = await rational(file, ifd, TAG.XResolution);
  const y = await rational(file, ifd, TAG.YResolution);
  const unit = await integer(file, ifd, TAG.ResolutionUnit, 2);
  const name = unit === 2 ? 'inch' : unit === 3 ? 'cm' : undefined;
  return { ...(x === undefined ? {} : { x }), ...(y === undefined ? {} : { y }), ...(name ? { unit: name } : {}) };
}
