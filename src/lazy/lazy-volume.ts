import type { ElementwiseOp } from '../kernels/index.js';
import {
  type Complex,
  checkOptions,
  type DType,
  dtypeInfo,
  isComplexNumber,
  type SliceRange,
  type Volume,
} from '../volume/index.js';
import {
  blocksNode,
  castNode,
  checkComputable,
  checkDepth,
  elementwiseNode,
  memoryNode,
  rechunkNode,
  reduceAxes,
  reduceNode,
} from './build.js';
import { overlapNode } from './build-overlap.js';
import { permuteNode, sliceNode, squeezeNode } from './build-view.js';
import { type ComputeOptions, computeInto, computeVolume, type StoreTarget } from './compute.js';
import { describeNode, nodeText } from './describe.js';
import type { BlockFunction, ModuleFunction, Node, ReduceOp } from './graph.js';
import type { ChunkSpec, Chunks } from './grid.js';
import {
  checkOverlap,
  functionName,
  type MapOverlapOptions,
  type MeanDType,
  portable,
  type ReduceOptions,
  type VarianceDType,
  type VarianceOptions,
} from './options.js';
import { nodeSvg } from './svg.js';

/** The other side of arithmetic: a lazy volume, a volume in memory, or a number, also a complex one. */
export type Operand = LazyVolume | Volume | number | bigint | Complex;

/** Options of `LazyVolume.mapBlocks`. */
export interface MapBlocksOptions {
  /** The element type of what the function gives. Default: the volume's. */
  readonly dtype?: DType;
  /** The chunks of the result, where the function changes the extents of blocks; as many an axis as the volume has. */
  readonly chunks?: ChunkSpec;
  /** More volumes of the same shape and chunks, whose blocks the function gets as `info.others`. */
  readonly others?: readonly LazyVolume[];
  /** Shown in messages and pictures. */
  readonly name?: string;
}

/**
 * An array that is computed when it is needed, chunk by chunk: what dask.array is in Python. Axes are in C order, slowest
 * first: `[z, y, x]`. Every method gives a new lazy volume at once and reads nothing; `compute()` gives a Volume.
 *
 * @example
 * const vol = await fromTiffStack('scan/*.tif');
 * const projection = await vol.slice([100, 200]).max({ axis: 0 }).compute();
 */
export class LazyVolume<D extends DType = DType> {
  /** The graph below. @internal */
  readonly node: Node;

  /** @internal Use fromFunction, fromSource, fromDelayed or fromVolume. */
  constructor(node: Node) {
    checkComputable(node.dtype);
    this.node = node;
  }

  /** Extent of each axis, slowest first. */
  get shape(): readonly number[] {
    return this.node.shape;
  }

  /** The element type. */
  get dtype(): D {
    return this.node.dtype as D;
  }

  /** The sizes of the chunks along each axis. */
  get chunks(): Chunks {
    return this.node.chunks;
  }

  /** How many axes there are. */
  get ndim(): number {
    return this.shape.length;
  }

  /** How many voxels there are. */
  get size(): number {
    return this.shape.reduce((product, extent) => product * extent, 1);
  }

  /** Bytes of all voxels. */
  get nbytes(): number {
    return this.size * dtypeInfo(this.dtype).itemsize;
  }

  /** A part, with the rules of `Volume.slice`. @example vol.slice([10, 20], null, [null, null, -1]) */
  slice(...ranges: SliceRange[]): LazyVolume<D> {
    return new LazyVolume(sliceNode(this.node, ranges));
  }

  /** One index of one axis, which goes away. */
  pick(axis: number, index: number): LazyVolume<D> {
    const at = axis < 0 ? axis + this.ndim : axis;
    reduceAxes('pick', this.ndim, axis);
    return this.slice(...this.shape.map((_, d) => (d === at ? index : null)));
  }

  /** The axes in another order. @example vol.permuteDims([2, 1, 0]) // [x, y, z] */
  permuteDims(axes: readonly number[]): LazyVolume<D> {
    return new LazyVolume(permuteNode(this.node, axes));
  }

  /** One axis, or all, reversed. */
  flip(axis?: number): LazyVolume<D> {
    const [at] = axis === undefined ? [undefined] : reduceAxes('flip', this.ndim, axis);
    return this.slice(
      ...this.shape.map((_, d): SliceRange => (at === undefined || d === at ? [null, null, -1] : null)),
    );
  }

  /** The same voxels as another type, converted as NumPy does. */
  astype<T extends DType>(dtype: T): LazyVolume<T> {
    return new LazyVolume(castNode(this.node, dtype));
  }

  /** The same voxels, cut into other chunks. @example vol.rechunk([16, 256, 256]) */
  rechunk(chunks: ChunkSpec): LazyVolume<D> {
    return new LazyVolume(rechunkNode(this.node, chunks));
  }

