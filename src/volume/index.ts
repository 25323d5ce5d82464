/** Volumes: shape, dtype and strides over shared memory. */
export { type AsVolumeOptions, asVolume, createVolume, type DTypeOf, type NdArrayLike, volumeOver } from './create.js';
export {
  DTYPES,
  type DType,
  type DTypeInfo,
  dtypeInfo,
  dtypeOfArray,
  dtypeOfCode,
  type Scalar,
  type TypedArray,
  type TypedArrayOf,
} from './dtype.js';
export { isLazyLike, type LazyLike } from './lazy-like.js';
export { type MapVolumeOptions, mapVolume } from './map-volume.js';
export { checkRegion, javaLayout, type Region, reverseAxes } from './shape.js';
export type { SliceRange } from './slice-range.js';
export type { VolumeToken } from './token.js';
export type { ViewAxis, ViewMap } from './view-map.js';
export { type NdArrayOf, Volume } from './volume.js';
