import { DTypeError, SharingError } from '../errors.js';
import { bridge, type JavaObject, javaCall, javaClass, startJvmSync } from '../jvm/index.js';
import { MemoryBlock } from '../memory/index.js';
import {
  createVolume,
  DTYPES,
  dtypeOfCode,
  NATIVE_BYTE_ORDER,
  reverseAxes,
  SWAPPED_BYTE_ORDER,
  type Volume,
  volumeOver,
} from '../volume/index.js';
import { SWAPPED, toImgLib2 } from './to-imglib2.js';

/** Options of {@link fromImgLib2}. */
export interface FromImgLib2Options {
  /** Copy the voxels if the image's memory cannot be shared (it lies in Java's heap, or is computed). Default false. */
  readonly copy?: boolean;
}

/**
 * A Java image as a volume. If its voxels lie in memory that came from a volume (the image itself, or a permuted,
 * flipped, cropped or stepped view of it), the volume is that memory, with no copy; its lowest corner is voxel [0, ...].
 *
 * @param javaImage a `RandomAccessibleInterval` as a java-bridge object.
 * @returns a volume that the caller owns, with its axes in C order: Java's (x, y, z) becomes [z, y, x].
 * @throws SharingError if the memory cannot be shared and `copy` is not set; DTypeError for other pixel types.
 * @example const turned = fromImgLib2(handle.image.viewSync().permuteSync(0, 2));
 */
export function fromImgLib2(javaImage: JavaObject, options: FromImgLib2Options = {}): Volume {
  startJvmSync();
  const images = javaClass('SharedImages');
  const described = javaCall(() => images.describeSync(javaImage) as (bigint | number)[] | null);
  if (described !== null) return volumeOfDescription(described.map(Number), described);
  if (options.copy !== true) {
    throw new SharingError(
      'fromImgLib2: the image is not a view of memory that came from a volume (it lies in the Java heap, or its ' +
        'voxels are computed); pass { copy: true } to copy its voxels',
    );
  }
  return copied(javaImage);
}

/** `[block, address of voxel 0, dtype, readOnly, n, dim0, stride0, ...]`, fastest axis first. */
function volumeOfDescription(numbers: readonly number[], exact: readonly (bigint | number)[]): Volume {
  const [id, , code, readOnly, ndim] = numbers as [number, number, number, number, number];
  const block = MemoryBlock.attach(id).retain();
  const dims = Array.from({ length: ndim }, (_, d) => numbers[5 + 2 * d] as number);
  const strides = Array.from({ length: ndim }, (_, d) => numbers[6 + 2 * d] as number);
  // Addresses may exceed 2^53, offsets in a block do not.
  const byteOffset = Number(BigInt(exact[1] as bigint | number) - block.address);
  const [shape, reversed] = [reverseAxes(dims), reverseAxes(strides)];
  return volumeOver(block, {
    byteOffset,
    dtype: dtypeOfCode(code % SWAPPED),
    byteOrder: code >= SWAPPED ? SWAPPED_BYTE_ORDER : NATIVE_BYTE_ORDER,
    shape,
    strides: reversed,
    readOnly: readOnly !== 0,
  });
}

function copied(javaImage: JavaObject): Volume {
  const copies = javaClass('Copies');
  const code = javaCall(() => Number(copies.dtypeOfSync(javaImage)));
  if (code < 0) {
    const type = bridge.isInstanceOf(javaImage, 'net.imglib2.RandomAccessibleInterval')
      ? 'this pixel type'
      : 'what is no RandomAccessibleInterval';
    throw new DTypeError(`fromImgLib2: no dtype for ${type}; supported: ${DTYPES.join(', ')}`);
  }
  const dims = javaCall(() => (copies.dimensionsSync(javaImage) as (bigint | number)[]).map(Number));
  const volume = createVolume(reverseAxes(dims), dtypeOfCode(code));
  const target = toImgLib2(volume);
  try {
    javaCall(() => copies.copyIntoSync(javaImage, BigInt(target.id)));
  } finally {
    target.close();
  }
  return volume;
}
