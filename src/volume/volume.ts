import { ArgumentError, DTypeError, ReadOnlyError, ReleasedError } from '../errors.js';
import { MemoryBlock } from '../memory/index.js';
import { ARRAY_BUFFER, type ArrayBufferInfo, infoOf } from './array-buffer.js';
import { asNdArray, type NdArrayOf } from './as-ndarray.js';
import { filledFrom } from './copy.js';
import { type DType, dtypeInfo, type Scalar, type TypedArrayOf } from './dtype.js';
import { type ByteOrder, Elements, NATIVE_BYTE_ORDER } from './elements.js';
import type { VolumeRoot } from './root.js';
import { checkAxes, checkAxis, checkRegion, contiguousStrides, extentOf, isContiguous, type Region } from './shape.js';
import { resolveRange, type SliceRange } from './slice-range.js';
import { attachRoot, type VolumeToken } from './token.js';
import {
  boxOfBytes,
  bytesOfBox,
  decodeBox,
  encodeBox,
  identityMap,
  toRootBox,
  toViewRegion,
  type ViewMap,
} from './view-map.js';

/** What every Node's typed arrays can hold. */
const SAFE_LENGTH = 2 ** 32;

/**
 * An n-dimensional array in memory that Node and the JVM share. Axes are in C order, slowest first: `[z, y, x]`.
 *
 * A volume from `createVolume` or `asVolume` owns JavaScript's claim on its memory: `close()` ends it, or the garbage
 * collector does. `slice`, `pick`, `permuteDims` and `flip` give views of the same voxels with no copy; they live as
 * long as the volume they were cut from.
 *
 * @example
 * const vol = createVolume([64, 128, 128], 'uint8');
 * vol.data.fill(7);
 * vol.slice([10, 20]).set(255, 0, 0, 0); // voxel [10, 0, 0]
 * vol.invalidate({ start: [10, 0, 0], shape: [10, 128, 128] }); // viewers repaint those planes
 */
export class Volume<D extends DType = DType> {
  readonly #root: VolumeRoot<D>;
  readonly #map: ViewMap;
  readonly #ownsRoot: boolean;
  #closed = false;
  #data: TypedArrayOf[D] | undefined;
  #elements: Elements<D> | undefined;
  /** Whether there is `data`, and its entries are numbers and not bits. */
  readonly #numbers: boolean;
  /** Whether they are the values of `get`. */
  readonly #plain: boolean;
  /** Extent of each axis, slowest first. */
  readonly shape: readonly number[];
  /** Step between neighbours along each axis, in voxels of memory; may be negative or zero. */
  readonly strides: readonly number[];
  /** Index in `data` of the voxel [0, ..., 0]; of complex voxels, half of it. */
  readonly offset: number;
  /** Where `data` begins, in bytes from the start of the block. */
  readonly byteOffset: number;
  /** How many elements `data` covers, from the lowest to the highest voxel. */
  readonly span: number;
  /** How many voxels there are. */
  readonly size: number;

  /** @internal Use `createVolume`, `asVolume` or a view. */
  constructor(root: VolumeRoot<D>, shape?: readonly number[], map?: ViewMap, owns = map === undefined) {
    this.#root = root;
    this.#ownsRoot = owns;
    this.#map = map ?? identityMap(root.shape.length);
    this.shape = Object.freeze([...(shape ?? root.shape)]);
    this.strides = Object.freeze(
      this.#map.axes.map(({ rootAxis, step }) => (root.strides[rootAxis] as number) * step + 0),
    );
    this.size = this.shape.reduce((product, extent) => product * extent, 1);
    const first = this.#map.origin.reduce((sum, index, a) => sum + index * (root.strides[a] as number), 0);
    const extent = extentOf(this.shape, this.strides);
    this.offset = extent === undefined ? 0 : -extent.low + 0;
    this.span = extent === undefined ? 0 : extent.high - extent.low + 1;
    this.byteOffset = root.byteOffset + (extent === undefined ? 0 : (first + extent.low) * root.itemsize);
    const { kind, components } = dtypeInfo(root.dtype);
    const fits = this.span * components <= SAFE_LENGTH;
    this.#numbers = fits && root.dtype !== 'float16' && root.byteOrder === NATIVE_BYTE_ORDER;
    this.#plain = this.#numbers && kind !== 'complex' && kind !== 'bool';
  }

