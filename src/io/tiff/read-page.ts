/** One page, decoded into memory of the caller's: no copy of the page is made on the way. */
import { ArgumentError } from '../../errors.js';
import { newElements, type TypedArray } from '../../volume/index.js';
import { after } from '../in-turn.js';
import { inParallel } from '../parallel.js';
import { CodecError, codecOf } from './codecs/index.js';
import { type PageLayout, pageBytes, segmentRows } from './layout.js';
import { bytesOf, restoreRows } from './predictor.js';
import type { ByteSource } from './source.js';
import { COMPRESSION_NAMES } from './tags.js';

/** Segments that are decoded at a time: node:zlib has four threads, and each holds two segments in memory. */
const SEGMENTS_AT_ONCE = 6;

/**
 * Decodes `page` into `target`, which has exactly its elements, in C order of `pageShape(page)`. When it fails, no
 * read into `target` is under way any more.
 * @throws FormatError when the data is corrupt; the signal's reason when it is aborted.
 */
export async function readPage(
  source: ByteSource,
  page: PageLayout,
  target: TypedArray,
  signal?: AbortSignal,
): Promise<void> {
  if (target.byteLength !== pageBytes(page)) {
    throw new ArgumentError(`readPage: the target has ${target.byteLength} bytes, the page ${pageBytes(page)}`);
  }
  if (isOneRun(page)) {
    await source.readInto(bytesOf(target), page.offsets[0] as number, 'the image', signal);
    restoreRows(target, { ...page, predictor: 1, rowLength: page.width * page.numbers });
    return;
  }
  await inParallel(page.offsets.length, SEGMENTS_AT_ONCE, async (index) => {
    signal?.throwIfAborted();
    if (page.tiled) await readTile(source, page, index, target);
    else await decodeSegment(source, page, index, stripOf(page, index, target));
  });
}

const oneRun = new WeakMap<PageLayout, boolean>();

/** Whether the file holds the page as its elements in a row, in one stretch. */
export function isOneRun(page: PageLayout): boolean {
  let known = oneRun.get(page);
  if (known === undefined) {
    known = findOneRun(page);
    oneRun.set(page, known);
  }
  return known;
}

function findOneRun(page: PageLayout): boolean {
  if (page.compression !== 1 || page.predictor !== 1) return false;
  if (page.tiled && (page.segmentWidth !== page.width || page.height % page.segmentHeight !== 0)) return false;
  const { offsets, byteCounts } = page;
  return offsets.every((at, i) => i === 0 || at === (offsets[i - 1] as number) + (byteCounts[i - 1] as number));
}

/** The stretch of `target` that strip `index` fills. */
function stripOf(page: PageLayout, index: number, target: TypedArray): TypedArray {
  const rowLength = page.width * page.numbers;
  const plane = Math.floor(index / page.down);
  const row = plane * page.height + (index % page.down) * page.segmentHeight;
  return target.subarray(row * rowLength, (row + segmentRows(page, index)) * rowLength) as TypedArray;
}

async function readTile(source: ByteSource, page: PageLayout, index: number, target: TypedArray): Promise<void> {
  const tile = newElements('readTiff', page.dtype, page.segmentWidth * page.segmentHeight * page.samples);
  await decodeSegment(source, page, index, tile);
  const place = index % (page.across * page.down);
  const plane = Math.floor(index / (page.across * page.down));
  const left = (place % page.across) * page.segmentWidth;
  const top = Math.floor(place / page.across) * page.segmentHeight;
  const columns = Math.min(page.segmentWidth, page.width - left) * page.numbers;
  const rows = Math.min(page.segmentHeight, page.height - top);
  for (let y = 0; y < rows; y++) {
    const from = y * page.segmentWidth * page.numbers;
    const to = ((plane * page.height + top + y) * page.width + left) * page.numbers;
    copyElements(tile.subarray(from, from + columns) as TypedArray, target, to);
  }
}

/** Reads segment `index` (all of it) and fills `elements` with its values; at once, from a source that blocks. */
export function decodeSegment(
  source: ByteSource,
  page: PageLayout,
  index: number,
  elements: TypedArray,
): void | Promise<void> {
  const offset = page.offsets[index] as number;
  const output = bytesOf(elements);
  const what = `segment ${index} of the image`;
  const restore = () => restoreRows(elements, { ...page, rowLength: page.segmentWidth * page.numbers });
  if (page.compression === 1) return after(source.readInto(output, offset, what), restore);
  const fail = (error: unknown): never => {
    if (!(error instanceof CodecError)) throw error;
    const name = COMPRESSION_NAMES[page.compression];
    if (error.unsupported) source.unsupported(`segment ${index} (${name}): ${error.message}`);
    source.corrupt(offset + error.position, `segment ${index} (${name}): ${error.message}`, error);
  };
  const decode = (input: Uint8Array): void | Promise<void> => {
    try {
      const decoding = codecOf(page.compression)?.decode(input, output, source.blocking);
      return decoding instanceof Promise ? decoding.catch(fail) : undefined;
    } catch (error) {
      fail(error);
    }
  };
  return after(after(source.passingBytes(offset, page.byteCounts[index] as number, what), decode), restore);
}

/** `TypedArray.set` between arrays of one type, which TypeScript cannot see of a union. */
export function copyElements(from: TypedArray, to: TypedArray, at: number): void {
  (to as { set(source: TypedArray, offset: number): void }).set(from, at);
}
