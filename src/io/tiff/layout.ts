/** What one directory says about one image, checked against the file before anything of its size is allocated. */
import { type DType, dtypeInfo } from '../../volume/index.js';
import { codecOf } from './codecs/index.js';
import { type Ifd, integer, integers, type TiffSource } from './ifd.js';
import type { ByteSource } from './source.js';
import { COMPRESSION_NAMES, PHOTOMETRIC_NAMES, TAG, tagName } from './tags.js';

/**
 * Where and how the pixels of one image are stored. They are cut into segments (strips or tiles); the segments of
 * a plane lie row by row, and the planes, of which there is more than one only where samples are stored apart, follow
 * one another.
 */
export interface PageLayout {
  readonly width: number;
  readonly height: number;
  /** Samples stored apart (planar configuration 2), else 1. */
  readonly planes: number;
  /** Samples a pixel that are stored side by side. */
  readonly samples: number;
  /** Entries of typed arrays a pixel: its samples, two for each that is a complex number. */
  readonly numbers: number;
  readonly dtype: DType;
  readonly littleEndian: boolean;
  readonly compression: number;
  readonly predictor: number;
  readonly photometric: number;
  readonly tiled: boolean;
  readonly segmentWidth: number;
  readonly segmentHeight: number;
  /** Segments in a row of segments, and rows of segments in a plane. */
  readonly across: number;
  readonly down: number;
  readonly offsets: readonly number[];
  readonly byteCounts: readonly number[];
  /** Offset of the directory, for messages. */
  readonly at: number;
}

/** The shape of the page in C order, without leading axes of 1: [y, x], [s, y, x] (planes) or [y, x, s]. */
export function pageShape(page: PageLayout): number[] {
  const { planes, height, width, samples } = page;
  return [...(planes > 1 ? [planes] : []), height, width, ...(samples > 1 ? [samples] : [])];
}

/** Bytes of the decoded page. */
export function pageBytes(page: PageLayout): number {
  return page.planes * page.height * page.width * page.samples * dtypeInfo(page.dtype).itemsize;
}

/** Rows of pixels in segment `index`: a strip at the bottom may be shorter, tiles are always whole. */
export function segmentRows(page: PageLayout, index: number): number {
  const row = Math.floor((index % (page.across * page.down)) / page.across);
  return page.tiled ? page.segmentHeight : Math.min(page.segmentHeight, page.height - row * page.segmentHeight);
}

/** Bytes of segment `index` when it is decoded. */
export function segmentBytes(page: PageLayout, index: number): number {
  return segmentRows(page, index) * page.segmentWidth * page.samples * dtypeInfo(page.dtype).itemsize;
}

/**
 * Reads the layout of one page.
 * @throws FormatError for what contradicts itself or the file, UnsupportedFormatError for what this reader lacks.
 */
export async function readLayout(file: TiffSource, ifd: Ifd): Promise<PageLayout> {
  const { source } = file;
  const width = await required(file, ifd, TAG.ImageWidth);
  const height = await required(file, ifd, TAG.ImageLength);
  if (width === 0 || height === 0) source.corrupt(ifd.offset, `the image is ${width} x ${height} pixels`);
  const format = await readSampleFormat(file, ifd);
  const planar = await integer(file, ifd, TAG.PlanarConfiguration, 1);
  if (planar !== 1 && planar !== 2) source.corrupt(ifd.offset, `${tagName(TAG.PlanarConfiguration)} is ${planar}`);
  const planes = planar === 2 ? format.samples : 1;
  const cut = await readCut(file, ifd, width, height);
  const segments = await readSegments(file, ifd, cut.tiled, planes * cut.across * cut.down);
  const samples = planar === 2 ? 1 : format.samples;
  const page: PageLayout = {
    width,
    height,
    planes,
    samples,
    numbers: samples * dtypeInfo(format.dtype).components,
    dtype: format.dtype,
    littleEndian: file.header.littleEndian,
    compression: await integer(file, ifd, TAG.Compression, 1),
    predictor: await integer(file, ifd, TAG.Predictor, 1),
    photometric: await integer(file, ifd, TAG.PhotometricInterpretation, 1),
    ...cut,
    offsets: segments.offsets,
    byteCounts: segments.byteCounts ?? [],
    at: ifd.offset,
  };
  await refuse(file, ifd, page);
  const whole = segments.byteCounts === undefined ? { ...page, byteCounts: rawByteCounts(source, page) } : page;
  checkSegments(source, whole);
  return whole;
}

