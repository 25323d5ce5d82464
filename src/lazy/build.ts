/** Nodes that compute: conversions, arithmetic, joins, blocks, reductions. */
import { ArgumentError, DTypeError } from '../errors.js';
import {
  checkCast,
  type ElementwiseOp,
  floatResult,
  NUMBER_DTYPES,
  numberDType,
  operationTypes,
  promote,
  realDType,
  reducedDType,
  type WeakScalar,
} from '../kernels/index.js';
import {
  type Complex,
  checkAxes,
  checkAxis,
  createVolume,
  type DType,
  dtypeInfo,
  fillElements,
  isComplexNumber,
  NATIVE_BYTE_ORDER,
  Volume,
  valueText,
} from '../volume/index.js';
import { broadcastNode, broadcastShape } from './build-view.js';
import {
  type BlocksNode,
  type Boundary,
  type JoinNode,
  type Node,
  nextId,
  type ReduceNode,
  type ReduceOp,
} from './graph.js';
import { type ChunkSpec, type Chunks, chunkStarts, normalizeChunks } from './grid.js';

/** The node of a volume in memory. */
export function memoryNode(volume: Volume, chunks?: ChunkSpec): Node {
  if (!(volume instanceof Volume)) {
    throw new ArgumentError(
      `fromVolume: ${valueText(volume)} is no volume in memory; asVolume makes one of typed arrays`,
    );
  }
  const { shape, dtype } = volume;
  if (volume.byteOrder !== NATIVE_BYTE_ORDER) {
    throw new DTypeError(`lazy volumes of ${volume.toString()}: its bytes are in the other order; copy it first`);
  }
  const start = shape.map(() => 0);
  return {
    id: nextId(),
    kind: 'memory',
    shape,
    dtype,
    chunks: normalizeChunks('fromVolume', shape, chunks),
    volume,
    start,
  };
}

/** @throws DTypeError for an element type that lazy volumes don't take: colours, which are no numbers. */
export function checkComputable(dtype: DType): void {
  if ((NUMBER_DTYPES as readonly string[]).includes(dtype)) return;
  throw new DTypeError(
    `lazy volumes of dtype ${dtype}: supported are ${NUMBER_DTYPES.join(', ')}; ` +
      'give the numbers in memory as one of these, with asVolume(volume.data, ...), or convert them',
  );
}

/** The node as another type. @throws DTypeError for types that there is no conversion of. */
export function castNode(input: Node, dtype: DType): Node {
  dtypeInfo(dtype);
  if (input.dtype === dtype) return input;
  checkCast(numberDType(input.dtype), numberDType(dtype));
  return { id: nextId(), kind: 'cast', input, dtype, shape: input.shape, chunks: input.chunks };
}

/** The node cut otherwise. */
export function rechunkNode(input: Node, spec: ChunkSpec): Node {
  const chunks = normalizeChunks('rechunk', input.shape, spec);
  return { id: nextId(), kind: 'rechunk', input, dtype: input.dtype, shape: input.shape, chunks };
}

/** Arithmetic, with NumPy's promotion and broadcasting: a plain number takes the array's type where that holds it. */
export function elementwiseNode(op: ElementwiseOp, given: readonly (Node | WeakScalar | Complex)[]): Node {
  if (!given.some(isNode)) throw new ArgumentError(`${op}: one side at least must be a volume`);
  const operands = given.map((side) => {
    if (isComplexNumber(side)) return scalarNode(side, complexFor(op, given));
    return typeof side === 'boolean' ? scalarNode(Number(side), 'bool') : side;
  });
  const nodes = operands.filter(isNode);
  const types = operationTypes(
    op,
    operands.map((side) => (typeof side === 'object' ? side.dtype : side)),
  );
  const shape = broadcastShape(
    op,
    nodes.map((node) => node.shape),
  );
  const inputs = operands.map((side) => (typeof side === 'object' ? broadcastNode(op, side, shape) : side));
  const chunks = commonChunks(inputs.filter((side): side is Node => typeof side === 'object'));
  return { id: nextId(), kind: 'elementwise', op, inputs, dtype: types.result, shape, chunks };
}

function isNode(side: Node | WeakScalar | Complex): side is Node {
  return typeof side === 'object' && !isComplexNumber(side);
}

/** The least complex type for the numbers of an operation, which the volumes beside them then take. */
function complexFor(op: ElementwiseOp, sides: readonly (Node | WeakScalar | Complex)[]): DType {
  const types = sides.map((side) => (isNode(side) ? side.dtype : side));
  return operationTypes('add', op === 'where' ? types.slice(1) : types).result;
}

/** One number, without axes: in memory, which goes to worker threads, as a function would not. */
export function scalarNode(value: number | bigint | Complex, dtype: DType): Node {
  const volume = createVolume([], dtype);
  fillElements(volume.data, dtype, value);
  return memoryNode(volume);
}

/** Cuts where any of the inputs is cut. */
export function commonChunks(inputs: readonly Node[]): Chunks {
  const [first] = inputs as readonly [Node, ...Node[]];
  return first.shape.map((extent, d) => {
    const own = inputs.map((node) => node.chunks[d] as readonly number[]);
    if (own.every((sizes) => sizes === own[0])) return own[0] as readonly number[];
    const starts = [...new Set(own.flatMap((sizes) => [...chunkStarts(sizes)]))].sort((a, b) => a - b);
    return extent === 0 ? [0] : starts.slice(1).map((end, i) => end - (starts[i] as number));
  });
}

