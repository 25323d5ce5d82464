/** Image functions, by the names and with the results of scikit-image and scipy.ndimage. */
export { type AffineOptions, affineTransform } from './affine-transform.js';
export { type DistanceOptions, distanceTransform } from './distance-transform.js';
export {
  type Histogram,
  type HistogramOptions,
  histogram,
  type IntensityRange,
  type RescaleOptions,
  rescaleIntensity,
  thresholdOtsu,
} from './exposure.js';
export type { EdgeMode, PadMode } from './extension.js';
export {
  type FilterOptions,
  type GaussianOptions,
  gaussianFilter,
  type SobelOptions,
  sobel,
  uniformFilter,
} from './filters.js';
export { type LabelOptions, type Labels, type LazyLabels, label } from './label.js';
export { downscaleLocalMean, type LocalMeanOptions } from './local-mean.js';
export { medianFilter } from './median.js';
export type { FloatDType } from './passes.js';
export { maximumProjection, type ProjectionOptions } from './projection.js';
export { type ResizeOptions, resize } from './resize.js';
export { type WatershedOptions, watershed } from './watershed.js';
export { type ZoomMode, type ZoomOptions, zoom } from './zoom.js';
