/** Volumes: shape, dtype and strides over shared memory. */
export { asVolume, createVolume, type DTypeOf, type NdArrayLike, volumeOver } from './create.js';
export {
  type DType,
  DTYPES,
  type DTypeInfo,
  dtypeInfo,
  dtypeOfArray,
  dtypeOfCode,
  type Scalar,
  type TypedArray,
  type TypedArrayOf,
} from './dtype.js';
export { checkRegion, javaLayout, type Region, reverseAxes } from './shape.js';
export type { SliceRange } from './slice-range.js';
export { type NdArrayOf, Volume } from './volume.js';
