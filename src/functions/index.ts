/**
 * Array functions by the names of the Python array API standard, in camelCase, for volumes in memory (which compute at
 * once), lazy volumes (which stay lazy), and the arrays of other libraries, whose kind they keep.
 */
import './adapters/memory.js';
import './adapters/lazy.js';
import './adapters/onnxruntime.js';
import './adapters/tfjs.js';

export * from './binary.js';
export { checkArrayProtocol, type ProtocolCheck, type ProtocolSubject, type ProtocolValues } from './conformance.js';
export * from './creation.js';
export { type DownscaleOptions, downscale } from './downscale.js';
export * from './dtypes.js';
export {
  type AffineOptions,
  affineTransform,
  type DistanceOptions,
  distanceTransform,
  downscaleLocalMean,
  type EdgeMode,
  type FilterOptions,
  type FloatDType,
  type GaussianOptions,
  gaussianFilter,
  type Histogram,
  type HistogramOptions,
  histogram,
  type IntensityRange,
  type LabelOptions,
  type Labels,
  type LazyLabels,
  type LocalMeanOptions,
  label,
  maximumProjection,
  medianFilter,
  type PadMode,
  type ProjectionOptions,
  type RescaleOptions,
  type ResizeOptions,
  rescaleIntensity,
  resize,
  type SobelOptions,
  sobel,
  thresholdOtsu,
  uniformFilter,
  type WatershedOptions,
  watershed,
  type ZoomMode,
  type ZoomOptions,
  zoom,
} from './image/index.js';
export type { Nested } from './lists.js';
export * from './manipulation.js';
export {
  ARRAY_FUNCTION,
  type ArrayFunction,
  type ArrayFunctionHandler,
  type ArrayType,
  NOT_IMPLEMENTED,
  type RegisteredType,
  type Registration,
  register,
  type TakesPart,
} from './protocol/index.js';
export * from './reductions.js';
export * from './searching.js';
export type { AnyArray, Joint, Like, OutOptions, Reduced, Weak } from './types.js';
export * from './unary.js';
