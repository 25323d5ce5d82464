/** Image functions, by the names and with the results of scikit-image and scipy.ndimage. */
export type { PadMode } from './extension.js';
export { type ResizeOptions, resize } from './resize.js';
