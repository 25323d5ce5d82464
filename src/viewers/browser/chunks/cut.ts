/** Boxes of volumes in memory, cut and made smaller in C++ off the event loop. */
import { checked, core } from '../../../native.js';
import { NATIVE_BYTE_ORDER, type Volume } from '../../../volume/index.js';

/** In the order of `SourceType` in native/chunks/cut.h: the index is what crosses to native code. */
export const CHUNK_SOURCES = [
  'uint8',
  'int8',
  'uint16',
  'int16',
  'uint32',
  'int32',
  'uint64',
  'int64',
  'float32',
  'float64',
  'bool',
  'float16',
] as const;

/** Where the voxels of a volume lie, an axis at a time, fastest first: what a cut needs to know. */
export interface Strided {
  readonly block: number;
  /** The byte of voxel [0, ..., 0] in the block. */
  readonly origin: number;
  readonly type: number;
  readonly swapped: boolean;
  readonly shape: readonly number[];
  /** In elements. */
  readonly strides: readonly number[];
}

/** What to cut: a box of a level, half open, fastest axis first. */
export interface CutBox {
  readonly factors: readonly number[];
  readonly start: readonly number[];
  readonly end: readonly number[];
}

/** How a voxel of a coarser level comes about, and whether 64-bit integers become floats. */
export interface CutOptions {
  readonly middle: boolean;
  readonly floats: boolean;
}

/** The axes of `volume` in the page's order; `from` as in Arrangement. Of colours the bytes are the elements. */
export function stridedOf(volume: Volume, from: readonly (number | undefined)[], shape: readonly number[]): Strided {
  const native = volume.byteOrder === NATIVE_BYTE_ORDER;
  const colors = volume.dtype === 'argb';
  const strides = from.map((d) => (d === undefined ? 0 : (volume.strides[d] as number) * (colors ? 4 : 1)));
  const itemsize = volume.nbytes / volume.size;
  const origin = volume.byteOffset + volume.offset * itemsize;
  const common = { block: volume.block.id, shape };
  if (!colors) {
    const type = CHUNK_SOURCES.indexOf(volume.dtype as (typeof CHUNK_SOURCES)[number]);
    return { ...common, origin, type, swapped: !native, strides };
  }
  // 0xAARRGGBB lies as B, G, R, A in memory, or the other way round; the channel axis goes red, green, blue.
  const channel = from.findIndex((d, i) => d === undefined && shape[i] === 3);
  strides[channel] = native ? -1 : 1;
  return { ...common, origin: origin + (native ? 2 : 1), type: 0, swapped: false, strides };
}

/** Cuts on a thread of Node's pool: what is written meanwhile may be in it or not, or in parts. */
export async function cutAside(strided: Strided, box: CutBox, options: CutOptions): Promise<Uint8Array> {
  const { block, origin, type, swapped } = strided;
  const { floats, middle } = options;
  const cut = checked(core().chunks.cut(block, origin, type, swapped, floats, middle, axesOfCut(strided, box)));
  return new Uint8Array(checked(await cut));
}

/** Cuts before it returns: what this thread writes is all in it, or not at all. */
export function cutNow(strided: Strided, box: CutBox, options: CutOptions): Uint8Array {
  const { block, origin, type, swapped } = strided;
  const { floats, middle } = options;
  return new Uint8Array(
    checked(core().chunks.cutNow(block, origin, type, swapped, floats, middle, axesOfCut(strided, box))),
  );
}

function axesOfCut({ shape, strides }: Strided, { factors, start, end }: CutBox): number[] {
  const axes = shape.map((extent, d) => {
    const from = start[d] as number;
    return [extent, strides[d] as number, from, (end[d] as number) - from, factors[d] as number];
  });
  return axes.reverse().flat();
}
