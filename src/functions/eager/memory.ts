/** Memory of operands and results. */
import { ArgumentError, DTypeError, ReadOnlyError } from '../../errors.js';
import { copyElements } from '../../kernels/index.js';
import { createUnset, type DType, dtypeInfo, type TypedArray, Volume, volumeOver } from '../../volume/index.js';

/** A number for each axis, multiplied. */
export function product(extents: readonly number[]): number {
  return extents.reduce((all, extent) => all * extent, 1);
}

/** Copies voxels of one shape and dtype, whatever their strides. */
export function copyVoxels(source: Volume, target: Volume): void {
  if (source.size > 0) copyElements(source.shape, source.dtype, source, target);
}

/** Gives the voxels in C order to `use`, copied for as long as that takes where they lie otherwise. */
export function withContiguous<R>(x: Volume, use: (data: TypedArray) => R): R {
  if (x.isContiguous) return use(x.data);
  const copy = x.copy();
  try {
    return use(copy.data);
  } finally {
    copy.close();
  }
}

/** Another shape and strides of the same memory; the new volume has a claim of its own on it. */
export function viewOver(
  x: Volume,
  shape: readonly number[],
  strides: readonly number[],
  { first = 0, readOnly = x.readOnly } = {},
): Volume {
  // Where voxel [0, ..., 0] lies: `offset` elements after the lowest one.
  const itemsize = x.size === 0 ? 0 : x.nbytes / x.size;
  const byteOffset = x.byteOffset + (x.offset + first) * itemsize;
  const { dtype, byteOrder } = x;
  return volumeOver(x.block.retain(), { byteOffset, dtype, shape, strides, readOnly, byteOrder, owner: x });
}

/** The real or the imaginary parts of complex voxels, in the same memory; the view has a claim of its own on it. */
export function partOver(x: Volume, part: 'real' | 'imag'): Volume {
  const { itemsize } = dtypeInfo(x.dtype);
  const first = x.offset * itemsize + (part === 'imag' ? itemsize / 2 : 0);
  const byteOffset = x.byteOffset + (x.size === 0 ? 0 : first);
  const { shape, readOnly, byteOrder } = x;
  const dtype = x.dtype === 'complex64' ? 'float32' : 'float64';
  const strides = x.strides.map((step) => 2 * step);
  return volumeOver(x.block.retain(), { byteOffset, dtype, shape, strides, readOnly, byteOrder, owner: x });
}

/** A new volume of which `write` sets every voxel: before, they have any values. It is closed again if that fails. */
export function newVolume<D extends DType>(
  shape: readonly number[],
  dtype: D,
  write: (result: Volume<D>) => void,
): Volume<D> {
  const result = createUnset(shape, dtype);
  try {
    write(result);
  } catch (error) {
    result.close();
    throw error;
  }
  return result;
}

/**
 * Has `write` fill a new volume, or `out` if there is one: directly where that is contiguous and no operand, else by way
 * of another volume.
 */
export function fillResult(
  name: string,
  shape: readonly number[],
  dtype: DType,
  { out, operands = [] }: { readonly out?: Volume | undefined; readonly operands?: readonly unknown[] },
  write: (data: TypedArray) => void,
): Volume {
  if (out === undefined) return newVolume(shape, dtype, (result) => write(result.data));
  checkOut(name, out, shape, dtype);
  const apart = operands.every((x) => !(x instanceof Volume) || x.block !== out.block);
  if (out.isContiguous && apart) {
    write(out.data);
    return out;
  }
  const between = createUnset(shape, dtype);
  try {
    write(between.data);
    copyVoxels(between, out);
  } finally {
    between.close();
  }
  return out;
}

/** @throws for an `out` that cannot take such a result. */
export function checkOut(name: string, out: Volume, shape: readonly number[], dtype: DType): void {
  if (!(out instanceof Volume)) throw new ArgumentError(`${name}: out must be a volume in memory`);
  if (out.readOnly) throw new ReadOnlyError(`${name}: out, ${out.toString()}, is read-only`);
  if (out.dtype !== dtype) throw new DTypeError(`${name}: out is of ${out.dtype}; the result is of ${dtype}`);
  if (out.shape.length !== shape.length || out.shape.some((extent, d) => extent !== shape[d])) {
    throw new ArgumentError(`${name}: out has the shape [${out.shape.join(', ')}]; the result [${shape.join(', ')}]`);
  }
}

/** The strides of `x` as an operand of a result of that shape: 0 where it is repeated. */
export function broadcastStrides(x: Volume, shape: readonly number[]): number[] {
  const lead = shape.length - x.ndim;
  return shape.map((extent, d) => (d < lead || (x.shape[d - lead] === 1 && extent !== 1) ? 0 : x.strides[d - lead]!));
}
