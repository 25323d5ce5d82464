import type { MemoryBlock } from '../memory/index.js';
import type { DType } from './dtype.js';
import type { ByteOrder } from './elements.js';
import type { Root } from './view-map.js';

/** An array in a block that volumes are views of; closing it ends them all. */
export interface VolumeRoot<D extends DType> extends Root {
  readonly block: MemoryBlock;
  readonly dtype: D;
  /** Whether Java and `set` must not write. */
  readonly readOnly: boolean;
  readonly byteOrder: ByteOrder;
  /** What keeps memory of others valid, held as long as the volume. */
  readonly owner?: unknown;
  closed: boolean;
}

/** The voxels of a volume or view, as they lie in its block: what it takes to read them. */
export interface Voxels<D extends DType> {
  readonly block: MemoryBlock;
  readonly dtype: D;
  readonly byteOrder: ByteOrder;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  /** Bytes from the start of the block to the lowest element. */
  readonly byteOffset: number;
  /** Elements from the lowest to voxel [0, ...]. */
  readonly offset: number;
  /** Elements from the lowest to the highest, both included. */
  readonly span: number;
}
