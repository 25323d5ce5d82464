/** Volumes: shape, dtype and strides over shared memory. */

export { ARRAY_BUFFER, type ArrayBufferInfo, type ShowsBuffer, showsBuffer } from './array-buffer.js';
export type { NdArrayOf } from './as-ndarray.js';
export {
  type AsVolumeOptions,
  asVolume,
  type ByTag,
  createUnset,
  createVolume,
  type DTypeOf,
  type NdArrayLike,
  volumeOver,
} from './create.js';
export {
  type Complex,
  DTYPES,
  type DType,
  type DTypeInfo,
  type DTypeKind,
  dtypeInfo,
  dtypeOfArray,
  dtypeOfCode,
  type Float16Values,
  isIntegerDType,
  type Scalar,
  type ScalarOf,
  type TypedArray,
  type TypedArrayOf,
} from './dtype.js';
export { type ByteOrder, isComplexNumber, NATIVE_BYTE_ORDER, SWAPPED_BYTE_ORDER } from './elements.js';
export { halfOfNumber, numberOfHalf } from './half.js';
export { isLazyLike, type LazyLike } from './lazy-like.js';
export { type MapVolumeOptions, mapVolume } from './map-volume.js';
export { fillElements, newElements } from './new-elements.js';
export { checkOptions, type OptionNames, valueText } from './options.js';
export {
  checkAxes,
  checkAxis,
  checkRegion,
  checkShape,
  contiguousStrides,
  isContiguous,
  javaLayout,
  type Region,
  reverseAxes,
} from './shape.js';
export { type ResolvedRange, resolveRange, type SliceRange } from './slice-range.js';
export type { VolumeToken } from './token.js';
export type { ViewAxis, ViewMap } from './view-map.js';
export { Volume } from './volume.js';
