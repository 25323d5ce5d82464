/** Functions of lazy volumes: nothing is computed here. */
import { ArgumentError } from '../../errors.js';
import type { ElementwiseOp } from '../../kernels/index.js';
import { elementwiseVolumes, type LazyVolume, type ReduceOptions } from '../../lazy/index.js';
import type { DType } from '../../volume/index.js';
import { checkBounds } from '../arrays.js';
import type { OutOptions, Weak } from '../types.js';

type Side = LazyVolume | Weak;

/** @throws ArgumentError where a lazy result was to go to memory. */
export function refuseOut(name: string, options: OutOptions | undefined): void {
  if (options?.out === undefined) return;
  throw new ArgumentError(`${name}: out is for volumes in memory; a lazy result goes there with x.store(out)`);
}

export function deferElements(op: ElementwiseOp, sides: readonly Side[], options?: OutOptions): LazyVolume {
  refuseOut(op, options);
  return elementwiseVolumes(op, sides);
}

export function deferClip(
  x: LazyVolume,
  lowest?: Side | null,
  highest?: Side | null,
  options?: OutOptions,
): LazyVolume {
  refuseOut('clip', options);
  checkBounds(x.dtype, [lowest, highest]);
  const above = lowest === undefined || lowest === null ? x : elementwiseVolumes('maximum', [x, lowest]);
  return highest === undefined || highest === null ? above : elementwiseVolumes('minimum', [above, highest]);
}

/** A reduction by a method of lazy volumes, as another type where one is asked for. */
export function deferReduce(
  method: 'sum' | 'prod' | 'mean' | 'min' | 'max' | 'var' | 'std' | 'any' | 'all' | 'argmax' | 'argmin',
  x: LazyVolume,
  options: ReduceOptions & OutOptions & { readonly dtype?: DType } = {},
): LazyVolume {
  refuseOut(method, options);
  const { dtype } = options;
  if (dtype === undefined) return x[method](options) as LazyVolume;
  const reduced = x.astype(dtype)[method](options) as LazyVolume;
  return reduced.astype(dtype);
}

export function deferCountNonzero(x: LazyVolume, options: ReduceOptions & OutOptions = {}): LazyVolume {
  refuseOut('countNonzero', options);
  return x.astype('bool').astype('int64').sum(options);
}
