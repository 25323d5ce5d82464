/** Files: TIFF, lists of points, pictures. */
export { type ImageInfo, isPicture, type ReadImageOptions, readImage, readImageInfo } from './image.js';
export {
  type Axis,
  type ChannelOptions,
  type CoordinateTransformation,
  channelAxis,
  type Dataset,
  type ImageLabel,
  isZarr,
  type LabelsToWrite,
  type Multiscale,
  type NgffVersion,
  type OmeChannel,
  type OmeLabels,
  type OmeLevel,
  type OmeMetadata,
  type Omero,
  type OmeroChannel,
  type OmeZarr,
  type OmeZarrProblem,
  type OpenOmeZarrOptions,
  openOmeZarr,
  readZarrInfo,
  type ValidateOmeZarrOptions,
  validateOmeZarr,
  type WriteOmeZarrOptions,
  writeOmeZarr,
  type ZarrInfo,
  type ZarrLevelInfo,
} from './ngff/index.js';
export { type ExpandedPaths, expandPaths, sortNaturally } from './paths.js';
export { writePng } from './png.js';
export { type PointList, parsePointsCsv, readPointsCsv } from './points-csv.js';
export type { ReadOptions, ReadProgress } from './read-options.js';
export { readVolume, readVolumeInfo, type VolumeInfo } from './read-volume.js';
export type { HttpOptions, ReadableStore } from './store/index.js';
export {
  fromTiff,
  fromTiffStack,
  type LazyTiffOptions,
  readTiff,
  readTiffInfo,
  readTiffStack,
  type Spacing,
  type StackOptions,
  type TiffCompression,
  type TiffInfo,
  type WriteTiffOptions,
  writeTiff,
} from './tiff/index.js';
export {
  type FillValue,
  type OpenZarrOptions,
  openZarr,
  readZarr,
  type WriteZarrOptions,
  writeZarr,
  type ZarrCompression,
  type ZarrFormat,
  type ZarrStorage,
  type ZarrStoreOptions,
} from './zarr/index.js';
