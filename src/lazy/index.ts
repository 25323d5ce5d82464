/** Lazy volumes: arrays that are computed chunk by chunk, when they are needed. */

export type { FileRuns } from '../kernels/index.js';
export { reduceAxes } from './build.js';
export { broadcastShape } from './build-view.js';
export {
  broadcastVolume,
  constantVolume,
  elementwiseVolumes,
  expandVolume,
  joinVolumes,
  memoryOf,
  reshapeVolume,
  squeezeVolume,
  stackVolumes,
  takeVolume,
  whereVolumes,
} from './combine.js';
export type { ComputeOptions, ComputeProgress, StoreTarget } from './compute.js';
export { checkFactors } from './factors.js';
export type { BlockFunction, BlockInfo, Boundary, ChunkReader, ChunkWriter, ModuleFunction, Places } from './graph.js';
export { type ChunkSpec, type Chunks, checkCount, evenChunks, normalizeChunks } from './grid.js';
export { LazyVolume, type MapBlocksOptions, type Operand } from './lazy-volume.js';
export type { MapOverlapOptions, MeanDType, ReduceOptions, VarianceDType, VarianceOptions } from './options.js';
export {
  type Delayed,
  delayed,
  type FunctionSourceOptions,
  fromDelayed,
  fromFunction,
  fromSource,
  fromVolume,
  type ModuleSourceOptions,
  type SourceOptions,
} from './source.js';
