/** Pictures: PNG, JPEG and TIFF files that libvips (sharp) decodes. */
import { open, readFile } from 'node:fs/promises';
import type { Metadata, Sharp } from 'sharp';
import { ArgumentError, FormatError, UnsupportedFormatError } from '../errors.js';
import { asVolume, type DType, type Volume } from '../volume/index.js';

/** What the header of a picture says. */
export interface ImageInfo {
  readonly path: string;
  readonly format: 'png' | 'jpeg' | 'tiff';
  /** [y, x, c] as `readImage` gives it, turned as the camera says. */
  readonly shape: readonly [number, number, number];
  /** The type that holds all of its bits: 'uint16' of a picture with 16 bits a channel. */
  readonly dtype: 'uint8' | 'uint16';
  /** How the file stores colours: 'srgb', 'b-w' (grey), 'cmyk', 'rgb16', 'grey16' ... */
  readonly colorSpace: string;
  /** Whether it stores an opacity. */
  readonly hasAlpha: boolean;
  /** Bits a channel in the file. */
  readonly bits: number;
}

/** Options of {@link readImage}. */
export interface ReadImageOptions<D extends 'uint8' | 'uint16' = 'uint8' | 'uint16'> {
  /**
   * Channels of the result. Default: as the file, 1 (grey), 3 (red, green, blue) or 4 (and opacity). 3 repeats grey and
   * leaves opacity out; 4 repeats grey and is opaque where the file says nothing.
   */
  readonly channels?: 3 | 4;
  /**
   * Default 'uint8', and pictures of 16 bits are refused: say 'uint8' for their upper eight bits, 'uint16' for all.
   */
  readonly dtype?: D;
  /** The most pixels (width times height) that are decoded; default 2^28. */
  readonly maxPixels?: number;
}

