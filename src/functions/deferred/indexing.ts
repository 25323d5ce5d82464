/** Lazy volumes by indices: which are in memory where the shape, or which chunks are read, depends on them. */
import { ArgumentError, DTypeError } from '../../errors.js';
import { computedIn, promote } from '../../kernels/index.js';
import {
  type BlockInfo,
  broadcastVolume,
  constantVolume,
  joinVolumes,
  type LazyVolume,
  memoryOf,
  takeVolume,
} from '../../lazy/index.js';
import {
  checkAxis,
  type DType,
  isIntegerDType,
  type SliceRange,
  type TypedArray,
  type Volume,
} from '../../volume/index.js';
import { checkArray } from '../arrays.js';
import { blockFunction } from '../block-function.js';
import { convert } from '../eager/elementwise.js';
import { repeatCounts } from '../eager/more.js';
import { checkSearch, indicesOf, search, take, takeAlong, takeAxis, takenShape } from '../eager/sort.js';
import { flat } from './manipulate.js';

/** @throws ArgumentError for what is computed yet. */
function inMemory(caller: string, name: string, x: LazyVolume): Volume {
  checkArray(caller, name, x);
  const volume = memoryOf(x);
  if (volume !== undefined) return volume;
  throw new ArgumentError(
    `${caller}: ${name} is the lazy ${x.toString()}, but must be in memory; give it await ${name}.compute()`,
  );
}

export function deferTake(x: LazyVolume, indices: LazyVolume, { axis }: { readonly axis?: number } = {}): LazyVolume {
  checkArray('take', 'x', x);
  const places = inMemory('take', 'indices', indices);
  const at = takeAxis(x, places, axis);
  return takeVolume('take', x, at, { kind: 'list', list: indicesOf('take', places, x.shape[at] as number) });
}

export function deferRepeat(
  x: LazyVolume,
  repeats: number | LazyVolume,
  { axis }: { readonly axis?: number | null } = {},
): LazyVolume {
  checkArray('repeat', 'x', x);
  if (axis === undefined || axis === null) return deferRepeat(flat('repeat', x), repeats, { axis: 0 });
  const at = checkAxis('repeat', axis, x.ndim);
  const given = typeof repeats === 'object' ? inMemory('repeat', 'repeats', repeats) : repeats;
  const counts = repeatCounts(given, x.shape[at] as number);
  if (counts.length === 1) return takeVolume('repeat', x, at, { kind: 'every', times: counts[0] as number });
  const ends = new Float64Array(counts.length);
  let end = 0;
  for (const [i, count] of counts.entries()) {
    end += count;
    ends[i] = end;
  }
  return takeVolume('repeat', x, at, { kind: 'ends', ends });
}

/** What blocks of takeAlongAxis are told: of the array `own` voxels of the axis are there, of the indices `taken`. */
interface AlongAxis {
  readonly axis: number;
  readonly own: number;
  readonly taken: number;
}

/** Runs in worker threads. @internal */
export function takeAlongBlock(block: Volume, { others }: BlockInfo, { axis, own, taken }: AlongAxis): TypedArray {
  const part = (x: Volume, extent: number): Volume =>
    x.slice(...x.shape.map((_, d): SliceRange => (d === axis ? [0, extent] : null)));
  return takeAlong(part(block, own), part(others[0] as Volume, taken), axis).data;
}

export function deferTakeAlongAxis(
  x: LazyVolume,
  indices: LazyVolume,
  { axis: given = -1 }: { readonly axis?: number } = {},
): LazyVolume {
  checkArray('takeAlongAxis', 'x', x);
  checkArray('takeAlongAxis', 'indices', indices);
  const axis = checkAxis('takeAlongAxis', given, x.ndim);
  const shape = takenShape(x.shape, indices.shape, axis);
  const [own, taken] = [x.shape[axis] as number, shape[axis] as number];
  if (!isIntegerDType(indices.dtype) || indices.dtype === 'bool') {
    throw new DTypeError(`takeAlongAxis: indices of ${indices.dtype}; give whole numbers`);
  }
  const known = memoryOf(indices);
  if (known !== undefined) indicesOf('takeAlongAxis', known, own);
  // Blocks of two volumes have one shape: the shorter of both is filled up along the axis.
  const chunks = shape.map((_, d) => (d === axis ? -1 : [...((x.shape[d] === 1 ? indices : x).chunks[d] as number[])]));
  const even = (volume: LazyVolume): LazyVolume => {
    const extents = shape.map((extent, d) => (d === axis ? (volume.shape[axis] as number) : extent));
    const wide = broadcastVolume('takeAlongAxis', volume, extents).rechunk(chunks);
    const missing = Math.max(own, taken) - (extents[axis] as number);
    if (missing === 0) return wide;
    const more = constantVolume(
      'takeAlongAxis',
      0,
      volume.dtype,
      wide.chunks.map((sizes, d) => (d === axis ? [missing] : sizes)),
    );
    return joinVolumes([wide, more], axis).rechunk(chunks);
  };
  return even(x).mapBlocks(blockFunction('deferred/indexing', 'takeAlongBlock', { axis, own, taken }), {
    dtype: x.dtype,
    chunks: shape.map((_, d) => (d === axis ? [taken] : null)),
    others: [even(indices)],
    name: 'takeAlongAxis',
  });
}

/** Runs in worker threads. @internal */
export function searchBlock(
  block: Volume,
  _: unknown,
  list: TypedArray,
  { dtype, side }: { readonly dtype: DType; readonly side: 'left' | 'right' },
): TypedArray {
  return search(list as Float64Array, block, dtype, side).data;
}

export function deferSearchsorted(
  x1: LazyVolume,
  x2: LazyVolume,
  { side = 'left', sorter }: { readonly side?: 'left' | 'right'; readonly sorter?: LazyVolume | null } = {},
): LazyVolume {
  const list = inMemory('searchsorted', 'x1', x1);
  checkArray('searchsorted', 'x2', x2);
  checkSearch(list, side);
  const order = sorter === undefined || sorter === null ? undefined : inMemory('searchsorted', 'sorter', sorter);
  const dtype = computedIn(promote(list.dtype, x2.dtype));
  const sorted = order === undefined ? list : take(list, order, { axis: 0 });
  const elements = convert(sorted, dtype);
  // Memory that a message to a worker can copy, whatever becomes of these volumes.
  const kept = elements.data.slice() as TypedArray;
  elements.close();
  if (order !== undefined) sorted.close();
  return x2.mapBlocks(blockFunction('deferred/indexing', 'searchBlock', kept, { dtype, side }), {
    dtype: 'int64',
    name: 'searchsorted',
  });
}
