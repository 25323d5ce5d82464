/** Arrays with something around them, for functions that look at a voxel's neighbours. */
import { joinNode, scalarNode } from './build.js';
import { broadcastNode, sliceNode } from './build-view.js';
import { type BlocksNode, type Boundary, type Node, nextId } from './graph.js';

/** A function on each chunk and the voxels around it. */
export function overlapNode(input: Node, options: Omit<BlocksNode, 'id' | 'kind' | 'shape' | 'inputs'>): Node {
  const { depth, boundary } = options;
  const padded =
    boundary === 'none' ? input : depth.reduce((node, each, axis) => padNode(node, axis, each, boundary), input);
  return { id: nextId(), kind: 'blocks', inputs: [padded], shape: input.shape, ...options };
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
