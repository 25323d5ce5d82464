/** Writing TIFF files. */
export type { TiffCompression } from './encoders.js';
export type { WriteTiffOptions } from './options.js';
export { writeTiff } from './write.js';
