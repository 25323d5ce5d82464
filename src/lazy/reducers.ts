/** What each reduction keeps while it goes on, how a tile is added, and what becomes of it in the end. */
import {
  accumulatorDType,
  addMoments,
  argReduce,
  cast,
  type ReduceOp as KernelReduceOp,
  mergeMoments,
  newAccumulator,
  type ReduceBlock,
  reduce,
} from '../kernels/index.js';
import { type DType, dtypeInfo, fillElements, type Region, type TypedArray } from '../volume/index.js';
import { elementRange } from './copy.js';
import type { ReduceNode, ReduceOp } from './graph.js';

/** The arrays of a state, each with an element a voxel of the result. */
export function stateTypes(op: ReduceOp, dtype: DType): DType[] {
  switch (op) {
    case 'mean':
      // 64-bit sums of 64-bit integers would wrap, and NumPy's mean doesn't.
      return [dtype === 'int64' || dtype === 'uint64' ? 'float64' : accumulatorDType('sum', dtype)];
    case 'var':
    case 'std':
      return ['float64', 'float64'];
    case 'argmax':
    case 'argmin':
      return [dtype, 'int64'];
    default:
      return [accumulatorDType(op, dtype)];
  }
}

/** Whether the state is the result already, element by element. */
export function isFinal(op: ReduceOp, from: DType, to: DType): boolean {
  const types = stateTypes(op, from);
  return op !== 'mean' && types.length === 1 && types[0] === to;
}

/** The state of no voxels at all. */
export function initialise(op: ReduceOp, dtype: DType, state: readonly TypedArray[]): void {
  const [first, second] = state as readonly [TypedArray, TypedArray | undefined];
  const types = stateTypes(op, dtype);
  if (second === undefined && op !== 'mean') {
    const [none, imaginary] = newAccumulator(op as KernelReduceOp, dtype, 1);
    const value = typeof imaginary === 'number' ? { re: none as number, im: imaginary } : (none as number | bigint);
    fillElements(first, types[0] as DType, value);
    return;
  }
  fillElements(first, types[0] as DType, 0);
  if (second !== undefined) fillElements(second, types[1] as DType, types[1] === 'int64' ? -1 : 0);
}

/**
 * Adds a tile, whose voxels are `elements` in C order, to the state of the voxels of the result that it belongs to.
 * @param before how many voxels that state has seen.
 */
export function accumulate(
  node: ReduceNode,
  state: readonly TypedArray[],
  elements: TypedArray,
  tile: Region,
  before: number,
): void {
  const { op, axes, input } = node;
  if (elements.length === 0) return;
  if (op === 'argmax' || op === 'argmin') {
    accumulateArg(node, state, elements, tile);
    return;
  }
  const { dtype } = input;
  const [first, second] = state as readonly [TypedArray, TypedArray];
  const [type] = stateTypes(op, dtype) as [DType];
  forEachBlock(tile.shape, axes, (block, from, into, repeats) => {
    const source = elementRange(elements, dtype, from, block.outer * block.axis * block.inner);
    const length = block.outer * block.inner;
    const part = elementRange(first, type, into, length);
    if (op === 'var' || op === 'std') {
      const count = before + repeats * block.axis;
      const squares = second.subarray(into, into + length) as Float64Array;
      addMoments(source, { ...block, dtype }, { count, means: part as Float64Array, squares });
    } else reduce(op === 'mean' ? 'sum' : op, source, { ...block, dtype }, part);
  });
}

/** A tile as `total` blocks [outer, axis, inner]; `groups` are the axes in front of those. */
export function blocksOf(shape: readonly number[], axes: readonly number[]) {
  const groups: { reduced: boolean; extent: number }[] = [];
  shape.forEach((extent, d) => {
    const reduced = axes.includes(d);
    const last = groups[groups.length - 1];
    if (last?.reduced === reduced) last.extent *= extent;
    else groups.push({ reduced, extent });
  });
  const inner = groups[groups.length - 1]?.reduced === false ? (groups.pop()?.extent as number) : 1;
  const axis = groups.pop()?.extent ?? 1;
  const outer = groups[groups.length - 1]?.reduced === false ? (groups.pop()?.extent as number) : 1;
  // What is left are pairs of kept and reduced axes in front.
  const total = groups.reduce((product, group) => product * group.extent, 1);
  return { block: { outer, axis, inner }, groups, total };
}

/**
 * Cuts a tile into blocks [outer, axis, inner] whose middle is reduced. Neighbouring axes count as one; where reduced and
 * kept axes take turns, the leading ones are gone through one index at a time.
 * @param visit gets the block, its first element in the tile, the state's first element for it, and how often before
 * a block was added to that element.
 */
function forEachBlock(
  shape: readonly number[],
  axes: readonly number[],
  visit: (block: Omit<ReduceBlock, 'dtype'>, from: number, into: number, repeats: number) => void,
): void {
  const { block, groups, total } = blocksOf(shape, axes);
  const { outer, axis, inner } = block;
  const size = outer * axis * inner;
  const kept = outer * inner;
  for (let i = 0; i < total; i++) {
    let rest = i;
    let place = 0;
    let stride = 1;
    let repeats = 0;
    let turn = 1;
    for (let g = groups.length - 1; g >= 0; g--) {
      const { extent, reduced } = groups[g] as { reduced: boolean; extent: number };
      const at = rest % extent;
      rest = Math.floor(rest / extent);
      if (reduced) {
        repeats += at * turn;
        turn *= extent;
      } else {
        place += at * stride;
        stride *= extent;
      }
    }
    visit(block, i * size, place * kept, repeats);
  }
}