const MAX_PIXELS = 2 ** 28;
const DEPTHS: Readonly<Record<string, 'uint8' | 'uint16'>> = { uchar: 'uint8', ushort: 'uint16' };
const SIGNATURES: readonly (readonly [ImageInfo['format'], readonly number[]])[] = [
  ['png', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  ['jpeg', [0xff, 0xd8, 0xff]],
  ['tiff', [0x49, 0x49, 42, 0]],
  ['tiff', [0x4d, 0x4d, 0, 42]],
  ['tiff', [0x49, 0x49, 43, 0]],
  ['tiff', [0x4d, 0x4d, 0, 43]],
];

/**
 * Reads a PNG, JPEG or RGB TIFF picture. Its pixels are decoded into memory outside of JavaScript's heap, which the
 * volume takes over with no copy.
 *
 * Colours are sRGB: a colour profile in the file, palettes, and CMYK are converted, and the picture is turned as the
 * camera says. Grey with opacity becomes four channels.
 *
 * @returns uint8 `[y, x, c]`, c = 1 (grey), 3 (red, green, blue) or 4 (and opacity, not premultiplied), which the caller
 * owns; with `dtype: 'uint16'` uint16.
 * @throws ArgumentError when the file cannot be opened, or an option is wrong; UnsupportedFormatError for what is no
 * picture, has several pages, floats, 16 bits without `dtype`, or more than `maxPixels`; FormatError for a broken file.
 * @example
 * const photo = await readImage('cat.jpg', { channels: 3 });
 * await view(photo);
 */
export function readImage(path: string, options?: ReadImageOptions<'uint8'>): Promise<Volume<'uint8'>>;
export function readImage(path: string, options: ReadImageOptions<'uint16'>): Promise<Volume<'uint16'>>;
export async function readImage(path: string, options: ReadImageOptions = {}): Promise<Volume> {
  const { channels, dtype, maxPixels = MAX_PIXELS } = options;
  checkOptions(options);
  const { picture, info } = await openImage(path);
  const [height, width] = info.shape;
  if (height * width > maxPixels) {
    throw new UnsupportedFormatError(
      `${path}: the picture has ${width} x ${height} pixels, more than maxPixels (${maxPixels}); give a larger one`,
    );
  }
  if (info.dtype === 'uint16' && dtype === undefined) {
    throw new UnsupportedFormatError(
      `${path}: the picture has 16 bits a channel; give dtype: 'uint16' for all of them, or 'uint8' for the upper eight`,
    );
  }
  const wanted = dtype ?? 'uint8';
  const count = channels ?? info.shape[2];
  const pixels = await decode(picture, path, wanted, count);
  return asVolume(pixels, [height, width, count]) as Volume;
}

/**
 * What a picture is, from its header alone.
 *
 * @throws ArgumentError when the file cannot be opened; UnsupportedFormatError for what `readImage` would refuse;
 * FormatError for a broken header.
 */
export async function readImageInfo(path: string): Promise<ImageInfo> {
  return (await openImage(path)).info;
}

/** Whether a file begins as a PNG or a JPEG does. */
export async function isPicture(path: string): Promise<boolean> {
  const format = await formatOf(path);
  return format === 'png' || format === 'jpeg';
}

function checkOptions({ channels, dtype, maxPixels = MAX_PIXELS }: ReadImageOptions): void {
  if (channels !== undefined && channels !== 3 && channels !== 4) {
    throw new ArgumentError(`readImage: channels ${String(channels)} must be 3 or 4, or left out`);
  }
  if (dtype !== undefined && dtype !== 'uint8' && dtype !== 'uint16') {
    throw new ArgumentError(`readImage: dtype ${String(dtype)} must be 'uint8' or 'uint16', or left out`);
  }
  if (!Number.isSafeInteger(maxPixels) || maxPixels < 1) {
    throw new ArgumentError(`readImage: maxPixels ${String(maxPixels)} must be a whole number from 1 on`);
  }
}

async function openImage(path: string): Promise<{ picture: Sharp; info: ImageInfo }> {
  const format = await formatOf(path);
  if (format === undefined) {
    throw new UnsupportedFormatError(`${path}: this is no PNG, JPEG or TIFF picture (its first bytes say so)`);
  }
  const { default: sharp } = await import('sharp');
  // Bytes, not the path: libvips remembers pictures by their path, also after the file has changed.
  const bytes = await readFile(path).catch((cause: Error) => unreadable(path, cause));
  const picture = sharp(bytes, { limitInputPixels: false, autoOrient: true });
  const header = await picture.metadata().catch((cause: Error) => broken(path, cause));
  return { picture, info: describe(path, format, header) };
}

function describe(path: string, format: ImageInfo['format'], header: Metadata): ImageInfo {
  const { space, channels, depth, hasAlpha, pages = 1, autoOrient, bitsPerSample } = header;
  if (pages > 1) {
    throw new UnsupportedFormatError(`${path}: the file has ${pages} pages; readTiff reads them as a volume`);
  }
  const dtype = DEPTHS[depth];
  if (dtype === undefined) {
    throw new UnsupportedFormatError(
      `${path}: its pixels are ${depth}; a picture has 8 or 16 bits a channel (readTiff reads other numbers)`,
    );
  }
  const gray = channels === 1 && !hasAlpha && (space === 'b-w' || space === 'grey16');
  const shape = [autoOrient.height, autoOrient.width, gray ? 1 : hasAlpha ? 4 : 3] as const;
  const bits = bitsPerSample ?? (dtype === 'uint8' ? 8 : 16);
  return { path, format, shape, dtype, colorSpace: space, hasAlpha, bits };
}

async function decode(picture: Sharp, path: string, dtype: DType, channels: number): Promise<Uint8Array | Uint16Array> {
  const deep = dtype === 'uint16';
  let pipeline = picture.toColourspace(channels === 1 ? (deep ? 'grey16' : 'b-w') : deep ? 'rgb16' : 'srgb');
  if (channels === 3) pipeline = pipeline.removeAlpha();
  if (channels === 4) pipeline = pipeline.ensureAlpha();
  const { data, info } = await pipeline
    .raw({ depth: deep ? 'ushort' : 'uchar' })
    .toBuffer({ resolveWithObject: true })
    .catch((cause: Error) => broken(path, cause));
  if (info.channels !== channels) {
    throw new UnsupportedFormatError(`${path}: decoded to ${info.channels} channels instead of ${channels}`);
  }
  return deep ? new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2) : new Uint8Array(data.buffer);
}

function unreadable(path: string, cause: Error): never {
  throw new ArgumentError(`${path}: the file cannot be read (${cause.message})`, { cause });
}

function broken(path: string, cause: Error): never {
  // The last line says most: "VipsJpeg: premature end of JPEG image".
  const why = cause.message
    .replace(/[:\s]+$/, '')
    .split('\n')
    .at(-1)
    ?.replace(/^vips\w*: /i, '');
  throw new FormatError(`${path}: the picture is broken (${why})`, { cause });
}

async function formatOf(path: string): Promise<ImageInfo['format'] | undefined> {
  const file = await open(path).catch((cause: Error) => unreadable(path, cause));
  try {
    const head = new Uint8Array(8);
    await file.read(head, 0, head.length, 0);
    return SIGNATURES.find(([, bytes]) => bytes.every((byte, i) => head[i] === byte))?.[0];
  } catch (cause) {
    return unreadable(path, cause as Error);
  } finally {
    await file.close();
  }
}