async function required(file: TiffSource, ifd: Ifd, tag: number): Promise<number> {
  const value = await integer(file, ifd, tag, undefined);
  return value ?? file.source.corrupt(ifd.offset, `the directory has no ${tagName(tag)}`);
}

async function readSampleFormat(file: TiffSource, ifd: Ifd): Promise<{ dtype: DType; samples: number }> {
  const source: ByteSource = file.source;
  const samples = await integer(file, ifd, TAG.SamplesPerPixel, 1);
  if (samples === 0) source.corrupt(ifd.offset, 'the image has 0 samples a pixel');
  const one = async (tag: number, fallback: number, what: string): Promise<number> => {
    const count = ifd.fields.get(tag)?.count;
    // Some writers give one value for all samples.
    const values = (await integers(file, ifd, tag, count === 1 ? 1 : samples)) ?? [fallback];
    if (values.some((value) => value !== values[0])) source.unsupported(`samples of several ${what} are not read`);
    return values[0] as number;
  };
  const bits = await one(TAG.BitsPerSample, 1, 'widths');
  const format = await one(TAG.SampleFormat, 1, 'kinds');
  const kind = SAMPLE_FORMATS[format];
  if (kind === undefined || !kind.bits.includes(bits)) {
    const what = kind === undefined ? `sample format ${format}` : `${kind.words} samples of ${bits} bits`;
    const known = 'uint8 to uint64, int8 to int64, float16 to float64, complex64 and complex128';
    source.unsupported(`${what} are not read; ${known} are`);
  }
  return { dtype: `${kind.name}${bits}` as DType, samples };
}

const UNSIGNED = { name: 'uint', words: 'unsigned', bits: [8, 16, 32, 64] };

/** By the numbers that TIFF gives them. 4 is 'undefined': every reader takes it for unsigned. 5 are complex integers. */
const SAMPLE_FORMATS: Readonly<Record<number, typeof UNSIGNED>> = {
  1: UNSIGNED,
  2: { name: 'int', words: 'signed', bits: [8, 16, 32, 64] },
  3: { name: 'float', words: 'floating-point', bits: [16, 32, 64] },
  4: UNSIGNED,
  6: { name: 'complex', words: 'complex', bits: [64, 128] },
};

type Cut = Pick<PageLayout, 'tiled' | 'segmentWidth' | 'segmentHeight' | 'across' | 'down'>;

async function readCut(file: TiffSource, ifd: Ifd, width: number, height: number): Promise<Cut> {
  const tiled = ifd.fields.has(TAG.TileOffsets) || ifd.fields.has(TAG.TileWidth);
  if (tiled) {
    const segmentWidth = await required(file, ifd, TAG.TileWidth);
    const segmentHeight = await required(file, ifd, TAG.TileLength);
    if (segmentWidth === 0 || segmentHeight === 0) file.source.corrupt(ifd.offset, 'the tiles have no pixels');
    const across = Math.ceil(width / segmentWidth);
    return { tiled, segmentWidth, segmentHeight, across, down: Math.ceil(height / segmentHeight) };
  }
  const rows = Math.min(await integer(file, ifd, TAG.RowsPerStrip, height), height);
  if (rows === 0) file.source.corrupt(ifd.offset, 'the strips have no rows');
  return { tiled, segmentWidth: width, segmentHeight: rows, across: 1, down: Math.ceil(height / rows) };
}

