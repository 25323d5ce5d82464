import { ArgumentError, DetachedError, DTypeError } from '../errors.js';
import { MemoryBlock } from '../memory/index.js';
import { checkedInfo, type ShowsBuffer, showsBuffer } from './array-buffer.js';
import { type DType, dtypeInfo, dtypeOfArray, type TypedArray } from './dtype.js';
import { type ByteOrder, NATIVE_BYTE_ORDER } from './elements.js';
import { checkOptions, valueText } from './options.js';
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
  return volumeIn((byteLength) => MemoryBlock.allocate(byteLength), shape, dtype);
}

/**
 * As `createVolume`, but with any values in it, those of freed volumes too: for who writes every voxel before anybody reads
 * one.
 */
export function createUnset<D extends DType>(shape: readonly number[], dtype: D): Volume<D> {
  return volumeIn((byteLength) => MemoryBlock.allocateUnset(byteLength), shape, dtype);
}

function volumeIn<D extends DType>(
  allocate: (byteLength: number) => MemoryBlock,
  shape: readonly number[],
  dtype: D,
): Volume<D> {
  const { itemsize } = dtypeInfo(dtype, 'createVolume');
  const size = checkShape('createVolume', shape, itemsize);
  const block = allocate(size * itemsize).retain();
  return volumeOver(block, { byteOffset: 0, dtype, shape, strides: contiguousStrides(shape) });
}

/**
 * Memory that already exists, as a volume, with no copy: a typed array with the shape to see it in, a scijs ndarray
 * with its own, or any array that shows its buffer by the method `ARRAY_BUFFER`. Its owner keeps it; the volume's claim keeps the bytes alive for Java even if the owner lets go.
 *
 * An ndarray of complex voxels (`dtype: 'complex64'`) has a last axis of the real and the imaginary part, as
 * `Volume.ndarray()` gives it.
 *
 * @param shape extents in C order, slowest first; without it, a typed array is one axis.
 * @throws ArgumentError if the shape does not fit, or a stride is not of whole voxels; DTypeError for other arrays;
 * SharingError for a resizable or growable buffer; DetachedError for one that was transferred.
 * @example const vol = asVolume(new Float32Array(2 * 3 * 4), [2, 3, 4]);
 */
export function asVolume<A extends TypedArray, D extends DType = DTypeOf<A>>(
  source: A,
  shape?: readonly number[] | AsVolumeOptions<D>,
  options?: AsVolumeOptions<D>,
): Volume<D>;
export function asVolume<D extends DType = 'uint8'>(
  source: Uint8ClampedArray,
  shape?: readonly number[] | AsVolumeOptions<D>,
  options?: AsVolumeOptions<D>,
): Volume<D>;
export function asVolume<D extends DType = DType>(
  source: NdArrayLike | ShowsBuffer,
  options?: AsVolumeOptions<D>,
): Volume<D>;
export function asVolume(
  source: TypedArray | Uint8ClampedArray | NdArrayLike | ShowsBuffer,
  shapeOrOptions?: readonly number[] | AsVolumeOptions,
  moreOptions?: AsVolumeOptions,
): Volume {
  const given = Array.isArray(shapeOrOptions);
  const shape = given ? (shapeOrOptions as readonly number[]) : undefined;
  const options = (given ? moreOptions : (shapeOrOptions as AsVolumeOptions | undefined)) ?? {};
  if (!given && typeof shapeOrOptions !== 'object' && shapeOrOptions !== undefined) {
    throw new ArgumentError(`asVolume: shape ${valueText(shapeOrOptions)} must be a list of whole numbers`);
  }
  checkOptions('asVolume', options, { readOnly: 'flag', dtype: 'value' });
  if (showsBuffer(source)) {
    if (shape !== undefined) throw new ArgumentError('asVolume: the array has a shape of its own; leave `shape` out');
    return overShown(source, options);
  }
  if (isNdArray(source)) {
    if (shape !== undefined) throw new ArgumentError('asVolume: an ndarray has a shape of its own; leave `shape` out');
    return overNdArray(source, options);
  }
  if (!ArrayBuffer.isView(source)) {
    throw new ArgumentError(
      `asVolume: expected a typed array, a scijs ndarray or an array that shows its buffer, not ${Array.isArray(source) ? 'a plain array' : valueText(source)}`,
    );
  }
  const { components } = dtypeInfo(dtypeFor(source, options.dtype));
  const extents = shape ?? [source.length / components];
  const size = checkShape('asVolume', extents, 1);
  if (size * components !== source.length) {
    const voxels = components === 1 ? `${size} voxels` : `${size} voxels of ${components} numbers`;
    throw new ArgumentError(`asVolume: shape [${extents.join(', ')}] has ${voxels}, the array has ${source.length}`);
  }
  return overArray(source, { shape: extents, strides: contiguousStrides(extents), offset: 0 }, options);
}

