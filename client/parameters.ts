/** What a chunk source in the page and its counterpart in the worker have in common. */
export class VolumeParameters {
  /** The folder of all addresses, with a slash at its end. */
  baseUrl!: string;
  key!: string;
  /** The factors of the level, as in the address. */
  level!: string;
  factors!: readonly number[];

  static readonly RPC_ID = 'imglib2-node/VolumeChunkSource';
}

/** To the worker: voxels have changed, get those chunks again. */
export const REFRESH = 'imglib2-node/refresh';
/** To the page: chunks to take in place of those that it has. */
export const SWAP = 'imglib2-node/swap';

/** A box of voxels of the finest level, half open, fastest axis first. */
export interface Box {
  readonly start: readonly number[];
  readonly end: readonly number[];
}

/** New voxels of a chunk that the page has. */
export interface SwappedChunk {
  readonly id: string;
  readonly data: ArrayBufferView;
}
