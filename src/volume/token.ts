import { ArgumentError } from '../errors.js';
import { MemoryBlock } from '../memory/index.js';
import { type DType, dtypeInfo } from './dtype.js';
import type { ByteOrder } from './elements.js';
import type { VolumeRoot } from './root.js';
import type { ViewMap } from './view-map.js';

/** A volume on its way to another thread of the same process; plain data, for `postMessage`. */
export interface VolumeToken {
  readonly kind: 'imglib2-node volume';
  readonly pid: number;
  readonly block: number;
  readonly hold: number;
  readonly root: {
    readonly byteOffset: number;
    readonly shape: readonly number[];
    readonly strides: readonly number[];
    readonly dtype: DType;
    readonly readOnly: boolean;
    readonly byteOrder: ByteOrder;
  };
  readonly view: { readonly shape: readonly number[]; readonly map: ViewMap };
}

/** The root volume behind a token, for this thread. See `Volume.attach`. */
export function attachRoot(token: VolumeToken): VolumeRoot<DType> {
  if (token?.kind !== 'imglib2-node volume' || token.pid !== process.pid) {
    throw new ArgumentError('Volume.attach: expected what Volume.share() gave in this process (memory ends with it)');
  }
  const block = MemoryBlock.attach(token.block).retain();
  MemoryBlock.letGo(token.hold);
  return { ...token.root, block, itemsize: dtypeInfo(token.root.dtype).itemsize, closed: false };
}