/** Options of {@link asVolume}. */
export interface AsVolumeOptions<D extends DType = DType> {
  /** Refuse writes by `Volume.set` and by Java. Default false. */
  readonly readOnly?: boolean;
  /**
   * What the numbers mean, where it isn't what the array's type says: 'bool' for a Uint8Array, 'argb' for a Uint32Array,
   * 'complex64' for a Float32Array, 'complex128' for a Float64Array, 'float16' for the bits in a Uint16Array.
   */
  readonly dtype?: D;
}

/** Which arrays an element type can be asked for of, besides its own. */
const MEANINGS: Readonly<Partial<Record<DType, DType>>> = {
  bool: 'uint8',
  argb: 'uint32',
  complex64: 'float32',
  complex128: 'float64',
  float16: 'uint16',
};

function dtypeFor(array: ArrayBufferView, wanted: DType | undefined): DType {
  const found = dtypeOfArray(array);
  if (wanted === undefined || wanted === found) return found;
  dtypeInfo(wanted, 'asVolume');
  if (MEANINGS[wanted] === found) return wanted;
  const meanings = Object.entries(MEANINGS).filter(([, of]) => of === found);
  const supported = [found, ...meanings.map(([name]) => name)].join(', ');
  throw new DTypeError(`asVolume: an array of ${found} cannot be seen as ${wanted}; supported: ${supported}`);
}

/** What `asVolume` needs of a scijs ndarray: its data, and where voxel [i, j, ...] lies in it. */
export interface NdArrayLike {
  readonly data: unknown;
  readonly shape: readonly number[];
  readonly stride: readonly number[];
  readonly offset: number;
}

/** The dtype of a typed array's type; where several have that array, the plain one. */
export type DTypeOf<A> = A extends { readonly [Symbol.toStringTag]: keyof ByTag }
  ? ByTag[A[typeof Symbol.toStringTag]]
  : DType;

/** The dtype by the tag of a typed array (`Symbol.toStringTag`). */
export interface ByTag {
  Uint8Array: 'uint8';
  Uint8ClampedArray: 'uint8';
  Int8Array: 'int8';
  Uint16Array: 'uint16';
  Int16Array: 'int16';
  Uint32Array: 'uint32';
  Int32Array: 'int32';
  BigUint64Array: 'uint64';
  BigInt64Array: 'int64';
  Float32Array: 'float32';
  Float64Array: 'float64';
  Float16Array: 'float16';
}

/** Where and how a volume lies in its block: bytes from its start to voxel [0, ...], strides in elements. */
export interface MemoryLayout<D extends DType> {
  readonly byteOffset: number;
  readonly dtype: D;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  readonly readOnly?: boolean;
  /** Default: this machine's. */
  readonly byteOrder?: ByteOrder;
  /** What else keeps the memory valid. */
  readonly owner?: unknown;
}

/** A volume over part of a block; the caller has retained the block for it. */
export function volumeOver<D extends DType>(block: MemoryBlock, layout: MemoryLayout<D>): Volume<D> {
  const { itemsize } = dtypeInfo(layout.dtype);
  const { readOnly = false, byteOrder = NATIVE_BYTE_ORDER } = layout;
  return new Volume({ ...layout, shape: [...layout.shape], block, itemsize, readOnly, byteOrder, closed: false });
}

/** Where the voxels lie in an array: in voxels, the offset in the array's numbers. */
interface ArrayLayout {
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  readonly offset: number;
}

