/** Validating OME-Zarr. */
export type { OmeZarrProblem } from './problems.js';
export { type ValidateOmeZarrOptions, validateOmeZarr } from './validate.js';
