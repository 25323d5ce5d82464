/** Lazy volumes of several others. */
import type { ElementwiseOp, WeakScalar } from '../kernels/index.js';
import { type Complex, checkAxis, type DType, type Volume } from '../volume/index.js';
import { elementwiseNode, joinNode, rechunkNode, scalarNode } from './build.js';
import { reshapeNode } from './build-reshape.js';
import { takeNode } from './build-take.js';
import { broadcastNode, expandNode, squeezeNode } from './build-view.js';
import type { Places } from './graph.js';
import type { Chunks } from './grid.js';
import { LazyVolume, nodeOf, type Operand } from './lazy-volume.js';

/** Volumes one after another along an axis. */
export function joinVolumes(volumes: readonly LazyVolume[], axis: number): LazyVolume {
  return new LazyVolume(
    joinNode(
      'concat',
      volumes.map(({ node }) => node),
      axis,
    ),
  );
}

/** Volumes on top of each other, along a new axis. */
export function stackVolumes(volumes: readonly LazyVolume[], axis: number): LazyVolume {
  const ndim = (volumes[0]?.ndim ?? 0) + 1;
  const at = checkAxis('stack', axis, ndim);
  return new LazyVolume(
    joinNode(
      'stack',
      volumes.map(({ node }) => expandNode(node, at)),
      at,
    ),
  );
}

/** One or the other, voxel by voxel. */
export function whereVolumes(condition: LazyVolume, a: Operand, b: Operand): LazyVolume {
  return new LazyVolume(elementwiseNode('where', [condition.node, nodeOf(a), nodeOf(b)]));
}

/** Any elementwise operation of lazy volumes and numbers. */
export function elementwiseVolumes(
  op: ElementwiseOp,
  operands: readonly (LazyVolume | WeakScalar | Complex)[],
): LazyVolume {
  const sides = operands.map((side) => (side instanceof LazyVolume ? side.node : side));
  return new LazyVolume(elementwiseNode(op, sides));
}

/** A new axis of extent 1 in front of axis `at`. */
export function expandVolume(volume: LazyVolume, at: number): LazyVolume {
  return new LazyVolume(expandNode(volume.node, at));
}

/** Without axes of extent 1. */
export function squeezeVolume(volume: LazyVolume, axes: readonly number[]): LazyVolume {
  return new LazyVolume(squeezeNode(volume.node, axes));
}

/** Repeats axes of extent 1, and new ones in front. */
export function broadcastVolume(caller: string, volume: LazyVolume, shape: readonly number[]): LazyVolume {
  return new LazyVolume(broadcastNode(caller, volume.node, shape));
}

/** One number everywhere, cut like that. */
export function constantVolume(
  caller: string,
  value: number | bigint | Complex,
  dtype: DType,
  chunks: Chunks,
): LazyVolume {
  const shape = chunks.map((sizes) => sizes.reduce((sum, size) => sum + size, 0));
  return new LazyVolume(rechunkNode(broadcastNode(caller, scalarNode(value, dtype), shape), chunks as number[][]));
}

/** Voxels at some places of an axis, which must be there. */
export function takeVolume(caller: string, volume: LazyVolume, axis: number, places: Places): LazyVolume {
  return new LazyVolume(takeNode(caller, volume.node, axis, places));
}

/** The same voxels in C order as another shape, which must have as many. */
export function reshapeVolume(caller: string, volume: LazyVolume, shape: readonly number[]): LazyVolume {
  return new LazyVolume(reshapeNode(caller, volume.node, shape));
}

/** The volume in memory that a lazy one was made of; undefined for any other. It belongs to whoever made it. */
export function memoryOf({ node }: LazyVolume): Volume | undefined {
  return node.kind === 'memory' ? node.volume : undefined;
}
