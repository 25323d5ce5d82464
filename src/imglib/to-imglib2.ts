import { ReleasedError } from '../errors.js';
import { bridge, javaCall, javaClass, type JavaObject, startJvmSync } from '../jvm/index.js';
import { checked, jni } from '../native.js';
import { dtypeInfo, javaLayout, type Volume } from '../volume/index.js';

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
  #image: JavaObject;
  #closed = false;

  /** @internal Use `toImgLib2`. */
  constructor(id: number, address: bigint) {
    this.id = id;
    this.address = address;
    unclosed.register(this, id, this);
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

  get closed(): boolean {
    return this.#closed;
  }

  /** Ends JavaScript's hold on the Java image. Idempotent. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    unclosed.unregister(this);
    if (this.#image !== undefined) bridge.deleteObject(this.#image);
    this.#image = undefined;
    checked(jni().closeImage(this.id));
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

// A handle that was dropped without close() must not keep its image registered for ever.
const unclosed = new FinalizationRegistry<number>((id) => {
  checked(jni().closeImage(id));
});

/**
 * Shares a volume with Java as an ImgLib2 image, with no copy: what either side writes, the other reads at once.
 * Starts the JVM if none runs.
 *
 * Contiguous volumes become an `ArrayImg` (a `CellImg` from 1 GiB on), others views or images of the same memory.
 * Java's axis order is the reverse of the volume's: [z, y, x] becomes (x, y, z).
 *
 * @returns a handle that the caller owns; Java objects got from it keep the memory themselves.
 * @throws ReleasedError if the volume is closed; DetachedError if its buffer was transferred; the errors of `startJvm`.
 * @example
 * const handle = toImgLib2(createVolume([64, 64, 64], 'uint8'));
 * handle.image.numDimensionsSync(); // 3
 */
export function toImgLib2(volume: Volume): ImgLib2Handle {
  const { shape, strides, offset, block, byteOffset, span, dtype } = volume;
  if (volume.closed) throw new ReleasedError(`${volume.toString()} was closed; it cannot be shared`);
  block.assertAttached();
  startJvmSync();
  const { code, itemsize } = dtypeInfo(dtype);
  const layout = javaLayout(shape, strides, offset);
  const id = checked(jni().createImage(block.id, byteOffset, span * itemsize, false, code, layout));
  return new ImgLib2Handle(id, block.address + BigInt(byteOffset));
}
