/** Lazy volumes of several others. */
import type { ElementwiseOp, WeakScalar } from '../kernels/index.js';
import { type Complex, checkAxis } from '../volume/index.js';
import { elementwiseNode, joinNode } from './build.js';
import { broadcastNode, expandNode, squeezeNode } from './build-view.js';
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
