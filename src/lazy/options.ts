/** Options of the methods of lazy volumes. */
import { ArgumentError } from '../errors.js';
import { checkOptions, type DType, valueText } from '../volume/index.js';
import type { BlockFunction, Boundary, ModuleFunction } from './graph.js';

/** Options of the reductions. */
export interface ReduceOptions {
  /** The axis or axes to reduce; negative ones count from the last. Without it, or null: all. */
  readonly axis?: number | readonly number[] | null;
  /** Keep the reduced axes, with extent 1. Default false. */
  readonly keepdims?: boolean;
}

/** Options of `var` and `std`. */
export interface VarianceOptions extends ReduceOptions {
  /** The divisor is the number of voxels less this: 0 (default) for all there are, 1 for a sample of them. */
  readonly correction?: number;
}

/** The element type of means: floats and complex numbers keep theirs. */
export type MeanDType<D extends DType> = D extends 'float16' | 'float32' | 'complex64' | 'complex128' ? D : 'float64';

/** The element type of variances. */
export type VarianceDType<D extends DType> = D extends 'float16' | 'float32' ? D : 'float64';

/** Options of `LazyVolume.mapOverlap`. */
export interface MapOverlapOptions {
  /** How many voxels of the neighbours a block gets on each side; one number, or an entry an axis. */
  readonly depth: number | readonly number[];
  /**
   * What lies around the volume: 'reflect' (default, the mirror image, its edge included), 'nearest' (the edge),
   * 'periodic' (the other end), a number, or 'none' (blocks at the border are smaller).
   */
  readonly boundary?: Boundary | number;
  /** The element type of what the function gives. Default: the volume's. */
  readonly dtype?: DType;
  /** Shown in messages and pictures. */
  readonly name?: string;
}

const BOUNDARIES: readonly unknown[] = ['reflect', 'nearest', 'periodic', 'none'];

/** @throws ArgumentError for options of `mapOverlap` without a depth, or with a boundary that there isn't. */
export function checkOverlap(options: MapOverlapOptions): void {
  checkOptions('mapOverlap', options, { depth: 'value', boundary: 'value', dtype: 'value', name: 'value' });
  if (options?.depth === undefined) {
    throw new ArgumentError('mapOverlap: options.depth is missing: how many voxels of the neighbours a block gets');
  }
  const { boundary = 'reflect' } = options;
  if (BOUNDARIES.includes(boundary) || typeof boundary === 'number') return;
  throw new ArgumentError(
    `mapOverlap: boundary ${valueText(boundary)} is none of ${BOUNDARIES.join(', ')}, and no number`,
  );
}

/** @throws ArgumentError for what is no function, and names none of a module. */
export function portable(caller: string, fn: BlockFunction | ModuleFunction): BlockFunction | ModuleFunction {
  if (typeof fn === 'function') return fn;
  const { module, export: name } = (fn ?? {}) as Partial<ModuleFunction>;
  if (module === undefined || typeof name !== 'string') {
    throw new ArgumentError(`${caller}: ${valueText(fn)} must be a function, or { module, export } of one`);
  }
  return { ...fn, module: String(module) };
}

/** What a function is called in messages and pictures. */
export function functionName(fn: BlockFunction | ModuleFunction): string {
  return typeof fn === 'function' ? fn.name || 'function' : fn.export;
}
