/**
 * What a lazy volume is made of: a graph of nodes, each an array that is described and not computed. Nodes are
 * immutable and shared; making one reads nothing.
 */
import type { ElementwiseOp, FileRuns } from '../kernels/index.js';
import type { DType, Region, TypedArray, Volume } from '../volume/index.js';
import type { Chunks } from './grid.js';

interface NodeBase {
  readonly id: number;
  readonly shape: readonly number[];
  readonly dtype: DType;
  readonly chunks: Chunks;
}

/**
 * Reads voxels of a chunk source. `read` fills `target`, which has exactly the elements of `region` in C order and is
 * memory of the result where possible: read straight into it and keep no reference.
 *
 * `region` is a chunk of the source, or, if the source is divisible, any box inside one chunk. Calls may overlap. A
 * worker thread calls it, so it may as well work synchronously, which is faster for files.
 */
export interface ChunkReader {
  /** Fills `target`, C-contiguous, with the voxels of `region`. */
  read(region: Region, target: TypedArray, signal?: AbortSignal): void | Promise<void>;
  /**
   * For divisible sources: extents, one an axis, of boxes that are read at no extra cost: rows of a strip, [1, 128,
   * width], or a line of tiles. Boxes that are asked for are multiples of it, counted from the chunk's start, where the
   * result's shape allows. Without it, any box is as good.
   */
  granularity?(): readonly number[] | Promise<readonly number[]>;
  /** For divisible sources: `read` also takes boxes of several chunks, for which one call is quicker than one each. */
  readonly acrossChunks?: boolean;
  /**
   * For divisible sources: where the voxels of `region`, which may be of several chunks along the first axis, lie in
   * files that are open, as elements in C order and this machine's byte order with no gaps: one run for each index of the
   * first axis. Reductions then read and add them in one go. Gives what `use` gives, during which the files stay open; or
   * undefined, without calling it, where voxels do not lie like that. It is asked for at most OPEN_CHUNKS (128) chunks.
   */
  withRuns?<T>(region: Region, use: (runs: FileRuns) => T): T | undefined | Promise<T | undefined>;
  /** Called once when a computation is over: close files here. It may be read again later. */
  close?(): void | Promise<void>;
}

/**
 * Takes the blocks of a lazy volume that is stored, in the thread that computes them: what `store` writes files with.
 * Calls may overlap.
 */
export interface ChunkWriter {
  /** Whether a block is still to be written; asked once for each, in the main thread, before any is. Default: all are. */
  wanted?(region: Region): boolean | Promise<boolean>;
  /**
   * Writes the block of `region`, a chunk. `read` computes a box inside it: its elements in C order, valid until the next
   * call of `read` and the end of `write`.
   */
  write(region: Region, read: (part: Region) => Promise<TypedArray>, signal?: AbortSignal): void | Promise<void>;
  /** Called once in each thread when all is over. */
  close?(): void | Promise<void>;
}

/** A function of a module, by name, so that worker threads can import it. */
export interface ModuleFunction {
  /** URL of the module: `new URL('./reader.js', import.meta.url)`, or its `href`. */
  readonly module: string | URL;
  /** The name it is exported by. */
  readonly export: string;
  /** What it is called with; anything that `structuredClone` takes. */
  readonly args?: readonly unknown[];
}

/** Where voxels come from: the export gives a ChunkReader, in each thread that reads; or a reader of this thread. */
export interface SourceNode extends NodeBase {
  readonly kind: 'source';
  readonly origin: ModuleFunction | { readonly reader: ChunkReader };
  readonly divisible: boolean;
  /** For messages and pictures. */
  readonly name: string;
}

/** Voxels that are in memory; `volume` has those from `start` on, at least all that are asked for. */
export interface MemoryNode extends NodeBase {
  readonly kind: 'memory';
  readonly volume: Volume;
  readonly start: readonly number[];
}

/** One axis of a view: the input's axis it runs along, or none (a new or repeated axis), and its step. */
export interface LazyViewAxis {
  readonly axis: number | undefined;
  readonly step: number;
}

/** Input voxel a = origin[a] + step * (index along the view's axis that runs along a). */
export interface ViewNode extends NodeBase {
  readonly kind: 'view';
  readonly input: Node;
  readonly origin: readonly number[];
  readonly axes: readonly LazyViewAxis[];
}

/** The same voxels as another type. */
export interface CastNode extends NodeBase {
  readonly kind: 'cast';
  readonly input: Node;
}

