import { ReleasedError } from '../errors.js';
import { bridge, type JavaObject, javaCall, javaClass, startJvmSync } from '../jvm/index.js';
import { onMemoryPressure } from '../memory/index.js';
import { addonBuilt, checked, jni, type NativeImage } from '../native.js';
import { dtypeInfo, isLazyLike, javaLayout, type LazyLike, NATIVE_BYTE_ORDER, type Volume } from '../volume/index.js';
import { type LazyImgLib2Handle, type LazyImgLib2Options, lazyToImgLib2 } from './lazy-image.js';

/**
 * A volume's voxels as an ImgLib2 image in Java, over the same memory.
 *
 * It owns Java's registration of the image. Java's own objects (the image, a view of it, a Cursor) own the memory, so
 * they stay valid after `close()` for as long as Java code holds them.
 */
export class ImgLib2Handle {
  /** The number by which Java's `SharedImages.get` knows the image. */
  readonly id: number;
  /** The address of the lowest byte, as given to Java. */
  readonly address: bigint;
  readonly #native: NativeImage;
  #image: JavaObject;
  #closed = false;

  /** @internal Use `toImgLib2`. */
  constructor(native: NativeImage, address: bigint) {
    this.#native = native;
    this.id = native.id;
    this.address = address;
  }

  /**
   * The `RandomAccessibleInterval`, as a java-bridge object; its axes are Java's, fastest first: [x, y, z]. Made at
   * first use, since wrapping a Java object costs more than sharing the memory.
   * @throws ReleasedError after `close()`.
   */
  get image(): JavaObject {
    if (this.#closed) throw new ReleasedError('the ImgLib2 image was closed; call toImgLib2(volume) again');
    this.#image ??= javaCall(() => javaClass('SharedImages').getSync(BigInt(this.id)));
    return this.#image;
  }

  /** Whether `close()` was called. */
  get closed(): boolean {
    return this.#closed;
  }

  /** Ends JavaScript's hold on the Java image. Idempotent. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    if (this.#image !== undefined) bridge.deleteObject(this.#image);
    this.#image = undefined;
    checked(this.#native.close());
  }

  /** The same as `close()`, for `using`. */
  [Symbol.dispose](): void {
    this.close();
  }
}

// Java sees neither how much memory a small image object holds, nor that JavaScript dropped its handle.
onMemoryPressure(() => {
  if (javaRuns()) checked(jni().collect());
});

/** What is added to the code of a dtype whose bytes are swapped; Java's Elements has the same. */
export const SWAPPED = 0x100;

/** A worker thread cannot start a VM, nor use java-bridge; it can share its volumes with the VM of the main thread. */
function javaRuns(): boolean {
  return addonBuilt('jni') && checked(jni().running());
}

/**
 * Shares a lazy volume with Java as a cell image, whose cells are loaded when Java asks for them; see LazyImgLib2Handle.
 * Its types are those of volumes in memory, but for bool, which is bytes of 0 and 1; the image that never waits has
 * ImgLib2's volatile forms of them, and for complex numbers, where ImgLib2 has none, `Volatile` types of our own.
 *
 * @throws DTypeError for an unknown dtype; ArgumentError for options; the errors of `startJvm`.
 * @example
 * const handle = toImgLib2(fromTiffStack('scan/*.tif'), { cacheBytes: 2 ** 30 });
 */
export function toImgLib2(lazy: LazyLike, options?: LazyImgLib2Options): LazyImgLib2Handle;
/**
 * Shares a volume with Java as an ImgLib2 image, with no copy: what either side writes, the other reads at once.
 * Starts the JVM if none runs.
 *
 * Contiguous volumes become an `ArrayImg` up to 1 GiB, larger ones and others an image of our own over the same memory.
 * Java's axis order is the reverse of the volume's: [z, y, x] becomes (x, y, z). A volume without axes becomes an image
 * with one axis of extent 1. complex64 and complex128 are ComplexFloatType and ComplexDoubleType, bool is
 * NativeBoolType, argb ARGBType. float16, which ImgLib2 lacks, is FloatType: each access converts, and writing rounds;
 * so does one to bytes in another order than this machine's.
 *
 * @returns a handle that the caller owns; Java objects got from it keep the memory themselves.
 * @throws ReleasedError if the volume is closed; DetachedError if its buffer was transferred; the errors of `startJvm`.
 * @example
 * const handle = toImgLib2(createVolume([64, 64, 64], 'uint8'));
 * handle.image.numDimensionsSync(); // 3
 */
export function toImgLib2(volume: Volume): ImgLib2Handle;
export function toImgLib2(source: Volume | LazyLike, options?: LazyImgLib2Options): ImgLib2Handle | LazyImgLib2Handle {
  if (isLazyLike(source)) return lazyToImgLib2(source, options);
  return shared(source);
}

function shared(volume: Volume): ImgLib2Handle {
  const { shape, strides, offset, block, byteOffset, span, dtype, byteOrder } = volume;
  if (volume.closed) throw new ReleasedError(`${volume.toString()} was closed; it cannot be shared`);
  block.assertAttached();
  if (!javaRuns()) startJvmSync();
  const { code, itemsize } = dtypeInfo(dtype);
  const layout = javaLayout(shape, strides, offset);
  const elements = byteOrder === NATIVE_BYTE_ORDER ? code : code + SWAPPED;
  const image = checked(jni().createImage(block.id, byteOffset, span * itemsize, volume.readOnly, elements, layout));
  return new ImgLib2Handle(image, block.address + BigInt(byteOffset));
}