  /** The sum, as the type that NumPy gives: a plain number keeps the volume's. */
  add(other: Operand): LazyVolume {
    return this.#with('add', other);
  }

  /** The difference. */
  subtract(other: Operand): LazyVolume {
    return this.#with('subtract', other);
  }

  /** The product. */
  multiply(other: Operand): LazyVolume {
    return this.#with('multiply', other);
  }

  /** The quotient, as floating-point numbers. */
  divide(other: Operand): LazyVolume {
    return this.#with('divide', other);
  }

  /** This to the power of another; integers of negative powers are refused. */
  power(other: Operand): LazyVolume {
    return this.#with('power', other);
  }

  /** The voxels without their sign. */
  abs(): LazyVolume {
    return new LazyVolume(elementwiseNode('abs', [this.node]));
  }

  /** The voxels with the other sign; unsigned integers wrap. */
  negative(): LazyVolume {
    return new LazyVolume(elementwiseNode('negative', [this.node]));
  }

  /** The square root, as floating-point numbers. */
  sqrt(): LazyVolume {
    return new LazyVolume(elementwiseNode('sqrt', [this.node]));
  }

  /** The smaller of two, voxel by voxel. */
  minimum(other: Operand): LazyVolume {
    return this.#with('minimum', other);
  }

  /** The larger of two, voxel by voxel. */
  maximum(other: Operand): LazyVolume {
    return this.#with('maximum', other);
  }

  /** True (1) where both are equal. */
  equal(other: Operand): LazyVolume {
    return this.#with('equal', other);
  }

  /** True (1) where they differ. */
  notEqual(other: Operand): LazyVolume {
    return this.#with('notEqual', other);
  }

  /** True (1) where this is less. */
  less(other: Operand): LazyVolume {
    return this.#with('less', other);
  }

  /** True (1) where this is less or equal. */
  lessEqual(other: Operand): LazyVolume {
    return this.#with('lessEqual', other);
  }

  /** True (1) where this is greater. */
  greater(other: Operand): LazyVolume {
    return this.#with('greater', other);
  }

  /** True (1) where this is greater or equal. */
  greaterEqual(other: Operand): LazyVolume {
    return this.#with('greaterEqual', other);
  }