/** The same voxels, cut otherwise. */
export interface RechunkNode extends NodeBase {
  readonly kind: 'rechunk';
  readonly input: Node;
}

/** Arithmetic on voxels at one place; inputs have the node's shape (broadcast by views) or are numbers. */
export interface ElementwiseNode extends NodeBase {
  readonly kind: 'elementwise';
  readonly op: ElementwiseOp;
  readonly inputs: readonly (Node | number | bigint)[];
}

/** Arrays one after another along an axis. */
export interface JoinNode extends NodeBase {
  readonly kind: 'join';
  readonly inputs: readonly Node[];
  readonly axis: number;
}

/**
 * Which voxel of an axis each of the result's is: those of a list; or each so many times, as many for all, or up to where
 * `ends` (one entry a voxel, increasing) says.
 */
export type Places =
  | { readonly kind: 'list'; readonly list: Float64Array }
  | { readonly kind: 'every'; readonly times: number }
  | { readonly kind: 'ends'; readonly ends: Float64Array };

/** Voxels at some places of an axis. */
export interface TakeNode extends NodeBase {
  readonly kind: 'take';
  readonly input: Node;
  readonly axis: number;
  readonly places: Places;
}

/** Neighbouring axes, `[first, end)` of the input and of the result, that have as many voxels in the same C order. */
export interface AxisGroup {
  readonly from: readonly [number, number];
  readonly to: readonly [number, number];
}

/** The same voxels in C order with other axes. Each chunk is, in each group, a row of voxels of that order. */
export interface ReshapeNode extends NodeBase {
  readonly kind: 'reshape';
  readonly input: Node;
  readonly groups: readonly AxisGroup[];
}

/** A function applied to each chunk, with `depth` voxels of its neighbours around it. */
export interface BlocksNode extends NodeBase {
  readonly kind: 'blocks';
  readonly inputs: readonly Node[];
  readonly fn: ModuleFunction | BlockFunction;
  readonly depth: readonly number[];
  readonly boundary: Boundary | number;
  readonly name: string;
}

/** A reduction over `axes`, which have extent 1 in the node's shape; views take them out. */
export interface ReduceNode extends NodeBase {
  readonly kind: 'reduce';
  readonly op: ReduceOp;
  readonly input: Node;
  readonly axes: readonly number[];
  /** For var and std: the divisor is count - correction. */
  readonly correction: number;
}

/** Any node. */
export type Node =
  | SourceNode
  | MemoryNode
  | ViewNode
  | CastNode
  | RechunkNode
  | ElementwiseNode
  | JoinNode
  | TakeNode
  | ReshapeNode
  | BlocksNode
  | ReduceNode;

/** The reductions. */
export type ReduceOp = 'sum' | 'prod' | 'min' | 'max' | 'any' | 'all' | 'mean' | 'var' | 'std' | 'argmax' | 'argmin';

/** What lies around the array for `mapOverlap`: its mirror image, its edge repeated, or itself again. */
export type Boundary = 'reflect' | 'nearest' | 'periodic' | 'none';

/** Where a block lies, and what lies there in other arrays. */
export interface BlockInfo {
  /** The chunk's number along each axis. */
  readonly chunk: readonly number[];
  /** The chunk's place, without what overlaps. */
  readonly region: Region;
  /** The same block of the further arrays that `mapBlocks` was given. */
  readonly others: readonly Volume[];
  /** Aborted when the computation is: for functions that take long. */
  readonly signal?: AbortSignal;
}

/**
 * Computes one block. `block` is contiguous and valid during the call only. It returns the voxels of the result's chunk
 * in C order: a typed array of the result's dtype, or a volume of any strides.
 */
export type BlockFunction = (
  block: Volume,
  info: BlockInfo,
  ...args: any[]
) => TypedArray | Volume | Promise<TypedArray | Volume>;

let lastId = 0;

/** A number for a new node, unique in this thread. */
export function nextId(): number {
  lastId += 1;
  return lastId;
}

/** The nodes that a node is computed from. */
export function inputsOf(node: Node): readonly Node[] {
  switch (node.kind) {
    case 'source':
    case 'memory':
      return [];
    case 'elementwise':
      return node.inputs.filter((input): input is Node => typeof input === 'object');
    case 'join':
    case 'blocks':
      return node.inputs;
    default:
      return [node.input];
  }
}
