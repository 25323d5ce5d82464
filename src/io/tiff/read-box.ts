/** A part of a page: the segments that it touches are read, and no others. */
import { newElements, type TypedArray } from '../../volume/index.js';
import { after, inTurn } from '../in-turn.js';
import { type PageLayout, segmentRows } from './layout.js';
import { bytesOf, restoreRows } from './predictor.js';
import { copyElements, decodeSegment, isOneRun } from './read-page.js';
import type { SegmentPairs } from './segment-pairs.js';
import type { ByteSource } from './source.js';

/** A box of pixels of a page, of all samples of them. */
export interface PageBox {
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
}

/** Rows that are not compressed are read in pieces of about this many bytes where not all of a row is wanted. */
const PIECE_BYTES = 256 * 1024;

/**
 * Fills `target` with the box of a page whose samples, if there are several, lie together, in C order. From a source that
 * blocks it is done when the call returns, or, of segments that `pairs` has taken, when that is flushed.
 * @throws FormatError when the data is corrupt.
 */
export function readBox(
  source: ByteSource,
  page: PageLayout,
  box: PageBox,
  target: TypedArray,
  pairs?: SegmentPairs,
): void | Promise<void> {
  if (isOneRun(page)) return readRows(source, page, box, target);
  return inTurn(segmentsOf(page, box), (segment) => readSegment(source, page, segment, box, target, pairs));
}

interface Segment {
  readonly index: number;
  readonly place: PageBox;
}

/** The segments that a box touches. */
function* segmentsOf(page: PageLayout, box: PageBox): Generator<Segment> {
  const rows = page.segmentHeight;
  const columns = page.segmentWidth;
  for (let down = Math.floor(box.top / rows); down * rows < box.top + box.height; down++) {
    for (let across = Math.floor(box.left / columns); across * columns < box.left + box.width; across++) {
      const index = down * page.across + across;
      const height = segmentRows(page, index);
      yield { index, place: { top: down * rows, left: across * columns, height, width: columns } };
    }
  }
}

/** Decodes a segment, and puts what the box has of it into `target`. */
function readSegment(
  source: ByteSource,
  page: PageLayout,
  { index, place }: Segment,
  box: PageBox,
  target: TypedArray,
  pairs: SegmentPairs | undefined,
): void | Promise<void> {
  const { samples, numbers } = page;
  const within = place.top >= box.top && place.top + place.height <= box.top + box.height;
  const asWide = place.left === box.left && place.width === box.width;
  if (within && asWide) {
    const at = (place.top - box.top) * box.width * numbers;
    const own = target.subarray(at, at + place.height * place.width * numbers) as TypedArray;
    return pairs?.add(source, page, index, own) ? undefined : decodeSegment(source, page, index, own);
  }
  const elements = newElements('readTiff', page.dtype, place.height * place.width * samples);
  return after(decodeSegment(source, page, index, elements), () => copyBox(elements, place, target, box, numbers));
}

/** Copies what two boxes have in common; `numbers` entries a pixel. */
function copyBox(from: TypedArray, source: PageBox, to: TypedArray, box: PageBox, numbers: number): void {
  const left = Math.max(source.left, box.left);
  const length = (Math.min(source.left + source.width, box.left + box.width) - left) * numbers;
  const bottom = Math.min(source.top + source.height, box.top + box.height);
  for (let y = Math.max(source.top, box.top); y < bottom; y++) {
    const start = ((y - source.top) * source.width + left - source.left) * numbers;
    const part = from.subarray(start, start + length) as TypedArray;
    copyElements(part, to, ((y - box.top) * box.width + left - box.left) * numbers);
  }
}

/** Rows of a page that the file holds as its elements in a row. */
function readRows(source: ByteSource, page: PageLayout, box: PageBox, target: TypedArray): void | Promise<void> {
  const rowLength = page.width * page.numbers;
  const rowBytes = rowLength * target.BYTES_PER_ELEMENT;
  const restore = () => restoreRows(target, { ...page, predictor: 1, rowLength: box.width * page.numbers });
  const offsetOf = (row: number) => (page.offsets[0] as number) + row * rowBytes;
  if (box.width === page.width) {
    return after(source.readInto(bytesOf(target), offsetOf(box.top), 'the image'), restore);
  }
  const count = Math.min(box.height, Math.max(1, Math.floor(PIECE_BYTES / rowBytes)));
  const piece = newElements('readTiff', page.dtype, count * page.width * page.samples);
  const tops = Array.from({ length: Math.ceil(box.height / count) }, (_, i) => box.top + i * count).values();
  const copied = inTurn(tops, (top) => {
    const height = Math.min(count, box.top + box.height - top);
    const rows = piece.subarray(0, height * rowLength) as TypedArray;
    return after(source.readInto(bytesOf(rows), offsetOf(top), 'the image'), () =>
      copyBox(rows, { top, left: 0, height, width: page.width }, target, box, page.numbers),
    );
  });
  return after(copied, restore);
}
