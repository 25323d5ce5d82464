/** Writing OME-Zarr. */
export type { ChannelOptions, LabelsToWrite, WriteOmeZarrOptions } from './options.js';
export { writeOmeZarr } from './write-ome-zarr.js';