  /** The element type. */
  get dtype(): D {
    return this.#root.dtype;
  }

  /**
   * Whether writing is refused: `set` throws, and so does Java. Typed arrays cannot be protected, so `data` can still be
   * written; a file mapped for reading keeps its bytes all the same.
   */
  get readOnly(): boolean {
    return this.#root.readOnly;
  }

  /** The order of the bytes of each number; other than this machine's only for volumes mapped so. */
  get byteOrder(): ByteOrder {
    return this.#root.byteOrder;
  }

  /** How many axes there are. */
  get ndim(): number {
    return this.shape.length;
  }

  /** Bytes of all voxels. */
  get nbytes(): number {
    return this.size * this.#root.itemsize;
  }

  /** The memory block below. */
  get block(): MemoryBlock {
    return this.#root.block;
  }

  /** Whether the voxels lie in C order with no gaps, so that `data` is exactly them. */
  get isContiguous(): boolean {
    return isContiguous(this.shape, this.strides);
  }

  /** Whether this volume, or the one it is a view of, was closed. */
  get closed(): boolean {
    return this.#closed || this.#root.closed;
  }

  /**
   * The elements from the lowest to the highest that this volume touches, as a typed array over the shared memory.
   * Voxel [i, j, k] is `data[offset + i * strides[0] + j * strides[1] + k * strides[2]]`; in a contiguous volume
   * `data` is all voxels in C order. A complex voxel is two entries, the real part first.
   *
   * @throws ReleasedError after `close()`; DetachedError if the ArrayBuffer was transferred or its WebAssembly memory
   * grew; DTypeError if the bytes are in another order than this machine's; ArgumentError if one typed array cannot
   * hold so many elements (2^32 in Node 20): take `window(start, length)`, or slices, which have `data` of their own.
   */
  get data(): TypedArrayOf[D] {
    this.#assertOpen();
    if (this.#data === undefined || this.#data.buffer !== this.block.buffer) {
      this.#data = this.#arrayOver('data', 0, this.span);
    }
    return this.#data;
  }

  /**
   * A part of `data`: the elements from number `start` on, `length` of them, of a volume of any size. In a contiguous
   * volume these are voxels in C order.
   *
   * @throws ArgumentError if they aren't within the `span` elements, or still too many for one typed array; the other
   * errors of `data`.
   * @example
   * for (let start = 0; start < vol.size; start += 2 ** 28) {
   *   vol.window(start, Math.min(2 ** 28, vol.size - start)).fill(1);
   * }
   */
  window(start: number, length: number): TypedArrayOf[D] {
    this.#assertOpen();
    if (
      !Number.isInteger(start) ||
      !Number.isInteger(length) ||
      start < 0 ||
      length < 0 ||
      start + length > this.span
    ) {
      throw new ArgumentError(`window: elements ${start} to ${start + length} are not within 0 to ${this.span}`);
    }
    return this.#arrayOver('window', start, length);
  }

