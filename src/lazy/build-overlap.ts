/** Arrays with something around them, for functions that look at a voxel's neighbours. */
import { ArgumentError } from '../errors.js';
import { joinNode, scalarNode } from './build.js';
import { broadcastNode, sliceNode } from './build-view.js';
import { type BlocksNode, type Boundary, type Node, nextId } from './graph.js';

/** A function on each chunk of the first input, and the voxels around it; the others give the same boxes. */
export function overlapNode(
  inputs: readonly Node[],
  options: Omit<BlocksNode, 'id' | 'kind' | 'shape' | 'inputs'>,
): Node {
  const { depth, boundary } = options;
  const { shape } = inputs[0] as Node;
  const other = inputs.find((input) => input.shape.join() !== shape.join());
  if (other !== undefined) {
    throw new ArgumentError(
      `mapOverlap: others has a volume of shape [${other.shape.join(', ')}], not [${shape.join(', ')}]`,
    );
  }
  const padded =
    boundary === 'none'
      ? inputs
      : inputs.map((input) => depth.reduce((node, each, axis) => padNode(node, axis, each, boundary), input));
  return { id: nextId(), kind: 'blocks', inputs: padded, shape, ...options };
}

/** The array with `depth` more voxels at both ends of an axis. */
function padNode(node: Node, axis: number, depth: number, boundary: Boundary | number): Node {
  const extent = node.shape[axis] as number;
  if (depth === 0 || extent === 0) return node;
  const part = (start: number, stop: number) =>
    sliceNode(
      node,
      node.shape.map((_, d) => (d === axis ? [start, stop] : null)),
    );
  const mirrored = (part: Node) =>
    sliceNode(
      part,
      part.shape.map((_, d) => (d === axis ? [null, null, -1] : null)),
    );
  const shape = node.shape.map((own, d) => (d === axis ? depth : own));
  const repeated = (part: Node) => broadcastNode('mapOverlap', part, shape);
  const ends = (): readonly [Node, Node] => {
    switch (boundary) {
      case 'reflect':
        return [mirrored(part(0, depth)), mirrored(part(extent - depth, extent))];
      case 'periodic':
        return [part(extent - depth, extent), part(0, depth)];
      case 'nearest':
        return [repeated(part(0, 1)), repeated(part(extent - 1, extent))];
      default: {
        const fill = repeated(scalarNode(boundary as number, node.dtype));
        return [fill, fill];
      }
    }
  };
  const [before, after] = ends();
  return joinNode('mapOverlap', [before, node, after], axis);
}
