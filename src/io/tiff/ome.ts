/** OME-XML in ImageDescription: the order of the pages of the first image, and its voxel size. */
import { UnsupportedFormatError } from '../../errors.js';
import { plainSeries, range, type Series, type SeriesSource, squeeze } from './series.js';

type Attributes = ReadonlyMap<string, string>;

/** Whether a description is OME-XML. */
export function isOme(description: string): boolean {
  const head = description.slice(0, 4096).trimStart();
  return head.startsWith('<') && /<(\w{1,16}:)?OME[\s>]/.test(head);
}

/** The series of the first image. @throws UnsupportedFormatError when its pages are in other files, or missing. */
export function parseOme(xml: string, source: SeriesSource): Series {
  const pixels = /<(?:\w{1,16}:)?Pixels\s([^<>]*)>/.exec(xml);
  if (pixels === null) return plainSeries(source, ['the OME-XML describes no image: its axes are ignored']);
  const attributes = parseAttributes(pixels[1] as string);
  const order = attributes.get('DimensionOrder') ?? '';
  const sizes = new Map(['Z', 'C', 'T'].map((axis) => [axis, sizeOf(attributes, axis)]));
  // SizeC counts samples; those of one pixel are within a page.
  sizes.set('C', (sizes.get('C') as number) / source.samples);
  const count = [...sizes.values()].reduce((a, b) => a * b, 1);
  const known = /^XY(ZCT|ZTC|CZT|CTZ|TZC|TCZ)$/.test(order);
  if (!known || !Number.isSafeInteger(count) || count < 1 || count > source.pageCount) {
    const what = known ? `${count} planes` : `dimension order '${order}'`;
    throw new UnsupportedFormatError(
      `${source.path}: its OME-XML declares ${what}, the file has ${source.pageCount} pages; ` +
        'OME-TIFFs in several files are not read',
    );
  }
  const lead = [...order.slice(2)].reverse().join('');
  const places = lead.split('').map((axis) => sizes.get(axis) as number);
  const end = xml.search(/<\/(?:\w{1,16}:)?Pixels>/);
  const body = pixels[1]?.endsWith('/') || end < 0 ? '' : xml.slice(pixels.index, end);
  const pages = pagesOf(body, source, order.slice(2), sizes, count);
  const notes = count < source.pageCount ? [`pages beyond the first image's ${count} are ignored`] : [];
  return { kind: 'ome', ...squeeze(places, lead), pages, virtual: false, ...voxelSize(attributes), notes };
}

/** The page of each plane, from the TiffData elements (which may leave out what follows from the order). */
function pagesOf(
  body: string,
  source: SeriesSource,
  fastestFirst: string,
  sizes: ReadonlyMap<string, number>,
  count: number,
): number[] {
  const elements = [...body.matchAll(/<(?:\w{1,16}:)?TiffData\b([^<>]*)>/g)];
  if (elements.length === 0) return range(count);
  const files = new Set([...body.matchAll(/<(?:\w{1,16}:)?UUID\b[^<>]*>([^<>]*)</g)].map((match) => match[1]));
  if (files.size > 1) throw new UnsupportedFormatError(`${source.path}: OME-TIFFs in several files are not read`);
  const pages = new Array<number>(count).fill(-1);
  for (const [, text] of elements) {
    const attributes = parseAttributes(text as string);
    const number = (name: string, fallback: number) => Number(attributes.get(name) ?? fallback);
    let plane = 0;
    let stride = 1;
    for (const axis of fastestFirst) {
      plane += number(`First${axis}`, 0) * stride;
      stride *= sizes.get(axis) as number;
    }
    const ifd = number('IFD', 0);
    const planes = number('PlaneCount', attributes.has('IFD') ? 1 : count - plane);
    for (let i = 0; i < Math.min(planes, count); i++) if (plane + i < count) pages[plane + i] = ifd + i;
  }
  if (!pages.every((page) => Number.isSafeInteger(page) && page >= 0 && page < source.pageCount)) {
    throw new UnsupportedFormatError(`${source.path}: its OME-XML leaves planes without a page of this file`);
  }
  return pages;
}

// Every repetition is bounded, so that no text takes more than linear time.
function parseAttributes(text: string): Attributes {
  const pairs = text.slice(0, 8192).matchAll(/([\w:]{1,64})\s{0,8}=\s{0,8}(?:"([^"]{0,1024})"|'([^']{0,1024})')/g);
  return new Map([...pairs].map((match) => [match[1] as string, match[2] ?? match[3] ?? '']));
}

function sizeOf(attributes: Attributes, axis: string): number {
  const size = Number(attributes.get(`Size${axis}`) ?? 1);
  return Number.isSafeInteger(size) && size > 0 ? size : Number.NaN;
}

function voxelSize(attributes: Attributes): Pick<Series, 'voxelSize'> {
  const [z = 1, y, x] = ['Z', 'Y', 'X'].map((axis) => attributes.get(`PhysicalSize${axis}`));
  const size = [z, y, x].map(Number);
  const units = ['Y', 'X', ...(attributes.has('PhysicalSizeZ') ? ['Z'] : [])].map(
    (axis) => attributes.get(`PhysicalSize${axis}Unit`) ?? 'µm',
  );
  const sound = size.every((value) => Number.isFinite(value) && value > 0) && new Set(units).size === 1;
  if (!sound) return {};
  return { voxelSize: { size, unit: (units[0] as string).replace(/&#(181|xB5);/i, 'µ') } };
}
