/** Reductions of elements that lie in files, without reading these into memory of their size. */
import { checked } from '../native.js';
import type { TypedArray } from '../volume/index.js';
import { calls } from './calls.js';
import { jsCalls } from './js/index.js';
import { checkedArray, checkSizes, codeOf } from './kernel-dtype.js';
import { type ReduceBlock, type ReduceOp, reductionCodes } from './reduce.js';

/** Where elements begin in files that are open for reading: in C order, this machine's byte order, with no gaps. */
export interface FileRuns {
  readonly descriptors: Int32Array;
  /** In bytes, one for each descriptor. */
  readonly offsets: Float64Array;
}

/**
 * As `reduce`, of runs of `block` elements each, one after the other along the axis that is reduced: integers and
 * accumulators of columns give the same as one `reduce` of all of them; a row of floats (outer and inner are 1) is added
 * up in pieces of 64 KiB. Holds the thread until all is read: for worker threads.
 *
 * @returns nothing, or the number of a run that can't be read to its end: the accumulator then holds no result.
 * @throws ArgumentError if the accumulator is too short or of another kind; DTypeError for a dtype without arithmetic.
 */
export function reduceFiles(
  op: ReduceOp,
  { descriptors, offsets }: FileRuns,
  block: ReduceBlock,
  accumulator: TypedArray,
): number | undefined {
  const { outer, axis, inner } = block;
  const what = `reduce ${op} of files`;
  checkSizes(what, [outer, axis, inner]);
  const { code, source, target } = reductionCodes(op, block.dtype, accumulator);
  const array = checkedArray(`${what}: the accumulator`, accumulator, target, outer * inner);
  // What the addon lacks on Windows, JavaScript does.
  const call = calls().reduceFiles ?? jsCalls.reduceFiles;
  return checked(call?.(code, descriptors, offsets, codeOf(source), outer, axis, inner, array, codeOf(target)));
}
