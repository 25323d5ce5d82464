/** Reductions and running sums of halves: in float32, a part at a time, so that little memory is needed. */
import { newElements, type TypedArray } from '../volume/index.js';
import { cast } from './cast.js';
import { checkedArray, checkSizes } from './kernel-dtype.js';

/** Elements that are converted at a time: they stay in the processor's cache until they are used. */
const PART = 2 ** 17;

/** A block of contiguous elements. */
interface Sizes {
  readonly outer: number;
  readonly axis: number;
  readonly inner: number;
}

/** A part of a block that is contiguous too, and where it lies in it. */
export interface Part extends Sizes {
  /** Its first element, of all. */
  readonly from: number;
  /** Where it begins on the axis. */
  readonly start: number;
  /** Its first one of the results, [outer, inner]. */
  readonly into: number;
}

/** The parts of a block, of at most `most` elements each; those of one result in the order of the axis. */
export function* partsOf({ outer, axis, inner }: Sizes, most = PART): Generator<Part> {
  const row = axis * inner;
  if (outer * row === 0) return;
  // Whole rows, else planes of one row, else pieces of one plane.
  const rows = Math.max(1, Math.floor(most / row));
  const width = Math.min(inner, most);
  const planes = width < inner ? 1 : Math.min(axis, Math.max(1, Math.floor(most / inner)));
  for (let o = 0; o < outer; o += rows) {
    for (let i = 0; i < inner; i += width) {
      for (let k = 0; k < axis; k += planes) {
        yield {
          outer: Math.min(rows, outer - o),
          axis: Math.min(planes, axis - k),
          inner: Math.min(width, inner - i),
          from: o * row + k * inner + i,
          start: k,
          into: o * inner + i,
        };
      }
    }
  }
}

/**
 * Gives the elements of a block of halves as float32 to `use`, part by part, in memory that the next part is written to.
 * @throws ArgumentError if the source is too short or no array of halves; MemoryLimitError.
 */
export function widenParts(
  what: string,
  source: TypedArray,
  sizes: Sizes,
  use: (numbers: Float32Array, part: Part) => void,
): void {
  const size = checkHalves(what, 'source', source, sizes);
  const scratch = newElements(what, 'float32', Math.min(size, PART));
  for (const part of partsOf(sizes)) {
    const length = part.outer * part.axis * part.inner;
    const numbers = scratch.subarray(0, length);
    cast(source.subarray(part.from, part.from + length) as TypedArray, 'float16', numbers, 'float32');
    use(numbers, part);
  }
}

/**
 * Has `scan` make each half of a block that of all up to it along the middle axis, in place: in float32, in which it goes
 * on from part to part, so that each is rounded once.
 * @throws ArgumentError if the array is too short or none of halves; MemoryLimitError.
 */
export function scanParts(
  what: string,
  elements: TypedArray,
  sizes: Sizes,
  scan: (numbers: Float32Array, sizes: Sizes) => void,
): void {
  const size = checkHalves(what, 'array', elements, sizes);
  const scratch = newElements(what, 'float32', Math.min(size, PART) + Math.min(sizes.inner, PART));
  for (const part of partsOf(sizes)) {
    const { outer, axis, inner } = part;
    const length = outer * axis * inner;
    // The last plane of the part before, which is one row's.
    const before = part.start > 0 ? inner : 0;
    const halves = elements.subarray(part.from, part.from + length) as TypedArray;
    const numbers = scratch.subarray(before, before + length);
    cast(halves, 'float16', numbers, 'float32');
    scan(scratch, { outer, axis: before > 0 ? axis + 1 : axis, inner });
    cast(numbers, 'float32', halves, 'float16');
    scratch.copyWithin(0, before + length - inner, before + length);
  }
}

function checkHalves(what: string, name: string, elements: TypedArray, { outer, axis, inner }: Sizes): number {
  checkSizes(what, [outer, axis, inner]);
  checkedArray(`${what}: the ${name}`, elements, 'float16', outer * axis * inner);
  return outer * axis * inner;
}