  #arrayOver(caller: string, start: number, length: number): TypedArrayOf[D] {
    if (this.byteOrder !== NATIVE_BYTE_ORDER) {
      throw new DTypeError(
        `${caller}: ${this.toString()} has ${this.byteOrder}-endian bytes, which typed arrays cannot show; use get() ` +
          'and set(), ndarray(), or copy(), which gives a volume in the byte order of this machine',
      );
    }
    const { array, components, itemsize } = dtypeInfo(this.dtype);
    const buffer = this.block.buffer;
    try {
      return new array(buffer, this.byteOffset + start * itemsize, length * components);
    } catch (cause) {
      throw new ArgumentError(
        `${caller}: one typed array cannot hold ${length} elements of a volume of shape [${this.shape.join(', ')}]; ` +
          'take a part with window(start, length), or slice() or pick() and the data of those',
        { cause },
      );
    }
  }

  /**
   * The voxel at an index, one number an axis: a number, a bigint for the 64-bit integers, a boolean for bool,
   * `{ re, im }` for complex, 0xAARRGGBB for argb. @throws ArgumentError for an index outside the shape.
   */
  get(...index: number[]): Scalar<D> {
    const element = this.#elementAt('get', index);
    return this.#plain ? (this.data[element] as Scalar<D>) : this.#elementsNow().get(element);
  }

  /**
   * Writes one voxel, converted as typed arrays do; float16 is rounded to the nearest.
   * @throws ArgumentError for an index outside the shape; ReadOnlyError if the volume is read-only.
   */
  set(value: Scalar<D>, ...index: number[]): void {
    if (this.readOnly) throw new ReadOnlyError(`set: ${this.toString()} is read-only`);
    const element = this.#elementAt('set', index);
    if (this.#plain) (this.data as unknown as { [element: number]: Scalar<D> })[element] = value;
    else this.#elementsNow().set(element, value);
  }

  #elementsNow(): Elements<D> {
    this.#assertOpen();
    const buffer = this.block.buffer;
    if (this.#elements?.buffer !== buffer) {
      this.#elements = new Elements(buffer, this.byteOffset, this.span, this.dtype, this.byteOrder);
    }
    return this.#elements;
  }

  /**
   * A view of a part, with no copy. One entry an axis, missing ones mean all: `null` (all), a number (that index; the
   * axis goes away), or `[start, stop, step?]`, half open, negative ones counted from the end, either of the first two
   * `null` for the end itself, as in NumPy.
   *
   * @example vol.slice([10, 20], null, [null, null, -1]) // planes 10 to 19, x mirrored
   */
  slice(...ranges: SliceRange[]): Volume<D> {
    this.#assertOpen();
    if (ranges.length > this.ndim) {
      throw new ArgumentError(`slice: ${ranges.length} ranges for a volume of ${this.ndim} axes`);
    }
    const origin = [...this.#map.origin];
    const axes: ViewMap['axes'][number][] = [];
    const shape: number[] = [];
    this.#map.axes.forEach((axis, d) => {
      const resolved = resolveRange(ranges[d] ?? null, this.shape[d] as number, d);
      origin[axis.rootAxis] = (origin[axis.rootAxis] as number) + resolved.start * axis.step;
      if (resolved.extent === undefined) return;
      axes.push({ rootAxis: axis.rootAxis, step: axis.step * resolved.step });
      shape.push(resolved.extent);
    });
    return new Volume(this.#root, shape, { origin, axes });
  }

  /** The view at one index of one axis, which goes away. @example vol.pick(0, 90) // the plane z = 90 */
  pick(axis: number, index: number): Volume<D> {
    const at = checkAxis('pick', axis, this.ndim);
    return this.slice(...this.shape.map((_, d) => (d === at ? index : null)));
  }

  /** A view with its axes in another order. @example vol.permuteDims([2, 1, 0]) // [x, y, z] */
  permuteDims(axes: readonly number[]): Volume<D> {
    this.#assertOpen();
    const order = checkAxes('permuteDims', axes, this.ndim);
    if (order.length !== this.ndim || new Set(order).size !== this.ndim) {
      throw new ArgumentError(`permuteDims: [${order.join(', ')}] must name each of the ${this.ndim} axes once`);
    }
    return new Volume(
      this.#root,
      order.map((d) => this.shape[d] as number),
      { origin: this.#map.origin, axes: order.map((d) => this.#map.axes[d] as ViewMap['axes'][number]) },
    );
  }

  /** A view with one axis, or all, reversed. */
  flip(axis?: number): Volume<D> {
    const at = axis === undefined ? undefined : checkAxis('flip', axis, this.ndim);
    return this.slice(
      ...this.shape.map((_, d): SliceRange => (at === undefined || d === at ? [null, null, -1] : null)),
    );
  }

  /**
   * This volume as a scijs ndarray over the same memory; it lives as long as the volume is open. Complex voxels get a
   * last axis more, of the real and the imaginary part. Where `data` isn't the values (float16, other byte order, more
   * elements than a typed array holds) the ndarray's data is an object with `get` and `set`, scijs's "generic".
   */
  ndarray(): NdArrayOf<D> {
    this.#assertOpen();
    return asNdArray(this, this.#numbers ? this.data : undefined);
  }

  /** Where the voxels lie, for other libraries (docs/array-protocol.md). @throws DTypeError in another byte order. */
  [ARRAY_BUFFER](): ArrayBufferInfo {
    this.#assertOpen();
    return infoOf(this);
  }

  /**
   * The voxels in a new volume of its own memory: contiguous, writable, in the byte order of this machine.
   * @returns a volume that the caller owns. @throws MemoryLimitError if there is not that much memory.
   */
  copy(): Volume<D> {
    this.#assertOpen();
    const { dtype, itemsize } = this.#root;
    const block = MemoryBlock.allocateUnset(this.nbytes).retain();
    const layout = { byteOffset: 0, shape: [...this.shape], strides: contiguousStrides(this.shape) };
    const state = { dtype, itemsize, readOnly: false, byteOrder: NATIVE_BYTE_ORDER, closed: false };
    const copy = new Volume<D>({ ...layout, ...state, block });
    return filledFrom(this, copy);
  }

  /**
   * Says that voxels have changed: every viewer of this memory repaints them, also one that shows another view of it.
   * @param region box in voxels of this volume; without it, all of it.
   */
  invalidate(region?: Region): void {
    this.#assertOpen();
    const box = toRootBox(this.#map, checkRegion('invalidate', region, this.shape));
    const bytes = bytesOfBox(this.#root, box);
    if (bytes === undefined) return;
    this.block.notify({ bytes, detail: encodeBox(this.#root, box) });
  }

  /**
   * Calls `listener` with the box of this volume's voxels that changed, at each `invalidate` of this memory through any
   * volume or view, also in a worker. A listener keeps the memory until it is ended or the volume closed.
   * @returns a function that ends it.
   */
  onInvalidate(listener: (region: Region) => void): () => void {
    this.#assertOpen();
    return this.block.subscribe(({ bytes, detail }) => {
      const rootBox = decodeBox(this.#root, detail) ?? boxOfBytes(this.#root, bytes);
      const region = rootBox && toViewRegion(this.#map, this.shape, rootBox);
      if (region !== undefined) listener(region);
    });
  }

  /**
   * Ends JavaScript's use: of a view, the view alone; of a whole volume, it and all its views, and the memory is freed
   * as soon as Java and viewers need it no more. Typed arrays over memory from `createVolume` get length 0. Idempotent.
   */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#data = undefined;
    this.#elements = undefined;
    if (this.#ownsRoot && !this.#root.closed) {
      this.#root.closed = true;
      this.block.release();
    }
  }

  /** The same as `close()`, for `using`. */
  [Symbol.dispose](): void {
    this.close();
  }

  /**
   * A token by which another thread of this process attaches to this volume or view, with no copy: send it with
   * `postMessage`. It keeps the memory until it is attached once; make one for each thread. If that thread ended before,
   * attach it here and close that volume.
   *
   * @example
   * worker.postMessage(vol.share());
   * // in the worker: const vol = Volume.attach(token);
   */
  share(): VolumeToken {
    this.#assertOpen();
    this.block.assertAttached();
    const { byteOffset, shape, strides, dtype, readOnly, byteOrder } = this.#root;
    const root = { byteOffset, shape: [...shape], strides: [...strides], dtype, readOnly, byteOrder };
    const view = { shape: [...this.shape], map: this.#map };
    return { kind: 'imglib2-node volume', pid: process.pid, block: this.block.id, hold: this.block.hold(), root, view };
  }

  /**
   * The volume behind a token from `share()`, over the same memory; its owner in this thread is the caller.
   * @throws ArgumentError for what is no token of this process; ReleasedError if the memory is gone.
   */
  static attach(token: VolumeToken): Volume {
    // Also an attached view owns this thread's use of the memory: closing it ends that.
    return new Volume(attachRoot(token), token.view.shape, token.view.map, true);
  }

  /** Dtype and shape, for people. */
  toString(): string {
    return `Volume(${this.dtype} [${this.shape.join(', ')}]${this.closed ? ', closed' : ''})`;
  }

  #elementAt(caller: string, index: readonly number[]): number {
    if (index.length !== this.ndim) {
      throw new ArgumentError(`${caller}: ${index.length} indices for a volume of ${this.ndim} axes`);
    }
    let element = this.offset;
    for (let d = 0; d < index.length; d++) {
      const at = index[d] as number;
      if (!Number.isInteger(at) || at < 0 || at >= (this.shape[d] as number)) {
        throw new ArgumentError(
          `${caller}: index [${index.join(', ')}] is outside the shape [${this.shape.join(', ')}]`,
        );
      }
      element += at * (this.strides[d] as number);
    }
    return element;
  }

  #assertOpen(): void {
    if (this.closed) throw new ReleasedError(`${this.toString()} was closed; make a new volume or view`);
  }
}
