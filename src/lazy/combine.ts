/** Lazy volumes of several others. */
import { ArgumentError } from '../errors.js';
import { elementwiseNode, joinNode } from './build.js';
import { expandNode } from './build-view.js';
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
  const at = axis < 0 ? axis + ndim : axis;
  if (!Number.isInteger(at) || at < 0 || at >= ndim) {
    throw new ArgumentError(`stack: axis ${axis} is not one of the ${ndim} axes of the result`);
  }
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
