import { ArgumentError } from '../../errors.js';
import { newAccumulator, reduce } from '../../kernels/index.js';
import { LazyVolume } from '../../lazy/index.js';
import { checkAxis, type DType, type Volume } from '../../volume/index.js';
import { newVolume } from '../eager/memory.js';
import { named } from '../named.js';
import { checkImage } from './input.js';
import { begin, end } from './passes.js';

/** Options of {@link maximumProjection}. */
export interface ProjectionOptions {
  /** The axis that is looked along; default 0, the slowest. */
  readonly axis?: number;
}

/**
 * The brightest voxel along an axis, for each line of it: `numpy.max(volume, axis=0)`. NaN if one is.
 *
 * @returns a new volume without that axis, which the caller owns; of a lazy volume a lazy one.
 * @throws ArgumentError for an axis that there isn't, or of extent 0; DTypeError for float16, complex and argb.
 * @example const picture = maximumProjection(stack); // [y, x] of [z, y, x]
 */
export function maximumProjection<D extends DType>(volume: Volume<D>, options?: ProjectionOptions): Volume<D>;
export function maximumProjection<D extends DType>(volume: LazyVolume<D>, options?: ProjectionOptions): LazyVolume<D>;
export function maximumProjection<D extends DType>(
  volume: Volume<D> | LazyVolume<D>,
  options: ProjectionOptions = {},
): Volume<D> | LazyVolume<D> {
  checkImage('maximumProjection', volume, { options, names: { axis: 'value' } });
  const { axis = 0 } = options;
  const at = checkAxis('maximumProjection', axis, volume.ndim);
  if (volume.shape[at] === 0) {
    throw new ArgumentError(`maximumProjection: axis ${axis} of shape [${volume.shape.join(', ')}] has no voxels`);
  }
  if (volume instanceof LazyVolume) return volume.max({ axis: at });
  return named('maximumProjection', () => projected(volume, at));
}

function projected<D extends DType>(volume: Volume<D>, axis: number): Volume<D> {
  const { shape, dtype } = volume;
  const product = (extents: readonly number[]): number => extents.reduce((a, b) => a * b, 1);
  const [outer, inner] = [product(shape.slice(0, axis)), product(shape.slice(axis + 1))];
  const work = begin(volume);
  try {
    const block = { dtype, outer, axis: shape[axis] as number, inner };
    return newVolume([...shape.slice(0, axis), ...shape.slice(axis + 1)], dtype, ({ data }) => {
      (data as Uint8Array).set(newAccumulator('max', dtype, outer * inner) as Uint8Array);
      reduce('max', work.volume.data, block, data);
    });
  } finally {
    end(work);
  }
}
