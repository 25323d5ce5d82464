/** A lazy volume in words. */
import { type DType, dtypeInfo, type Scalar } from '../volume/index.js';
import { formatBytes } from './bytes.js';
import { inputsOf, type Node } from './graph.js';
import { sizeOf } from './grid.js';

/** `LazyVolume(uint8 [101, 2048, 2048], chunks [1, 2048, 2048])`. */
export function nodeText({ dtype, shape, chunks }: Node): string {
  return `LazyVolume(${dtype} [${shape.join(', ')}], chunks [${chunks.map(sizesText).join(', ')}])`;
}

function sizesText(sizes: readonly number[]): string {
  const [first] = sizes;
  const even = sizes.every((size, i) => size === first || (i === sizes.length - 1 && size < (first as number)));
  if (even) return String(first);
  return sizes.length <= 4 ? `(${sizes.join(', ')})` : `(${sizes.slice(0, 3).join(', ')}, ... ${sizes.length})`;
}

/** How many chunks there are. */
export function chunkCount({ chunks }: Node): number {
  return chunks.reduce((count, sizes) => count * sizes.length, 1);
}

/** The largest chunk's extents. */
export function largestChunk({ chunks }: Node): number[] {
  return chunks.map((sizes) => sizes.reduce((most, size) => Math.max(most, size), 0));
}

/** What dask's table says: bytes, shape, chunks, type and steps, of the array and of a chunk. */
export function describeNode(node: Node): string {
  const { itemsize } = dtypeInfo(node.dtype);
  const chunk = largestChunk(node);
  const steps = stepsOf(node);
  const lines = [
    ['', 'Array', 'Chunk'],
    ['Bytes', formatBytes(sizeOf(node.shape) * itemsize), formatBytes(sizeOf(chunk) * itemsize)],
    ['Shape', `[${node.shape.join(', ')}]`, `[${chunk.join(', ')}]`],
    ['Count', `${chunkCount(node)} chunks in ${steps.length} steps`, ''],
    ['Type', node.dtype, ''],
  ];
  const widths = [0, 1].map((column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const table = lines.map((line) =>
    line
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return [...table, '', ...steps.map((text, i) => `${i + 1}. ${text}`)].join('\n');
}

/** The steps of the graph, from the sources on. Equal ones in a row are counted. */
function stepsOf(root: Node): string[] {
  const seen = new Set<Node>();
  const steps: { text: string; count: number }[] = [];
  const visit = (node: Node): void => {
    if (seen.has(node)) return;
    seen.add(node);
    inputsOf(node).forEach(visit);
    const text = `${stepName(node)}: ${node.dtype} [${node.shape.join(', ')}], ${chunkCount(node)} chunks`;
    const same = steps.find((step) => step.text === text);
    if (same) same.count += 1;
    else steps.push({ text, count: 1 });
  };
  visit(root);
  return steps.map(({ text, count }) => (count === 1 ? text : `${count} x ${text}`));
}

/** What a node does, in a word or two. */
export function stepName(node: Node): string {
  switch (node.kind) {
    case 'source':
      return node.name.replace(/"[^"]*"/, '"..."');
    case 'memory':
      return node.shape.length === 0 && !node.volume.closed ? numberText(node.volume.get()) : 'in memory';
    case 'cast':
      return `astype ${node.dtype}`;
    case 'elementwise':
      return node.op;
    case 'join':
      return `concat along axis ${node.axis}`;
    case 'take':
      return `${node.places.kind === 'list' ? 'take' : 'repeat'} along axis ${node.axis}`;
    case 'blocks':
      return node.depth.some((depth) => depth > 0) ? `mapOverlap ${node.name}` : `mapBlocks ${node.name}`;
    case 'reduce':
      return `${node.op} over axis ${node.axes.join(', ')}`;
    default:
      return node.kind;
  }
}

function numberText(value: Scalar<DType>): string {
  return typeof value === 'object' ? `${value.re} + ${value.im}i` : String(value);
}
