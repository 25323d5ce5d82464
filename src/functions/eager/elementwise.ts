/** Arithmetic of volumes in memory. */
import {
  cast,
  checkCast,
  copyElements,
  type ElementwiseOp,
  elementwise,
  numberDType,
  operationTypes,
} from '../../kernels/index.js';
import { broadcastShape } from '../../lazy/index.js';
import { createVolume, type DType, dtypeInfo, Volume } from '../../volume/index.js';
import { checkBounds } from '../arrays.js';
import type { OutOptions, Weak } from '../types.js';
import { broadcastStrides, fillResult, partOver, viewOver, withContiguous } from './memory.js';

/** Computes `op` of volumes and numbers, broadcast. */
export function computeElements(
  op: ElementwiseOp,
  sides: readonly (Volume | Weak)[],
  options: OutOptions = {},
): Volume {
  const volumes = sides.filter((side): side is Volume => side instanceof Volume);
  const shape = broadcastShape(
    op,
    volumes.map((volume) => volume.shape),
  );
  const types = sides.map((side) => (side instanceof Volume ? side.dtype : side));
  const { result } = operationTypes(op, types);
  const operands = sides.map((side) => {
    if (!(side instanceof Volume)) return side;
    return { data: side.data, dtype: side.dtype, offset: side.offset, strides: broadcastStrides(side, shape) };
  });
  return fillResult(op, shape, result, { out: options.out, operands: volumes }, (data) => {
    elementwise(op, shape, operands, data);
  });
}

/** The real or the imaginary part of each: a view of the memory of complex voxels, a copy where `out` is given. */
export function partOf(op: 'real' | 'imag', x: Volume, options: OutOptions = {}): Volume {
  if (options.out !== undefined) return computeElements(op, [x], options);
  if (dtypeInfo(x.dtype).kind === 'complex') return partOver(x, op);
  numberDType(x.dtype);
  return op === 'real' ? viewOver(x, x.shape, x.strides) : createVolume(x.shape, x.dtype);
}

/** The voxels as another type; the same volume if it has that type and `copy` is false. */
export function convert(x: Volume, dtype: DType, options: OutOptions & { readonly copy?: boolean } = {}): Volume {
  dtypeInfo(dtype);
  if (x.dtype === dtype) {
    if (options.copy === false && options.out === undefined) return x;
    return fillResult('astype', x.shape, dtype, { ...options, operands: [x] }, (data) => {
      if (x.size > 0) copyElements(x.shape, dtype, x, { data });
    });
  }
  checkCast(numberDType(x.dtype), numberDType(dtype));
  return fillResult('astype', x.shape, dtype, { ...options, operands: [x] }, (data) => {
    withContiguous(x, (from) => cast(from, x.dtype, data, dtype));
  });
}

/** Each voxel no less than `lowest` and no more than `highest`, either of which may be missing. */
export function clip(
  x: Volume,
  lowest?: Volume | Weak | null,
  highest?: Volume | Weak | null,
  options: OutOptions = {},
): Volume {
  checkBounds(x.dtype, [lowest, highest]);
  const above = lowest === undefined || lowest === null ? x : computeElements('maximum', [x, lowest]);
  try {
    if (highest === undefined || highest === null)
      return convert(above, above.dtype, { ...options, copy: above === x });
    return computeElements('minimum', [above, highest], options);
  } finally {
    if (above !== x && highest !== undefined && highest !== null) above.close();
  }
}
