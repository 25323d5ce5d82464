/** Finds out what the pages of a file are together: as ImageJ, OME or tifffile wrote it down, or one after the other. */
import { type ImageJStack, parseImageJ } from './imagej.js';
import { isOme, parseOme } from './ome.js';
import { plainSeries, range, type Series, type SeriesSource, squeeze } from './series.js';

/** Finds out what the pages are together. @throws UnsupportedFormatError for OME metadata that points elsewhere. */
export function describeSeries(source: SeriesSource): Series {
  const description = source.description ?? '';
  if (description.startsWith('ImageJ=')) return imageJSeries(source, parseImageJ(description));
  if (isOme(description)) return parseOme(description, source);
  return shapedSeries(source, description) ?? plainSeries(source, []);
}

function imageJSeries(source: SeriesSource, stack: ImageJStack): Series {
  const { pageCount, resolution } = source;
  // Above 4 GiB ImageJ writes one directory for all images; below it, one each.
  const virtual = source.raw && pageCount === 1 && stack.images > 1;
  const plain = plainSeries(source, []);
  const { x, y } = resolution;
  const unit = stack.unit ?? resolution.unit;
  const voxelSize = x && y && unit ? { voxelSize: { size: [stack.spacing, 1 / y, 1 / x], unit } } : {};
  if (!virtual && stack.images !== pageCount) {
    const note = `ImageJ's description is of ${stack.images} images, the file has ${pageCount}: its axes are ignored`;
    return { ...plain, kind: 'imagej', ...voxelSize, notes: [note] };
  }
  const { frames, slices, channels, images } = stack;
  const pages = range(images);
  if (frames * slices * channels !== images) {
    return { ...plain, kind: 'imagej', ...squeeze([images], 'Z'), pages, virtual, ...voxelSize };
  }
  // ImageJ's order: channels fastest, then slices, then frames.
  return { ...plain, kind: 'imagej', ...squeeze([frames, slices, channels], 'TZC'), pages, virtual, ...voxelSize };
}

/** tifffile writes the array's shape as JSON, and for `truncate=True` one directory for all pages. */
function shapedSeries(source: SeriesSource, description: string): Series | undefined {
  if (!description.startsWith('{"shape":')) return undefined;
  const whole = parseShape(description);
  const { pageShape, pageCount } = source;
  const lead = whole?.shape.slice(0, -pageShape.length);
  if (whole === undefined || lead === undefined) return undefined;
  const count = lead.reduce((a, b) => a * b, 1);
  const matches = pageShape.every((n, i) => n === whole.shape[lead.length + i]);
  const virtual = source.raw && pageCount === 1 && whole.truncated && count > 1;
  if (!matches || (!virtual && count !== pageCount)) return undefined;
  // Q is tifffile's letter for an axis without a name; the only one is taken for z, as in a plain file.
  const letters = whole.axes?.slice(0, lead.length) ?? 'Q'.repeat(lead.length);
  const { shape, axes: named } = squeeze(lead, letters);
  const axes = named === 'Q' ? 'Z' : named;
  return { kind: 'tifffile', shape, axes, pages: range(count), virtual, notes: [] };
}

function parseShape(description: string): { shape: number[]; axes?: string; truncated: boolean } | undefined {
  try {
    const { shape, axes, truncated } = JSON.parse(description) as Record<string, unknown>;
    if (!Array.isArray(shape) || !shape.every((n) => Number.isSafeInteger(n) && n > 0)) return undefined;
    const named = typeof axes === 'string' && axes.length === shape.length ? { axes } : {};
    return { shape, truncated: truncated === true, ...named };
  } catch {
    return undefined;
  }
}
