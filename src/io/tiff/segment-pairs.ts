/** Segments that are inflated two at a time, which takes little more time than one. */
import { zlibDecodePair } from '../../kernels/index.js';
import type { TypedArray } from '../../volume/index.js';
import { CodecError, isDeflate } from './codecs/index.js';
import type { PageLayout } from './layout.js';
import { bytesOf, restoreRows } from './predictor.js';
import { decodeSegment } from './read-page.js';
import { type ByteSource, PASSING_BYTES } from './source.js';

interface Waiting {
  readonly source: ByteSource;
  readonly page: PageLayout;
  readonly index: number;
  readonly elements: TypedArray;
  readonly input: Uint8Array;
}

/** Those of this thread that are in use: the memory for what is read of two segments is there once. */
let inUse: SegmentPairs | undefined;

/**
 * Takes segments until there are two. What fails is not told apart: read again without it, to learn which segment it was.
 */
export class SegmentPairs {
  #waiting: Waiting | undefined;

  private constructor() {}

  /** Undefined while others are in use in this thread. Call `end` whatever happens. */
  static begin(): SegmentPairs | undefined {
    if (inUse !== undefined) return undefined;
    inUse = new SegmentPairs();
    return inUse;
  }

  /** Forgets what is left. */
  end(): void {
    this.#waiting = undefined;
    inUse = undefined;
  }

  /** Takes a segment of a source that blocks, if it can: it is filled by the end of `flush` at the latest. */
  add(source: ByteSource, page: PageLayout, index: number, elements: TypedArray): boolean {
    const length = page.byteCounts[index] as number;
    if (!source.blocking || !isDeflate(page.compression) || length > PASSING_BYTES) return false;
    const before = this.#waiting;
    const slot = before === undefined ? 1 : 2;
    const input = source.passingBytesNow(page.offsets[index] as number, length, `segment ${index} of the image`, slot);
    const segment = { source, page, index, elements, input };
    this.#waiting = before === undefined ? segment : undefined;
    if (before === undefined) return true;
    if (!zlibDecodePair(before.input, bytesOf(before.elements), input, bytesOf(elements))) {
      throw new CodecError('one of two segments is corrupt');
    }
    for (const each of [before, segment]) {
      restoreRows(each.elements, { ...each.page, rowLength: each.page.segmentWidth * each.page.numbers });
    }
    return true;
  }

  /** Fills what is left. */
  flush(): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting !== undefined) void decodeSegment(waiting.source, waiting.page, waiting.index, waiting.elements);
  }
}
