import { ArgumentError } from '../errors.js';
import { MemoryBlock } from '../memory/index.js';
import { type DType, dtypeInfo } from './dtype.js';
import type { ByteOrder } from './elements.js';
import type { ViewMap } from './view-map.js';
import type { Volume, VolumeRoot } from './volume.js';

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

type MakeVolume = (root: VolumeRoot<DType>, shape: readonly number[], map: ViewMap) => Volume;

/** See `Volume.attach`. Also an attached view owns this thread's use of the memory: closing it ends that. */
export function attachVolume(token: VolumeToken, make: MakeVolume): Volume {
  if (token?.kind !== 'imglib2-node volume' || token.pid !== process.pid) {
    throw new ArgumentError('Volume.attach: expected what Volume.share() gave in this process (memory ends with it)');
  }
  const block = MemoryBlock.attach(token.block).retain();
  MemoryBlock.letGo(token.hold);
  const { itemsize } = dtypeInfo(token.root.dtype);
  const root: VolumeRoot<DType> = { ...token.root, block, itemsize, closed: false };
  return make(root, token.view.shape, token.view.map);
}
