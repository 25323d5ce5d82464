/** OME-Zarr. */
export { omeAttributes } from './attributes.js';
export type { OmeChannel } from './channels.js';
export type { OmeLabels, OmeLevel, OmeZarr } from './image.js';
export { isZarr, readZarrInfo, type ZarrInfo, type ZarrLevelInfo } from './info.js';
export type {
  Axis,
  CoordinateTransformation,
  Dataset,
  ImageLabel,
  Multiscale,
  NgffVersion,
  OmeMetadata,
  Omero,
  OmeroChannel,
} from './model.js';
export { channelAxis, type OpenOmeZarrOptions, openOmeZarr } from './open.js';
export { parseOme } from './parse.js';
export { type OmeZarrProblem, type ValidateOmeZarrOptions, validateOmeZarr } from './validate/index.js';
export { type ChannelOptions, type LabelsToWrite, type WriteOmeZarrOptions, writeOmeZarr } from './write/index.js';
