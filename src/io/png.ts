/** Pictures. */
import { writeFile } from 'node:fs/promises';
import { encode } from 'fast-png';
import { ArgumentError } from '../errors.js';
import { newElements, type Volume } from '../volume/index.js';

/**
 * Writes a picture as PNG.
 *
 * @param picture uint8, `[y, x]` (grey), `[y, x, 3]` (red, green, blue) or `[y, x, 4]` (with opacity); views with
 * strides are taken too. It stays the caller's.
 * @throws ArgumentError for another shape or dtype; the file system's error when the file cannot be written.
 * @example await writePng('slice.png', head.pick(0, 94));
 */
export async function writePng(path: string, picture: Volume): Promise<void> {
  const { shape, dtype } = picture;
  const [height = 0, width = 0, channels = 1] = shape;
  const fits = (shape.length === 2 || (shape.length === 3 && (channels === 3 || channels === 4))) && width * height > 0;
  if (dtype !== 'uint8' || !fits) {
    throw new ArgumentError(
      `writePng: the picture is ${dtype} [${shape.join(', ')}]; give uint8 [y, x], [y, x, 3] or [y, x, 4]`,
    );
  }
  const data = picture.isContiguous ? (picture.data as Uint8Array) : gather(picture as Volume<'uint8'>, channels);
  await writeFile(path, encode({ width, height, data, channels: channels as 1 | 3 | 4, depth: 8 }));
}

function gather(picture: Volume<'uint8'>, channels: number): Uint8Array {
  const { data, offset, strides, shape } = picture;
  const [height = 0, width = 0] = shape;
  const [stepY = 0, stepX = 0, stepC = 0] = strides;
  const packed = newElements('writePng', 'uint8', height * width * channels);
  let to = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < channels; c++) packed[to++] = data[offset + y * stepY + x * stepX + c * stepC] as number;
    }
  }
  return packed;
}
