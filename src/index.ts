/**
 * imglib2-node: volumes that Node and the JVM see as the same memory.
 *
 * Axes are in C order, slowest first ([z, y, x]), wherever nothing else is said.
 *
 * @module
 */
export {
  ArgumentError,
  ClassPathError,
  DetachedError,
  DisplayError,
  DTypeError,
  type ErrorName,
  FormatError,
  ImgLib2NodeError,
  isError,
  JavaError,
  JvmNotFoundError,
  JvmStartError,
  MemoryLimitError,
  NativeError,
  ReadOnlyError,
  ReleasedError,
  SharingError,
  UnsupportedFormatError,
  ViewerError,
} from './errors.js';
export { fromImgLib2, type FromImgLib2Options, type ImgLib2Handle, toImgLib2 } from './imglib/index.js';
export { type JavaObject, type Jvm, type JvmOptions, startJvm, startJvmSync } from './jvm/index.js';
export { type BlockReport, memoryReport, setMemoryLimit } from './memory/index.js';
export {
  type AsVolumeOptions,
  asVolume,
  createVolume,
  type DType,
  DTYPES,
  type MapVolumeOptions,
  mapVolume,
  type NdArrayLike,
  type Region,
  type Scalar,
  type SliceRange,
  type TypedArray,
  type TypedArrayOf,
  Volume,
  type VolumeToken,
} from './volume/index.js';
