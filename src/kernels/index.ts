/**
 * Kernels: what is done to each element, on plain typed arrays over any ArrayBuffer or SharedArrayBuffer, in C++ or,
 * with the same bits, in JavaScript. Nothing is copied, nothing is kept, and every call ends before it returns.
 */

export { BEYOND, MOST_AFFINE_AXES, sampleAffine } from './affine.js';
export {
  type AxisLines,
  type AxisSpline,
  type AxisTaps,
  type SplineBoundary,
  splineAlongAxis,
  sumAlongAxis,
  takeAlongAxis,
} from './along-axis.js';
export { type BoxMeans, boxMean, type MedianWindow, slidingMedian } from './boxes.js';
export { kernelsInUse } from './calls.js';
export { cast } from './cast.js';
export { checkCast } from './complex.js';
export {
  type BloscOptions,
  bloscDecode,
  bloscEncode,
  bloscIsNative,
  bloscRoom,
  zstdDecode,
  zstdEncode,
  zstdIsNative,
  zstdRoom,
} from './compress.js';
export { copyElements, type Place } from './copy.js';
export {
  type DecodeFailure,
  lzwDecode,
  packbitsDecode,
  type RowFormat,
  restoreRows,
  zlibDecode,
  zlibDecodePair,
} from './decode.js';
export { elementwise, type Operand } from './elementwise.js';
export { histogramCounts, roundTo } from './histogram.js';
export { forEachBoxRow } from './js/index.js';
export { steps } from './js/neighbours.js';
export {
  bitsOf,
  computedIn,
  isComplex,
  KERNEL_DTYPES,
  type KernelArray,
  type KernelDType,
  kernelDType,
  kindOf,
  NUMBER_DTYPES,
  type NumberDType,
  newArray,
  numberDType,
  partOf,
  type RealDType,
  realDType,
} from './kernel-dtype.js';
export { type ElementwiseOp, OPERATIONS } from './operations.js';
export {
  isBeyond,
  type OperandType,
  type OperationTypes,
  operationTypes,
  promote,
  type WeakScalar,
} from './promotion.js';
export {
  accumulatorDType,
  addMoments,
  argReduce,
  type Found,
  floatResult,
  type Moments,
  mergeMoments,
  newAccumulator,
  newFound,
  newMoments,
  type ReduceBlock,
  type ReduceOp,
  reduce,
  reducedDType,
} from './reduce.js';
export { type FileRuns, reduceFiles } from './reduce-files.js';
export {
  distanceAlongAxis,
  faceVoxels,
  floodBasins,
  labelComponents,
  MOST_NEIGHBOUR_AXES,
  type Neighbourhood,
  nearestAlongAxis,
  REACHED_PLANES,
  spreadBasins,
} from './regions.js';
export { argSortRows, type Rows, scan, sortRows } from './sort.js';
