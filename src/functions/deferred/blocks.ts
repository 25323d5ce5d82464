/** Functions along an axis of lazy volumes: the axis becomes one chunk, and worker threads compute each. */

import { ArgumentError } from '../../errors.js';
import { realDType, reducedDType } from '../../kernels/index.js';
import type { LazyVolume } from '../../lazy/index.js';
import { elementwiseVolumes, joinVolumes } from '../../lazy/index.js';
import { checkAxis, type DType, type SliceRange, type TypedArray, type Volume, valueText } from '../../volume/index.js';
import { checkArray } from '../arrays.js';
import { blockFunction } from '../block-function.js';
import { cumulative } from '../eager/reduce.js';
import { argsort, sort } from '../eager/sort.js';
import type { OutOptions } from '../types.js';
import { refuseOut } from './elementwise.js';

interface SortOptions extends OutOptions {
  readonly axis?: number;
  readonly descending?: boolean;
}

/** Runs in worker threads. @internal */
export function sortBlock(block: Volume, _: unknown, options: SortOptions): TypedArray {
  return sort(block, options).data;
}

/** Runs in worker threads. @internal */
export function argsortBlock(block: Volume, _: unknown, options: SortOptions): TypedArray {
  return argsort(block, options).data;
}

/** Runs in worker threads. @internal */
export function cumulativeBlock(
  block: Volume,
  _: unknown,
  op: 'sum' | 'prod',
  options: { readonly axis: number; readonly includeInitial: boolean; readonly dtype: DType },
): TypedArray {
  return cumulative(op, block, options).data;
}

function alongAxis(
  name: string,
  x: LazyVolume,
  axis: number,
  exported: string,
  args: unknown[],
  dtype: DType,
  extent = x.shape[axis] as number,
): LazyVolume {
  const whole = x.rechunk(x.chunks.map((sizes, d) => (d === axis ? -1 : [...sizes])));
  const chunks = whole.chunks.map((_, d) => (d === axis ? [extent] : null));
  return whole.mapBlocks(blockFunction('deferred/blocks', exported, ...args), { dtype, name, chunks });
}

export function deferSort(x: LazyVolume, options: SortOptions = {}): LazyVolume {
  refuseOut('sort', options);
  const { axis: given = -1, descending = false } = options;
  realDType(x.dtype);
  const axis = checkAxis('sort', given, x.ndim);
  return alongAxis('sort', x, axis, 'sortBlock', [{ axis, descending }], x.dtype);
}

export function deferArgsort(x: LazyVolume, options: SortOptions = {}): LazyVolume {
  refuseOut('argsort', options);
  const { axis: given = -1, descending = false } = options;
  realDType(x.dtype);
  const axis = checkAxis('argsort', given, x.ndim);
  return alongAxis('argsort', x, axis, 'argsortBlock', [{ axis, descending }], 'int64');
}

export function deferCumulative(
  op: 'sum' | 'prod',
  x: LazyVolume,
  settings: { readonly axis?: number; readonly includeInitial?: boolean; readonly dtype?: DType } = {},
): LazyVolume {
  const name = op === 'sum' ? 'cumulativeSum' : 'cumulativeProd';
  if ((settings.axis ?? null) === null && x.ndim !== 1) {
    throw new ArgumentError(`${name}: axis is missing; an array of ${x.ndim} axes needs one`);
  }
  const axis = checkAxis(name, settings.axis ?? 0, x.ndim);
  const dtype = settings.dtype ?? reducedDType(op, x.dtype);
  const includeInitial = settings.includeInitial === true;
  const extent = (x.shape[axis] as number) + (includeInitial ? 1 : 0);
  return alongAxis(name, x, axis, 'cumulativeBlock', [op, { axis, includeInitial, dtype }], dtype, extent);
}

export function deferDiff(
  x: LazyVolume,
  settings: {
    readonly axis?: number;
    readonly n?: number;
    readonly prepend?: LazyVolume;
    readonly append?: LazyVolume;
  } = {},
): LazyVolume {
  const { axis: given = -1, n = 1, prepend, append } = settings;
  const axis = checkAxis('diff', given, x.ndim);
  if (!Number.isSafeInteger(n) || n < 0)
    throw new ArgumentError(`diff: n is ${valueText(n)}; give a whole number from 0 on`);
  const parts = [prepend, x, append].filter((part): part is LazyVolume => part !== undefined);
  for (const part of parts) checkArray('diff', part === x ? 'x' : part === append ? 'append' : 'prepend', part);
  let all = parts.length === 1 ? x : joinVolumes(parts, axis);
  for (let i = 0; i < n && all.shape[axis] !== 0; i++) {
    const range = (from: number | null, to: number | null): LazyVolume =>
      all.slice(...all.shape.map((_, d): SliceRange => (d === axis ? [from, to] : null)));
    all = elementwiseVolumes(all.dtype === 'bool' ? 'notEqual' : 'subtract', [range(1, null), range(null, -1)]);
  }
  return all;
}
