import type { GenericArray, NdArray } from 'ndarray';
import ndarray from 'ndarray';
import { type DType, dtypeInfo, type TypedArrayOf } from './dtype.js';
import { Elements } from './elements.js';
import type { Voxels } from './root.js';

/** The scijs ndarray type for a dtype. */
export type NdArrayOf<D extends DType> = D extends 'int64'
  ? NdArray<BigInt64Array<ArrayBuffer>>
  : D extends 'uint64'
    ? NdArray<BigUint64Array<ArrayBuffer>>
    : D extends 'float16'
      ? NdArray<GenericArray<number>>
      : NdArray<Extract<TypedArrayOf[D], ndarray.TypedArray>>;

/** See `Volume.ndarray`; `numbers`: the volume's data, if its entries are numbers. */
export function asNdArray<D extends DType>(voxels: Voxels<D>, numbers: TypedArrayOf[D] | undefined): NdArrayOf<D> {
  const { dtype, block, byteOffset, span, byteOrder } = voxels;
  const { components, kind } = dtypeInfo(dtype);
  const shape = components === 1 ? [...voxels.shape] : [...voxels.shape, components];
  const stride = voxels.strides.map((step) => step * components);
  if (components > 1) stride.push(1);
  // A truth value in scijs is 0 or 1.
  const part = kind === 'complex' ? PARTS[dtype as keyof typeof PARTS] : kind === 'bool' ? 'uint8' : dtype;
  const data = numbers ?? new Elements(block.buffer, byteOffset, span * components, part, byteOrder);
  return ndarray(data as Uint8Array, shape, stride, voxels.offset * components) as unknown as NdArrayOf<D>;
}

const PARTS = { complex64: 'float32', complex128: 'float64' } as const;
