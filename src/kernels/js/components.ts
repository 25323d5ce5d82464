/** Connected components; see native/kernels/components.h. */
import type { KernelCalls } from '../../native.js';
import { distanceOf, steps } from './neighbours.js';

export const label: KernelCalls['label'] = (source, _type, shape, connectivity, target) => {
  if (shape.includes(0)) return 0;
  const voxels = source as unknown as ArrayLike<number | bigint>;
  const size = shape.reduce((a, b) => a * b, 1);
  const before = steps(shape.length, connectivity)
    .map((step) => ({ along: step.along, distance: distanceOf(step, shape) }))
    .filter(({ along }) => (along.find((step) => step !== 0) as number) < 0);
  const index = shape.map(() => 0);
  // Each voxel's parent is one of its component that is not after it.
  const parents = new Uint32Array(size);
  for (let i = 0; i < size; i++) {
    parents[i] = i;
    // Loosely: of 64 bit integers it is 0n.
    if (isZero(voxels[i])) target[i] = 0;
    else {
      target[i] = 1;
      for (const { along, distance } of before) {
        const inside = along.every((step, d) => {
          const at = (index[d] as number) + step;
          return at >= 0 && at < (shape[d] as number);
        });
        if (inside && target[i + distance] !== 0) join(parents, i, i + distance);
      }
    }
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index[axis] = (index[axis] as number) + 1;
      if ((index[axis] as number) < (shape[axis] as number)) break;
      index[axis] = 0;
    }
  }
  return numbered(parents, target);
};

function isZero(value: number | bigint | undefined): boolean {
  return value === 0 || value === 0n;
}

function rootOf(parents: Uint32Array, of: number): number {
  let i = of;
  while (parents[i] !== i) {
    parents[i] = parents[parents[i] as number] as number;
    i = parents[i] as number;
  }
  return i;
}

function join(parents: Uint32Array, a: number, b: number): void {
  const [one, other] = [rootOf(parents, a), rootOf(parents, b)];
  parents[Math.max(one, other)] = Math.min(one, other);
}

/** Numbers by the first voxels; gives the last. */
function numbered(parents: Uint32Array, target: Int32Array): number {
  let count = 0;
  for (let i = 0; i < parents.length; i++) {
    if (target[i] === 0) continue;
    if (parents[i] === i) {
      count += 1;
      target[i] = count;
    } else target[i] = target[parents[i] as number] as number;
  }
  return count;
}