function accumulateArg(node: ReduceNode, state: readonly TypedArray[], elements: TypedArray, tile: Region): void {
  const { axes, input } = node;
  const op = node.op as 'argmin' | 'argmax';
  const [values, indices] = state as [TypedArray, BigInt64Array];
  const greatest = op === 'argmax';
  const [axis] = axes as [number];
  if (axes.length === 1) {
    const outer = tile.shape.slice(0, axis).reduce((product, extent) => product * extent, 1);
    const inner = tile.shape.slice(axis + 1).reduce((product, extent) => product * extent, 1);
    const block = { dtype: input.dtype, outer, axis: tile.shape[axis] as number, inner };
    argReduce(op, elements, block, tile.start[axis] as number, { values, indices });
    return;
  }
  const value = elements.slice(0, 1) as TypedArray;
  const index = new BigInt64Array([-1n]);
  const block = { dtype: input.dtype, outer: 1, axis: elements.length, inner: 1 };
  argReduce(op, elements, block, 0, { values: value, indices: index });
  index[0] = BigInt(flatIndex(Number(index[0]), tile, input.shape));
  mergeArg(greatest, values, indices, value, index);
}

/** The place in C order, in an array of `shape`, of element `local` of a tile of it. */
function flatIndex(local: number, tile: Region, shape: readonly number[]): number {
  let rest = local;
  let flat = 0;
  let stride = 1;
  for (let d = shape.length - 1; d >= 0; d--) {
    const extent = tile.shape[d] as number;
    flat += ((tile.start[d] as number) + (rest % extent)) * stride;
    rest = Math.floor(rest / extent);
    stride *= shape[d] as number;
  }
  return flat;
}

/** Adds what another state has seen. */
export function merge(
  node: ReduceNode,
  state: readonly TypedArray[],
  count: number,
  other: readonly TypedArray[],
  otherCount: number,
): void {
  const { op } = node;
  const [a, a2] = state as readonly [TypedArray, TypedArray];
  const [b, b2] = other as readonly [TypedArray, TypedArray];
  if (op === 'argmax' || op === 'argmin') {
    mergeArg(op === 'argmax', a, a2 as BigInt64Array, b, b2 as BigInt64Array);
  } else if (op === 'var' || op === 'std') {
    const moments = (means: TypedArray, squares: TypedArray, seen: number) => {
      return { means: means as Float64Array, squares: squares as Float64Array, count: seen };
    };
    mergeMoments(moments(a, a2, count), moments(b, b2, otherCount));
  } else {
    const [type] = stateTypes(op, node.input.dtype) as [DType];
    const inner = b.length / dtypeInfo(type).components;
    reduce(op === 'mean' ? 'sum' : op, b, { dtype: type, outer: 1, axis: 1, inner }, a);
  }
}

function mergeArg(
  greatest: boolean,
  values: TypedArray,
  indices: BigInt64Array,
  values2: TypedArray,
  indices2: BigInt64Array,
): void {
  const a = values as unknown as number[];
  const b = values2 as unknown as number[];
  for (let i = 0; i < indices.length; i++) {
    const index = indices[i] as bigint;
    const index2 = indices2[i] as bigint;
    if (index2 < 0n || (index >= 0n && !beats(greatest, b[i] as number, index2, a[i] as number, index))) continue;
    a[i] = b[i] as number;
    indices[i] = index2;
  }
}

/** NaN beats all, as in NumPy; of equals, the first. */
function beats(greatest: boolean, value: number, index: bigint, other: number, otherIndex: bigint): boolean {
  // biome-ignore lint/suspicious/noSelfCompare: NaN alone differs from itself, and bigints may come too
  const [nan, otherNan] = [value !== value, other !== other];
  if (nan || otherNan) return nan && (!otherNan || index < otherIndex);
  if (value === other) return index < otherIndex;
  return greatest ? value > other : value < other;
}

/** The result, from the state of `count` voxels each. */
export function finish(node: ReduceNode, state: readonly TypedArray[], count: number, target: TypedArray): void {
  const { op, dtype, correction, input } = node;
  const [first, second] = state as readonly [TypedArray, TypedArray];
  const types = stateTypes(op, input.dtype);
  switch (op) {
    case 'mean': {
      const floats = types[0] === 'float64' || types[0] === 'complex128';
      const sums = floats ? (first as Float64Array) : new Float64Array(first.length);
      if (!floats) cast(first, types[0] as DType, sums, 'float64');
      divide(sums, count, false, target, dtype);
      return;
    }
    case 'var':
    case 'std':
      divide(second as Float64Array, Math.max(0, count - correction), op === 'std', target, dtype);
      return;
    case 'argmax':
    case 'argmin':
      (target as BigInt64Array).set(second as BigInt64Array);
      return;
    default:
      if (types[0] === dtype) (target as { set(from: TypedArray): void }).set(first);
      else cast(first, types[0] as DType, target, dtype);
  }
}

/** Divides a state, which is not needed any more; parts of complex numbers one by one. */
function divide(numbers: Float64Array, by: number, root: boolean, target: TypedArray, dtype: DType): void {
  // Halves are rounded once, from the quotient.
  const half = dtype === 'float16';
  const into = half ? numbers : (target as Float64Array);
  for (let i = 0; i < numbers.length; i++) {
    const value = (numbers[i] as number) / by;
    into[i] = root ? Math.sqrt(value) : value;
  }
  if (half) cast(numbers, 'float64', target, dtype);
}
