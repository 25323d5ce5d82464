/** Writing Zarr. */
export type { WriteZarrOptions, ZarrCompression, ZarrStoreOptions } from './options.js';
export { writeZarr } from './write-zarr.js';
