/**
 * Element types that lazy volumes lack, as others of the same bytes: they are only copied on their way into a file. Complex
 * numbers go as pairs, along an axis of their own.
 */
import { DTypeError } from '../../../errors.js';
import { fromVolume, LazyVolume } from '../../../lazy/index.js';
import {
  asVolume,
  type DType,
  dtypeInfo,
  NATIVE_BYTE_ORDER,
  type NdArrayLike,
  type Volume,
} from '../../../volume/index.js';

const CARRIERS = { float16: 'uint16', complex64: 'float32', complex128: 'float64' } as const;

/** The element type that voxels travel as. */
export function carrierOf(dtype: DType): DType {
  return CARRIERS[dtype as keyof typeof CARRIERS] ?? dtype;
}

/** How many of those a voxel is; more than one lie along an axis of their own, the last. */
export function partsOf(dtype: DType): number {
  return dtypeInfo(dtype).components;
}

/** A volume as a lazy one of its carrier. The caller closes it; the volume stays open. */
export function carried(volume: Volume | LazyVolume): { readonly volume: LazyVolume; close(): void } {
  if (volume instanceof LazyVolume) return { volume, close: () => undefined };
  const { dtype } = volume;
  if (carrierOf(dtype) === dtype) return { volume: fromVolume(volume) as LazyVolume, close: () => undefined };
  if (volume.byteOrder !== NATIVE_BYTE_ORDER) {
    throw new DTypeError(`writeZarr: ${volume.toString()}: its bytes are in the other order; copy it first`);
  }
  const { data, shape, strides, offset } = volume;
  const parts = partsOf(dtype);
  const { array, itemsize } = dtypeInfo(carrierOf(dtype));
  const own = new array(data.buffer, data.byteOffset, data.byteLength / itemsize);
  const layout: NdArrayLike = {
    data: own as NdArrayLike['data'],
    shape: parts === 1 ? [...shape] : [...shape, parts],
    stride: parts === 1 ? [...strides] : [...strides.map((step) => step * parts), 1],
    offset: offset * parts,
  };
  const same = asVolume(layout) as Volume;
  return { volume: fromVolume(same) as LazyVolume, close: () => same.close() };
}