async function readSegments(file: TiffSource, ifd: Ifd, tiled: boolean, count: number) {
  const offsetsTag = tiled && ifd.fields.has(TAG.TileOffsets) ? TAG.TileOffsets : TAG.StripOffsets;
  const countsTag = tiled && ifd.fields.has(TAG.TileByteCounts) ? TAG.TileByteCounts : TAG.StripByteCounts;
  const offsets = await integers(file, ifd, offsetsTag, count);
  if (offsets === undefined) file.source.corrupt(ifd.offset, `the directory has no ${tagName(offsetsTag)}`);
  return { offsets, byteCounts: await integers(file, ifd, countsTag, count) };
}

/** @throws UnsupportedFormatError that names what is not read. */
async function refuse(file: TiffSource, ifd: Ifd, page: PageLayout): Promise<void> {
  const source: ByteSource = file.source;
  const codec = codecOf(page.compression);
  const name = COMPRESSION_NAMES[page.compression] ?? 'unknown';
  if (codec === undefined) source.unsupported(`compression ${page.compression} (${name}) is not read`);
  const missing = codec.unavailable();
  if (missing !== undefined) source.unsupported(`compression ${page.compression} (${name}) ${missing}`);
  const { kind, components } = dtypeInfo(page.dtype);
  const floating = kind === 'float';
  if (page.predictor < 1 || page.predictor > 3) source.unsupported(`predictor ${page.predictor} is not read`);
  if (page.predictor > 1 && components > 1) source.unsupported(`a predictor of ${page.dtype} is not read`);
  if (page.predictor > 1 && page.compression === 1) source.unsupported('a predictor without compression is not read');
  if (page.predictor === 3 && !floating) source.corrupt(ifd.offset, `predictor 3 (floating point) with ${page.dtype}`);
  const fillOrder = await integer(file, ifd, TAG.FillOrder, 1);
  if (fillOrder !== 1) source.unsupported(`fill order ${fillOrder} (bits of a byte reversed) is not read`);
  const photometric = PHOTOMETRIC_NAMES[page.photometric];
  if (photometric === undefined) source.unsupported(`photometric interpretation ${page.photometric} is not read`);
  if (photometric === 'ycbcr') source.unsupported('YCbCr pixels (subsampled colour) are not read');
  if (ifd.fields.has(TAG.MetaMorphStack)) source.unsupported('MetaMorph stacks (STK) are not read');
}

/** Files of old writers lack the byte counts; for one uncompressed strip they follow from the shape. */
function rawByteCounts(source: ByteSource, page: PageLayout): number[] {
  if (page.compression !== 1 || page.offsets.length !== 1) {
    source.corrupt(page.at, `the directory has no ${tagName(page.tiled ? TAG.TileByteCounts : TAG.StripByteCounts)}`);
  }
  return [segmentBytes(page, 0)];
}

/** Every segment lies in the file, and none declares more pixels than its bytes can hold. */
function checkSegments(source: ByteSource, page: PageLayout): void {
  const codec = codecOf(page.compression);
  let stored = 0;
  for (let i = 0; i < page.offsets.length; i++) {
    const offset = page.offsets[i] as number;
    const count = page.byteCounts[i] as number;
    if (count === 0) source.unsupported(`segment ${i} is absent (a sparse file); such files are not read`);
    source.check(offset, count, `segment ${i} of the image`);
    const needed = segmentBytes(page, i);
    const limit = (codec?.maxRatio ?? 1) * (count + 16);
    const excess = page.compression === 1 && count !== needed;
    if (excess || needed > limit) {
      source.corrupt(offset, `segment ${i} has ${count} bytes, but ${needed} bytes of pixels are declared for it`);
    }
    stored += count;
  }
  if (stored > source.size) source.unsupported('segments that share their bytes are not read');
}
