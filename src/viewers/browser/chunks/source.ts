import type { Region } from '../../../volume/index.js';
import type { Box, VolumeInfo } from '../protocol.js';

/** A box of voxels of one level, half open, fastest axis first. */
export interface LevelBox {
  readonly level: number;
  readonly start: readonly number[];
  readonly end: readonly number[];
}

/** Voxels as the page asks for them. Lists go fastest axis first. */
export interface ChunkSource {
  /** All but the key, which the server gives. */
  readonly info: Omit<VolumeInfo, 'key'>;
  /** How many changes there have been: what was just read is as of this one. */
  readonly version: number;
  /** Whether nothing has to be read from elsewhere. */
  readonly inMemory: boolean;
  /** The bytes of a box, fastest axis first, little-endian. Rejects with the signal's reason when it is aborted. */
  read(box: LevelBox, signal: AbortSignal): Promise<Uint8Array>;
  /** Some of the finest values, for a histogram. */
  sample(signal: AbortSignal): Promise<Uint8Array>;
  /** Calls `listener` with the box of the finest level's voxels that have changed. @returns a function that ends it. */
  onChange(listener: (box: Box) => void): () => void;
  /** Says that voxels of the volume have changed, all of them by default. */
  update(region?: Region): void;
  /** Ends its claims on memory and what it reads. */
  close(): void;
}