function overNdArray(source: NdArrayLike, options: AsVolumeOptions): Volume {
  const { data, shape, stride, offset } = source;
  if (!ArrayBuffer.isView(data)) {
    throw new DTypeError('asVolume: the ndarray is over a plain array or an object; make it over a typed array');
  }
  const dtype = dtypeFor(data, options.dtype);
  const { components } = dtypeInfo(dtype);
  if (components === 1) return overArray(data, { shape: [...shape], strides: [...stride], offset }, options);
  if (shape.at(-1) !== components || stride.at(-1) !== 1) {
    throw new ArgumentError(
      `asVolume: an ndarray of ${dtype} needs a last axis of 2 numbers side by side, the real and the imaginary part; ` +
        `its shape is [${shape.join(', ')}], its strides are [${stride.join(', ')}]`,
    );
  }
  const strides = stride.slice(0, -1).map((step) => step / components);
  return overArray(data, { shape: shape.slice(0, -1), strides, offset }, options);
}

function overArray(data: ArrayBufferView, layout: ArrayLayout, options: AsVolumeOptions): Volume {
  const dtype = dtypeFor(data, options.dtype);
  const { shape, strides, offset } = layout;
  const { itemsize, components } = dtypeInfo(dtype);
  const array = data as TypedArray;
  const size = checkShape('asVolume', shape, itemsize);
  if (isDetached(array.buffer)) {
    throw new DetachedError('asVolume: the array is empty because its buffer was transferred elsewhere');
  }
  if (!Number.isSafeInteger(offset)) throw new ArgumentError(`asVolume: offset ${offset} is not an integer`);
  if (strides.length !== shape.length || strides.some((step) => !Number.isSafeInteger(step))) {
    throw new ArgumentError(
      `asVolume: strides [${strides.join(', ')}], in voxels of ${dtype} (${itemsize} bytes), for shape ` +
        `[${shape.join(', ')}]: give an integer an axis; memory whose voxels are no whole number of voxels apart must ` +
        'be copied first',
    );
  }
  const extent = size === 0 ? undefined : extentOf(shape, strides);
  const first = offset + (extent?.low ?? 0) * components;
  if (extent !== undefined && (first < 0 || offset + (extent.high + 1) * components > array.length)) {
    throw new ArgumentError(
      `asVolume: shape [${shape.join(', ')}], strides [${strides.join(', ')}] and offset ${offset} reach outside the ` +
        `array's ${array.length} elements`,
    );
  }
  const block = MemoryBlock.adopt(array.buffer).retain();
  const byteOffset = array.byteOffset + (extent === undefined ? 0 : offset * (itemsize / components));
  return volumeOver(block, { byteOffset, dtype, shape, strides, readOnly: options.readOnly ?? false });
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

function overShown(source: ShowsBuffer, options: AsVolumeOptions): Volume {
  const { buffer, start, byteLength, byteOffset, dtype, shape, strides, owner, readOnly } = checkedInfo(
    'asVolume',
    source,
  );
  const { itemsize, components } = dtypeInfo(dtype);
  if (options.dtype !== undefined && options.dtype !== dtype) {
    throw new DTypeError(`asVolume: the array is of ${dtype}, not ${options.dtype}; convert it with astype`);
  }
  checkShape('asVolume', shape, itemsize);
  const extent = extentOf(shape, strides);
  const first = byteOffset + (extent?.low ?? 0) * itemsize;
  const end = byteOffset + ((extent?.high ?? -1) + 1) * itemsize;
  if (extent !== undefined && (first < 0 || end > byteLength)) {
    throw new ArgumentError(
      `asVolume: the array's shape [${shape.join(', ')}] and byteStrides reach from byte ${first} to ${end} of its ` +
        `data, which has ${byteLength}`,
    );
  }
  if ((start + byteOffset) % (itemsize / components) !== 0) {
    throw new ArgumentError(
      `asVolume: the array's byteOffset ${byteOffset} does not fit elements of ${dtype}; copy it`,
    );
  }
  const block = MemoryBlock.adopt(buffer).retain();
  const place = extent === undefined ? start : start + byteOffset;
  const locked = readOnly || (options.readOnly ?? false);
  return volumeOver(block, { byteOffset: place, dtype, shape, strides, readOnly: locked, owner });
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
