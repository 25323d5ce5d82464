/** The kernels in JavaScript, behind the same calls as the native ones and giving the same bits. */
import { allocated } from '../../errors.js';
import type { KernelCalls } from '../../native.js';
import { sampleAffine } from './affine.js';
import { splineAlongAxis, sumAlongAxis, takeAlongAxis } from './along-axis.js';
import { argReduce } from './arg-reduce.js';
import { boxMean, medianFilter } from './boxes.js';
import { cast } from './cast.js';
import { complexElementwise } from './complex-elementwise.js';
import { label } from './components.js';
import { copy } from './copy.js';
import { distanceAlongAxis, nearestAlongAxis } from './distance.js';
import { elementwise } from './elementwise.js';
import { histogram, roundTo } from './histogram.js';
import { inflate } from './inflate.js';
import { decodeLzw } from './lzw.js';
import { moments } from './moments.js';
import { decodePackBits } from './packbits.js';
import { reduce } from './reduce.js';
import { reduceFiles } from './reduce-files.js';
import { restoreRows } from './rows.js';
import { argSort, scan, sort } from './sort.js';
import { spread } from './spread.js';
import { watershed } from './watershed.js';

export { type BoxRows, forEachBoxRow } from './box-rows.js';
export { compareExactly } from './compare.js';
export {
  COMPLEX,
  type ComplexOperand,
  computeComplex,
  multiplyAlong,
  NATIVE_OPERATIONS,
} from './complex-elementwise.js';
export { floatFunction } from './float-functions.js';
export { mergeInto } from './moments.js';

export const jsCalls: KernelCalls = guarded({
  reduce: (op, source, type, outer, axis, inner, accumulator) =>
    reduce(op, source as never, type, { outer, axis, inner }, accumulator as never),
  reduceFiles,
  argReduce: (greatest, source, _type, outer, axis, inner, start, values, indices) =>
    argReduce(greatest, source as never, { outer, axis, inner }, start, values as never, indices as never),
  moments: (source, _type, outer, axis, inner, count, means, squares) =>
    moments(source as never, { outer, axis, inner }, count, means as never, squares as never),
  cast: (source, sourceType, target, targetType, count) => {
    cast({ array: source as never, type: sourceType, offset: 0, stride: 1 }, target as never, targetType, 0, count);
    return undefined;
  },
  elementwise,
  complexElementwise,
  copy,
  sort: (source, target, type, rows, length, descending) =>
    sort(source as never, target as never, type, rows, length, descending),
  argSort: (elements, type, rows, length, descending, indices) =>
    argSort(elements as never, type, rows, length, descending, indices as never),
  scan: (product, elements, _type, outer, axis, inner) => scan(product, elements as never, { outer, axis, inner }),
  lzw: decodeLzw,
  inflate,
  inflatePair: (source, target, source2, target2) =>
    inflate(source, target) === undefined && inflate(source2, target2) === undefined,
  packBits: decodePackBits,
  restoreRows,
  sumAlongAxis,
  takeAlongAxis,
  splineAlongAxis,
  histogram,
  roundTo,
  sampleAffine,
  label,
  distanceAlongAxis,
  nearestAlongAxis,
  watershed,
  spread,
  medianFilter,
  boxMean,
});

/** They throw MemoryLimitError where JavaScript lacks the memory for what they work with. */
function guarded(kernels: KernelCalls): KernelCalls {
  const entries = Object.entries(kernels) as [string, (...args: unknown[]) => unknown][];
  return Object.fromEntries(
    entries.map(([name, kernel]) => [name, (...args: unknown[]) => allocated(name, () => kernel(...args))]),
  ) as unknown as KernelCalls;
}
