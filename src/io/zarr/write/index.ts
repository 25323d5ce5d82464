/** Writing Zarr. */
export type { WriteZarrOptions, ZarrCompression, ZarrStoreOptions } from './options.js';
export { beginPlace, type Place } from './place.js';
export { planArray } from './plan.js';
export { chunkCount, innerChunks, writeArray, writeGroup } from './write-array.js';
export { writeZarr } from './write-zarr.js';
