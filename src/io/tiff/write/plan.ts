/** Everything that is decided before a file is opened for writing: options checked against the volume. */
import { endianness } from 'node:os';
import { ArgumentError } from '../../../errors.js';
import { type DType, dtypeInfo } from '../../../volume/index.js';
import { layAxes } from './axes.js';
import { checkImageJ, checkSpacing } from './check.js';
import type { FileForm } from './directory.js';
import { ENCODERS, type Encoder } from './encoders.js';
import { commonEntries, descriptionEntries } from './entries.js';
import type { WriteTiffOptions } from './options.js';
import type { Described, PagePlan, WritePlan } from './page-plan.js';
import type { Predictor } from './predict.js';

/** Strips of about this many bytes: enough to compress well, little enough that many fit into memory. */
const STRIP_BYTES = 256 * 1024;
/** What offsets of 32 bits reach. */
const CLASSIC_BYTES = 2 ** 32;
/** More than metadata and a directory take, for the choice of BigTIFF. */
const HEADROOM = 2 ** 20;
const DIRECTORY_BYTES = 512;

/**
 * @param name of the image, for OME
 * @param classicBytes where classic TIFF ends; smaller in tests
 * @throws ArgumentError, DTypeError for what does not fit together.
 */
export function planFile(
  volume: Described,
  options: WriteTiffOptions,
  name: string,
  classicBytes = CLASSIC_BYTES,
): WritePlan {
  const plan = planPages(volume, options);
  checkSpacing(plan, options);
  if (plan.flavor === 'imagej') checkImageJ(plan, options);
  const { encoder, pages, pageBytes, rowBytes, strips } = plan;
  const most = pages * (encoder.bound(pageBytes, rowBytes) + strips * 16 + DIRECTORY_BYTES) + HEADROOM;
  const tooLarge = most > classicBytes;
  // Above 4 GiB ImageJ's own form: one directory, and the planes one after the other.
  const oneDirectory = plan.flavor === 'imagej' && encoder.code === 1 && tooLarge;
  if (oneDirectory && pageBytes + HEADROOM > classicBytes) {
    throw new ArgumentError(`writeTiff: ImageJ takes planes below 4 GiB, not of ${pageBytes} bytes`);
  }
  const form: FileForm = { littleEndian: endianness() === 'LE', bigTiff: isBig(plan, options, tooLarge) };
  return {
    ...plan,
    form,
    directories: oneDirectory ? 1 : pages,
    entries: commonEntries(plan, options),
    firstEntries: descriptionEntries(plan, options, name, form.littleEndian),
  };
}

function planPages(volume: Described, options: WriteTiffOptions): PagePlan {
  const { imagej = false, ome = false } = options;
  if (imagej && ome) throw new ArgumentError("writeTiff: give 'imagej' or 'ome', not both: a file has one description");
  const flavor = imagej ? 'imagej' : ome ? 'ome' : 'plain';
  const axes = layAxes(volume.shape, options.axes, flavor);
  const { encoder, level } = encoderOf(options);
  if (axes.samples > 1 && dtypeInfo(volume.dtype).components > 1) {
    throw new ArgumentError(`writeTiff: samples of ${volume.dtype} are not written; name the axis C`);
  }
  const rowBytes = axes.width * axes.samples * dtypeInfo(volume.dtype).itemsize;
  // ImageJ wants the pixels of a raw plane in one piece.
  const onePiece = flavor === 'imagej' && encoder.code === 1;
  const rows = onePiece ? axes.height : Math.min(axes.height, Math.max(1, Math.floor(STRIP_BYTES / rowBytes)));
  return {
    axes,
    dtype: volume.dtype,
    flavor,
    encoder,
    level,
    predictor: predictorOf(options, volume.dtype, encoder),
    rowsPerStrip: rows,
    strips: Math.ceil(axes.height / rows),
    rowBytes,
    pageBytes: rowBytes * axes.height,
    pages: axes.leadShape.reduce((a, b) => a * b, 1),
  };
}

function encoderOf({ compression = 'none', level }: WriteTiffOptions): { encoder: Encoder; level: number } {
  const names = Object.keys(ENCODERS).join(', ');
  if (!Object.hasOwn(ENCODERS, compression)) {
    throw new ArgumentError(`writeTiff: compression ${JSON.stringify(compression)} is not written; there are ${names}`);
  }
  const encoder = ENCODERS[compression];
  const missing = encoder.unavailable?.();
  if (missing !== undefined) throw new ArgumentError(`writeTiff: compression '${compression}' ${missing}`);
  const [lowest, highest, usual] = encoder.levels ?? [0, 0, 0];
  if (level === undefined) return { encoder, level: usual };
  if (encoder.levels === undefined || !Number.isInteger(level) || level < lowest || level > highest) {
    const has = encoder.levels === undefined ? 'no levels' : `levels from ${lowest} to ${highest}`;
    throw new ArgumentError(`writeTiff: level ${String(level)}: compression '${compression}' has ${has}`);
  }
  return { encoder, level };
}

function predictorOf({ predictor = 'none' }: WriteTiffOptions, dtype: DType, encoder: Encoder): Predictor {
  const { kind } = dtypeInfo(dtype);
  const floating = kind === 'float';
  const fitting = floating ? 'floating point' : 'horizontal';
  if (predictor === 'none' || predictor === false) return 1;
  if (predictor !== true && predictor !== 'horizontal' && predictor !== 'floating point') {
    throw new ArgumentError(
      `writeTiff: predictor ${JSON.stringify(predictor)} is not known; there are 'none', 'horizontal' and 'floating point'`,
    );
  }
  if (kind === 'complex') throw new ArgumentError(`writeTiff: there is no predictor of ${dtype}; leave it out`);
  if (predictor !== true && predictor !== fitting) {
    throw new ArgumentError(`writeTiff: predictor '${predictor}' of ${dtype}: use '${fitting}'`);
  }
  if (encoder.code === 1) {
    throw new ArgumentError("writeTiff: a predictor without compression gains nothing; give 'compression' too");
  }
  return floating ? 3 : 2;
}

function isBig(plan: PagePlan, { bigtiff = 'auto' }: WriteTiffOptions, tooLarge: boolean): boolean {
  if (bigtiff !== 'auto' && typeof bigtiff !== 'boolean') {
    throw new ArgumentError(`writeTiff: bigtiff ${JSON.stringify(bigtiff)} must be true, false or 'auto'`);
  }
  if (plan.flavor === 'imagej') {
    if (bigtiff === true)
      throw new ArgumentError("writeTiff: ImageJ reads no BigTIFF; leave 'bigtiff' or 'imagej' out");
    return false;
  }
  if (bigtiff === false && tooLarge && plan.encoder.code === 1) {
    throw new ArgumentError(
      `writeTiff: ${plan.pages} planes of ${plan.pageBytes} bytes do not fit into a TIFF below 4 GiB; allow 'bigtiff'`,
    );
  }
  return bigtiff === 'auto' ? tooLarge : bigtiff;
}
