import type { GenericArray, NdArray } from 'ndarray';
import ndarray from 'ndarray';
import { type DType, dtypeInfo, type TypedArrayOf } from './dtype.js';
import { Elements } from './elements.js';
import type { Volume } from './volume.js';

/** The scijs ndarray type for a dtype. */
export type NdArrayOf<D extends DType> = D extends 'int64'
  ? NdArray<BigInt64Array<ArrayBuffer>>
  : D extends 'uint64'
    ? NdArray<BigUint64Array<ArrayBuffer>>
    : D extends 'float16'
      ? NdArray<GenericArray<number>>
      : NdArray<Extract<TypedArrayOf[D], ndarray.TypedArray>>;

/** See `Volume.ndarray`; `plain`: the entries of `data` are the values. */
export function asNdArray<D extends DType>(volume: Volume<D>, plain: boolean): NdArrayOf<D> {
  const { dtype, block, byteOffset, span, byteOrder } = volume;
  const { components, kind } = dtypeInfo(dtype);
  const shape = components === 1 ? [...volume.shape] : [...volume.shape, components];
  const stride = volume.strides.map((step) => step * components);
  if (components > 1) stride.push(1);
  // A truth value in scijs is 0 or 1.
  const part = kind === 'complex' ? PARTS[dtype as keyof typeof PARTS] : kind === 'bool' ? 'uint8' : dtype;
  const data = plain ? volume.data : new Elements(block.buffer, byteOffset, span * components, part, byteOrder);
  return ndarray(data as Uint8Array, shape, stride, volume.offset * components) as unknown as NdArrayOf<D>;
}

const PARTS = { complex64: 'float32', complex128: 'float64' } as const;