  #with(op: ElementwiseOp, other: Operand): LazyVolume {
    return new LazyVolume(elementwiseNode(op, [this.node, nodeOf(other)]));
  }

  /**
   * A function on each chunk. One of a module runs in worker threads, one of this thread runs here.
   *
   * @param fn gets a chunk as a contiguous volume, valid during the call only, and gives the result's voxels.
   * @example vol.mapBlocks((block) => block.data.map((value) => 255 - value))
   * @example vol.mapBlocks({ module: new URL('./filters.js', import.meta.url), export: 'denoise', args: [3] })
   */
  mapBlocks<T extends DType = D>(
    fn: BlockFunction | ModuleFunction,
    options: MapBlocksOptions & { readonly dtype?: T } = {},
  ): LazyVolume<T> {
    checkOptions('mapBlocks', options, MAP_OPTIONS);
    const { chunks, others = [] } = options;
    return new LazyVolume(
      blocksNode([this.node, ...others.map(({ node }) => node)], {
        fn: portable('mapBlocks', fn),
        depth: this.shape.map(() => 0),
        boundary: 'none',
        dtype: options.dtype ?? this.dtype,
        chunks: chunks === undefined ? this.chunks : blockChunks(this.chunks, chunks),
        name: options.name ?? functionName(fn),
      }),
    );
  }

  /**
   * A function on each chunk with the voxels around it: its result has the extents of what it got, and the `depth` on
   * each side is cut off again.
   *
   * @example vol.mapOverlap((block) => gaussianFilter(block, 0.5).data, { depth: 2, dtype: 'float64' })
   */
  mapOverlap<T extends DType = D>(
    fn: BlockFunction | ModuleFunction,
    options: MapOverlapOptions & { readonly dtype?: T },
  ): LazyVolume<T> {
    checkOverlap(options);
    const { boundary = 'reflect' } = options;
    const depth = checkDepth('mapOverlap', this.node, options.depth, boundary);
    return new LazyVolume(
      overlapNode(this.node, {
        fn: portable('mapOverlap', fn),
        depth,
        boundary,
        dtype: options.dtype ?? this.dtype,
        chunks: this.chunks,
        name: options.name ?? functionName(fn),
      }),
    );
  }

  /** The sum over axes; integers as 64 bits. */
  sum(options?: ReduceOptions): LazyVolume {
    return this.#reduce('sum', options);
  }

  /** The product over axes; integers as 64 bits, which wrap. */
  prod(options?: ReduceOptions): LazyVolume {
    return this.#reduce('prod', options);
  }

  /** The mean over axes. */
  mean(options?: ReduceOptions): LazyVolume<MeanDType<D>> {
    return this.#reduce('mean', options);
  }

  /** The smallest voxel over axes; NaN if one is. */
  min(options?: ReduceOptions): LazyVolume<D> {
    return this.#reduce('min', options);
  }

  /** The largest voxel over axes; NaN if one is. */
  max(options?: ReduceOptions): LazyVolume<D> {
    return this.#reduce('max', options);
  }

  /** The variance over axes. */
  var(options?: VarianceOptions): LazyVolume<VarianceDType<D>> {
    return this.#reduce('var', options, options?.correction);
  }

  /** The standard deviation over axes. */
  std(options?: VarianceOptions): LazyVolume<VarianceDType<D>> {
    return this.#reduce('std', options, options?.correction);
  }

  /** True (1) where any voxel over the axes is not 0. */
  any(options?: ReduceOptions): LazyVolume {
    return this.#reduce('any', options);
  }

  /** True (1) where all voxels over the axes are not 0. */
  all(options?: ReduceOptions): LazyVolume {
    return this.#reduce('all', options);
  }

  /** Where the largest voxel is along one axis, or in C order of all; the first of equals. */
  argmax(options?: ReduceOptions): LazyVolume<'int64'> {
    return this.#reduce('argmax', options);
  }

  /** Where the smallest voxel is along one axis, or in C order of all; the first of equals. */
  argmin(options?: ReduceOptions): LazyVolume<'int64'> {
    return this.#reduce('argmin', options);
  }

  #reduce<T extends DType>(op: ReduceOp, options: ReduceOptions = {}, correction = 0): LazyVolume<T> {
    const axes = reduceAxes(op, this.ndim, options.axis);
    const reduced = reduceNode(op, this.node, axes, correction);
    return new LazyVolume(options.keepdims === true ? reduced : squeezeNode(reduced, axes));
  }

  /**
   * Computes all voxels: reads what the result depends on, and nothing else, in worker threads, with bounded memory.
   *
   * @returns a contiguous volume, which the caller owns.
   * @throws ComputeError that names the chunk (and the file, where the source does), with the failure as `cause`; the
   * signal's reason when aborted; MemoryLimitError if the result does not fit. It can be called again afterwards.
   * @example const plane = await vol.max({ axis: 0 }).compute({ signal: AbortSignal.timeout(60_000) });
   */
  compute(options: ComputeOptions = {}): Promise<Volume<D>> {
    return computeVolume(this.node, options) as unknown as Promise<Volume<D>>;
  }

  /** Computes all voxels once and keeps them: a lazy volume with the same chunks over memory. */
  async persist(options: ComputeOptions = {}): Promise<LazyVolume<D>> {
    return new LazyVolume<D>(memoryNode(await computeVolume(this.node, options), this.chunks as number[][]));
  }

  /**
   * Computes into a volume of this shape and dtype, or hands the voxels chunk by chunk to a writer, without ever having
   * all of them in memory. A writer that a module exports (`export(...args)` gives a `ChunkWriter`) gets them in the
   * worker threads that compute them.
   *
   * @throws as `compute`.
   * @example await vol.store({ write: async (block, { start }) => { await writePlane(start[0], block); } });
   */
  store(target: Volume<D> | StoreTarget | ModuleFunction, options: ComputeOptions = {}): Promise<void> {
    return computeInto(this.node, target as Volume | StoreTarget | ModuleFunction, options);
  }

  /** Shape, dtype, chunks, bytes and the steps of the graph, one a line, for people. */
  describe(): string {
    return describeNode(this.node);
  }

  /** Name, dtype, shape and chunks in one line. */
  toString(): string {
    return nodeText(this.node);
  }

  /** A picture of the box and its chunks, as SVG. @example await writeFile('vol.svg', vol.toSVG()); */
  toSVG(): string {
    return nodeSvg(this.node);
  }
}

/** What stands for an operand in the graph. */
export function nodeOf(operand: Operand): Node | number | bigint | Complex {
  if (operand instanceof LazyVolume) return operand.node;
  if (typeof operand === 'number' || typeof operand === 'bigint' || isComplexNumber(operand)) return operand;
  return memoryNode(operand);
}

const MAP_OPTIONS = { dtype: 'value', chunks: 'value', others: 'value', name: 'value' } as const;

/** Chunk sizes for a result that has as many chunks as the volume: a number stands for that size in each chunk. */
function blockChunks(own: Chunks, spec: ChunkSpec): Chunks {
  const perAxis = typeof spec === 'number' ? own.map(() => spec) : spec;
  return own.map((sizes, d) => {
    const each = perAxis[d] ?? null;
    if (each === null || each === -1) return sizes;
    return typeof each === 'number' ? sizes.map(() => each) : each;
  });
}