/** Arrays one after another along `axis`, as the type that holds all of theirs. */
export function joinNode(caller: string, inputs: readonly Node[], axis: number): Node {
  const [first] = inputs;
  if (first === undefined) throw new ArgumentError(`${caller}: the list of volumes is empty`);
  const at = checkAxis(caller, axis, first.shape.length);
  inputs.forEach((node, i) => {
    const fits =
      node.shape.length === first.shape.length && node.shape.every((n, d) => d === at || n === first.shape[d]);
    if (fits) return;
    throw new ArgumentError(
      `${caller}: volume ${i} has the shape [${node.shape.join(', ')}], volume 0 [${first.shape.join(', ')}]; ` +
        `they may differ in axis ${at} only`,
    );
  });
  const dtype = inputs.reduce<DType>(
    (type, node) => (type === node.dtype ? type : promote(type, node.dtype)),
    first.dtype,
  );
  const parts = inputs.map((node) => castNode(node, dtype));
  const full = parts.filter((node) => (node.shape[at] as number) > 0);
  const shape = first.shape.map((extent, d) =>
    d === at ? parts.reduce((n, node) => n + (node.shape[d] as number), 0) : extent,
  );
  const chunks = first.shape.map((_, d) => {
    if (d !== at) return first.chunks[d] as readonly number[];
    return full.length === 0 ? [0] : full.flatMap((node) => [...(node.chunks[d] as readonly number[])]);
  });
  return { id: nextId(), kind: 'join', inputs: parts, axis: at, dtype, shape, chunks } satisfies JoinNode;
}

/** A function on each chunk. All inputs have one shape. */
export function blocksNode(
  inputs: readonly Node[],
  options: Omit<BlocksNode, 'id' | 'kind' | 'shape' | 'inputs'>,
): Node {
  const [first] = inputs as readonly [Node, ...Node[]];
  const shape = options.chunks.map((sizes) => sizes.reduce((sum, size) => sum + size, 0));
  const chunks = commonChunks(inputs);
  const cut = inputs.map((node) => (node.chunks === chunks ? node : { ...rechunkNode(node, chunks as number[][]) }));
  if (first.chunks.some((sizes, d) => sizes.length !== chunks[d]?.length)) {
    throw new ArgumentError('mapBlocks: all volumes must be cut into the same chunks; use rechunk first');
  }
  return { id: nextId(), kind: 'blocks', inputs: cut, shape, ...options };
}

/** How far a block must reach around itself along each axis. */
export function checkDepth(
  caller: string,
  input: Node,
  depth: number | readonly number[],
  boundary: Boundary | number,
) {
  const depths = typeof depth === 'number' ? input.shape.map(() => depth) : depth;
  if (!Array.isArray(depths) || depths.length !== input.shape.length) {
    throw new ArgumentError(
      `${caller}: depth needs an entry for each of the ${input.shape.length} axes, or one number`,
    );
  }
  depths.forEach((each, d) => {
    const extent = input.shape[d] as number;
    if (Number.isSafeInteger(each) && each >= 0 && (each <= extent || boundary === 'none' || extent === 0)) return;
    throw new ArgumentError(`${caller}: the depth of axis ${d} is ${each}; use an integer from 0 to ${extent}`);
  });
  return depths;
}

/** The axes a reduction runs over: all without one; sorted. */
export function reduceAxes(
  caller: string,
  ndim: number,
  axis: number | readonly number[] | null | undefined,
): number[] {
  if (axis === undefined || axis === null) return Array.from({ length: ndim }, (_, d) => d);
  const axes = checkAxes(caller, axis, ndim);
  if (new Set(axes).size !== axes.length) {
    throw new ArgumentError(`${caller}: axis [${axes.join(', ')}] names one axis twice`);
  }
  return axes.sort((a, b) => a - b);
}

const NEEDS_ONE: ReadonlySet<ReduceOp> = new Set(['min', 'max', 'argmin', 'argmax']);

/** A reduction; the axes stay, with extent 1. */
export function reduceNode(op: ReduceOp, input: Node, axes: readonly number[], correction = 0): Node {
  if (!Number.isFinite(correction)) {
    throw new ArgumentError(`${op}: correction ${valueText(correction)} must be a finite number`);
  }
  if (NEEDS_ONE.has(op) && axes.some((axis) => input.shape[axis] === 0)) {
    throw new ArgumentError(`${op}: the volume [${input.shape.join(', ')}] is empty along an axis that is reduced`);
  }
  if ((op === 'argmax' || op === 'argmin') && axes.length !== 1 && axes.length !== input.shape.length) {
    throw new ArgumentError(`${op}: give one axis, or none for the place in C order of all voxels`);
  }
  const shape = input.shape.map((extent, d) => (axes.includes(d) ? 1 : extent));
  const chunks = input.chunks.map((sizes, d) => (axes.includes(d) ? [1] : sizes));
  const dtype = reducedType(op, input.dtype);
  // Float32 holds all halves, and its sums are rounded once, to halves, at the end.
  const numbers = input.dtype === 'float16' ? castNode(input, 'float32') : input;
  return {
    id: nextId(),
    kind: 'reduce',
    op,
    input: numbers,
    axes,
    correction,
    shape,
    chunks,
    dtype,
  } satisfies ReduceNode;
}

/** What NumPy gives for a reduction of that type; floats and complex numbers stay, though they are added in float64. */
export function reducedType(op: ReduceOp, dtype: DType): DType {
  switch (op) {
    case 'mean':
    case 'var':
    case 'std':
      if (op !== 'mean') realDType(dtype);
      return floatResult(dtype, 'float64');
    case 'argmax':
    case 'argmin':
      realDType(dtype);
      return 'int64';
    default:
      return reducedDType(op, dtype);
  }
}
