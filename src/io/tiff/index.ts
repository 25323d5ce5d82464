/** TIFF files. */
export { readTiffInfo, type TiffInfo } from './info.js';
export { fromTiff, fromTiffStack, type LazyTiffOptions } from './lazy-stack.js';
export { readTiff, readTiffWithInfo } from './read.js';
export type { Spacing } from './series.js';
export { readTiffStack, readTiffStackWithInfo, type StackOptions } from './stack.js';
export { type TiffCompression, type WriteTiffOptions, writeTiff } from './write/index.js';
