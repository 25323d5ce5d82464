import { ArgumentError, DetachedError, DTypeError } from '../errors.js';
import { MemoryBlock } from '../memory/index.js';
import { type DType, dtypeInfo, dtypeOfArray, type TypedArray, type TypedArrayOf } from './dtype.js';
import { checkShape, contiguousStrides, extentOf } from './shape.js';
import { Volume } from './volume.js';

/**
 * A new volume of zeros in off-heap memory.
 *
 * @param shape extents in C order, slowest axis first: `[z, y, x]`.
 * @returns a volume that the caller owns: `close()` it, or leave it to the garbage collector.
 * @throws ArgumentError for a bad shape, DTypeError for an unknown dtype, MemoryLimitError if there is not that much.
 * @example const vol = createVolume([189, 233, 197], 'uint8');
 */
export function createVolume<D extends DType>(shape: readonly number[], dtype: D): Volume<D> {
  const { itemsize } = dtypeInfo(dtype);
  const size = checkShape('createVolume', shape, itemsize);
  const block = MemoryBlock.allocate(size * itemsize).retain();
  return volumeOver(block, { byteOffset: 0, dtype, shape, strides: contiguousStrides(shape) });
}

/**
 * Memory that already exists, as a volume, with no copy: a typed array with the shape to see it in, or a scijs ndarray
 * with its own. Its owner keeps it; the volume's claim keeps the bytes alive for Java even if the owner lets go.
 *
 * @param shape extents in C order, slowest first; without it, a typed array is one axis.
 * @throws ArgumentError if the shape does not fit; DTypeError for other arrays; SharingError for a resizable or growable
 * buffer; DetachedError for one that was transferred.
 * @example const vol = asVolume(new Float32Array(2 * 3 * 4), [2, 3, 4]);
 */
export function asVolume<A extends TypedArray>(
  source: A,
  shape?: readonly number[] | AsVolumeOptions,
  options?: AsVolumeOptions,
): Volume<DTypeOf<A>>;
export function asVolume(
  source: Uint8ClampedArray,
  shape?: readonly number[] | AsVolumeOptions,
  options?: AsVolumeOptions,
): Volume<'uint8'>;
export function asVolume(source: NdArrayLike, options?: AsVolumeOptions): Volume;
export function asVolume(
  source: TypedArray | Uint8ClampedArray | NdArrayLike,
  shapeOrOptions?: readonly number[] | AsVolumeOptions,
  moreOptions?: AsVolumeOptions,
): Volume {
  const given = Array.isArray(shapeOrOptions);
  const shape = given ? (shapeOrOptions as readonly number[]) : undefined;
  const { readOnly = false } = (given ? moreOptions : (shapeOrOptions as AsVolumeOptions | undefined)) ?? {};
  if (isNdArray(source)) {
    if (shape !== undefined) throw new ArgumentError('asVolume: an ndarray has a shape of its own; leave `shape` out');
    return overArray(source.data, [...source.shape], [...source.stride], source.offset, readOnly);
  }
  if (!ArrayBuffer.isView(source)) {
    throw new ArgumentError(`asVolume: expected a typed array or a scijs ndarray, not ${describe(source)}`);
  }
  dtypeOfArray(source);
  const extents = shape ?? [source.length];
  const size = checkShape('asVolume', extents, 1);
  if (size !== source.length) {
    const [found, wanted] = [source.length, size];
    throw new ArgumentError(`asVolume: shape [${extents.join(', ')}] has ${wanted} voxels, the array has ${found}`);
  }
  return overArray(source, extents, contiguousStrides(extents), 0, readOnly);
}

/** Options of {@link asVolume}. */
export interface AsVolumeOptions {
  /** Refuse writes by `Volume.set` and by Java. Default false. */
  readonly readOnly?: boolean;
}

/** What `asVolume` needs of a scijs ndarray: its data, and where voxel [i, j, ...] lies in it. */
export interface NdArrayLike {
  readonly data: unknown;
  readonly shape: readonly number[];
  readonly stride: readonly number[];
  readonly offset: number;
}

/** The dtype of a typed array's type. */
export type DTypeOf<A> = {
  [D in DType]: A extends TypedArrayOf[D] ? D : never;
}[DType];

/** Where and how a volume lies in its block: bytes from its start to voxel [0, ...], strides in elements. */
export interface MemoryLayout<D extends DType> {
  readonly byteOffset: number;
  readonly dtype: D;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  readonly readOnly?: boolean;
}

/** A volume over part of a block; the caller has retained the block for it. */
export function volumeOver<D extends DType>(block: MemoryBlock, layout: MemoryLayout<D>): Volume<D> {
  const { itemsize } = dtypeInfo(layout.dtype);
  const { readOnly = false } = layout;
  return new Volume({ ...layout, shape: [...layout.shape], block, itemsize, readOnly, closed: false });
}

function overArray(
  data: unknown,
  shape: readonly number[],
  strides: readonly number[],
  offset: number,
  readOnly: boolean,
): Volume {
  if (!ArrayBuffer.isView(data)) {
    throw new DTypeError('asVolume: the ndarray is over a plain array; make it over a typed array');
  }
  const dtype = dtypeOfArray(data);
  const array = data as TypedArray;
  const size = checkShape('asVolume', shape, dtypeInfo(dtype).itemsize);
  if (isDetached(array.buffer)) {
    throw new DetachedError('asVolume: the array is empty because its buffer was transferred elsewhere');
  }
  for (const value of [...strides, offset]) {
    if (!Number.isSafeInteger(value)) throw new ArgumentError(`asVolume: stride or offset ${value} is not an integer`);
  }
  const extent = size === 0 ? undefined : extentOf(shape, strides);
  if (extent !== undefined && (offset + extent.low < 0 || offset + extent.high >= array.length)) {
    throw new ArgumentError(
      `asVolume: shape [${shape.join(', ')}], strides [${strides.join(', ')}] and offset ${offset} reach outside the ` +
        `array's ${array.length} elements`,
    );
  }
  const block = MemoryBlock.adopt(array.buffer).retain();
  const byteOffset = array.byteOffset + (extent === undefined ? 0 : offset * dtypeInfo(dtype).itemsize);
  return volumeOver(block, { byteOffset, dtype, shape, strides, readOnly });
}

function isNdArray(source: unknown): source is NdArrayLike {
  const candidate = source as Partial<NdArrayLike> | null;
  return (
    typeof candidate === 'object' &&
    candidate !== null &&
    Array.isArray(candidate.shape) &&
    Array.isArray(candidate.stride) &&
    typeof candidate.offset === 'number' &&
    candidate.data !== undefined
  );
}

// ArrayBuffer.prototype.detached exists from Node 22 on.
function isDetached(buffer: ArrayBufferLike): boolean {
  if (buffer.byteLength > 0) return false;
  try {
    new Uint8Array(buffer);
    return false;
  } catch {
    return true;
  }
}

function describe(value: unknown): string {
  return value === null ? 'null' : Array.isArray(value) ? 'a plain array' : typeof value;
}
