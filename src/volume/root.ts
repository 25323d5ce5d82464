import type { MemoryBlock } from '../memory/index.js';
import type { DType } from './dtype.js';
import type { Root } from './view-map.js';

/** An array in a block that volumes are views of; closing it ends them all. */
export interface VolumeRoot<D extends DType> extends Root {
  readonly block: MemoryBlock;
  readonly dtype: D;
  /** Whether Java and `set` must not write. */
  readonly readOnly: boolean;
  closed: boolean;
}
