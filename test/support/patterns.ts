import { createVolume, type DType, dtypeInfo, type Volume } from '../../src/volume/index.js';

/** Values that use every byte, turn negative and yet compress: a coarse ramp, a flat part, and some noise. */
export function pattern<D extends DType>(shape: readonly number[], dtype: D): Volume<D> {
  const volume = createVolume(shape, dtype);
  const { itemsize, kind } = dtypeInfo(dtype);
  const width = shape.at(-1) as number;
  const { buffer, byteOffset, length } = volume.data;
  // Older Nodes have the bits of halves only.
  const bits = dtype === 'float16' ? new Uint16Array(buffer, byteOffset, length) : volume.data;
  const data = bits as unknown as { [i: number]: number | bigint; length: number };
  let noise = 1;
  for (let i = 0; i < data.length; i++) {
    noise = (Math.imul(noise, 1664525) + 1013904223) >>> 0;
    const value = i % width < width / 3 ? 77 : (i >> 2) * 7 + (i % width > (2 * width) / 3 ? noise % 251 : 0);
    if (dtype === 'float16') data[i] = Math.imul(value, 40503) & 0x7bff;
    else if (kind === 'float' || kind === 'complex') data[i] = value * 1.37 - 50.25;
    else if (itemsize === 8) data[i] = BigInt(value) * 0x0102030405060701n;
    else data[i] = value * (2 ** (8 * itemsize - 8) + 3);
  }
  return volume;
}

/** The bytes of a contiguous volume. */
export function bytesOf(volume: Volume): Buffer {
  const { buffer, byteOffset, byteLength } = volume.data;
  return Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
}

/** A contiguous copy of any view, voxel by voxel. */
export function copyOf(view: Volume): Volume {
  const copy = createVolume(view.shape, view.dtype);
  const index = view.shape.map(() => 0);
  for (let i = 0; i < view.size; i++) {
    copy.set(view.get(...index) as never, ...index);
    for (let d = index.length - 1; d >= 0 && ++(index[d] as number) === view.shape[d]; d--) index[d] = 0;
  }
  return copy;
}
