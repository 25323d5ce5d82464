/** Viewers: one interface, and each program's own functions. What starts Java is loaded at first use. */
export type {
  AxisOrder,
  BdvAxes,
  BdvImageOptions,
  BdvLabelsOptions,
  BdvPlacement,
  BdvPointsOptions,
  BdvWindowOptions,
} from './bdv-options.js';
export type { BdvImage, BdvLabels, BdvPoints, BdvSource } from './bdv-source.js';
export type { BigDataViewer } from './bdv-viewer.js';
export {
  type Blending,
  type BrowserEvents,
  type BrowserImageLayer,
  type BrowserImageOptions,
  type BrowserLabelsLayer,
  type BrowserLabelsOptions,
  type BrowserOpenOptions,
  type BrowserPointsLayer,
  type BrowserPointsOptions,
  type BrowserPosition,
  type BrowserView,
  type BrowserViewer,
  type Layout,
  openBrowser,
} from './browser/index.js';
export { labelColor } from './colors.js';
export type { ImageJImage, ImageJSnapshotOptions } from './imagej-image.js';
export type { ImageJOptions } from './imagej-options.js';
export { type OmeLayers, omeLayers } from './ome-layers.js';
export { type GivenLevel, Pyramid, type PyramidLevel, type PyramidOptions, pyramid } from './pyramid.js';
export { shareToImageJ } from './share.js';
export { showInBigDataViewer } from './show.js';
export { type BrowserViewOptions, type ViewOptions, view } from './view.js';
export type {
  Color,
  ImageLayer,
  ImageOptions,
  LabelsLayer,
  LabelsOptions,
  Layer,
  LayerOptions,
  OpenOptions,
  PointCoordinates,
  PointsLayer,
  PointsOptions,
  SnapshotOptions,
  Viewer,
  ViewerKind,
  VolumeLayerOptions,
} from './viewer.js';
