/** The entries of directories, but for those that say where the strips are. */
import { DTypeError } from '../../../errors.js';
import { type DTypeKind, dtypeInfo } from '../../../volume/index.js';
import { TAG } from '../tags.js';
import { edgesOf } from './check.js';
import { asciiValues, type Entry, TYPE } from './directory.js';
import { displayRangesOf, imageJEntries, resolutionEntries } from './imagej-metadata.js';
import { omeXml } from './ome-metadata.js';
import type { WriteTiffOptions } from './options.js';
import type { PagePlan } from './page-plan.js';

const SAMPLE_FORMATS: Readonly<Partial<Record<DTypeKind, number>>> = { unsigned: 1, signed: 2, float: 3, complex: 6 };
const MIN_IS_BLACK = 1;
const RGB = 2;
/** Values of ExtraSamples: unspecified, and opacity that colours were not multiplied by. */
const UNSPECIFIED = 0;
const OPACITY = 2;

/** The entries of every directory. */
export function commonEntries(plan: PagePlan, options: WriteTiffOptions): Entry[] {
  const { axes, dtype, predictor } = plan;
  const { samples } = axes;
  const { itemsize, kind } = dtypeInfo(dtype);
  const format = SAMPLE_FORMATS[kind];
  if (format === undefined) {
    throw new DTypeError(
      `writeTiff: ${dtype} is not written; write its numbers: asVolume(volume.data, volume.shape) is of uint8 or uint32`,
    );
  }
  const colour = (samples === 3 || samples === 4) && (dtype === 'uint8' || dtype === 'uint16');
  const each = (value: number) => new Array<number>(samples).fill(value);
  const extra = each(UNSPECIFIED).slice(colour ? 3 : 1);
  const entries: Entry[] = [
    { tag: TAG.NewSubfileType, type: TYPE.LONG, values: [0] },
    { tag: TAG.ImageWidth, type: TYPE.LONG, values: [axes.width] },
    { tag: TAG.ImageLength, type: TYPE.LONG, values: [axes.height] },
    { tag: TAG.BitsPerSample, type: TYPE.SHORT, values: each(8 * itemsize) },
    { tag: TAG.Compression, type: TYPE.SHORT, values: [plan.encoder.code] },
    { tag: TAG.PhotometricInterpretation, type: TYPE.SHORT, values: [colour ? RGB : MIN_IS_BLACK] },
    { tag: TAG.SamplesPerPixel, type: TYPE.SHORT, values: [samples] },
    { tag: TAG.RowsPerStrip, type: TYPE.LONG, values: [plan.rowsPerStrip] },
    { tag: TAG.PlanarConfiguration, type: TYPE.SHORT, values: [1] },
    { tag: TAG.SampleFormat, type: TYPE.SHORT, values: each(format) },
  ];
  if (extra.length > 0) {
    entries.push({ tag: TAG.ExtraSamples, type: TYPE.SHORT, values: colour ? [OPACITY] : extra });
  }
  if (predictor > 1) entries.push({ tag: TAG.Predictor, type: TYPE.SHORT, values: [predictor] });
  if (plan.flavor === 'imagej' && options.voxelSize !== undefined) {
    entries.push(...resolutionEntries(edgesOf(options.voxelSize)));
  }
  return entries;
}

/** The entries of the first directory alone: who wrote the file, and what its pages are together. */
export function descriptionEntries(
  plan: PagePlan,
  options: WriteTiffOptions,
  name: string,
  littleEndian: boolean,
): Entry[] {
  const { axes, dtype, flavor } = plan;
  const software = { tag: TAG.Software, type: TYPE.ASCII, values: asciiValues('imglib2-node') };
  const voxelSize = options.voxelSize === undefined ? undefined : edgesOf(options.voxelSize);
  const unit = options.unit ?? 'pixel';
  if (flavor === 'imagej') {
    const extents = new Map(axes.leadShape.map((extent, i) => [axes.lead[i] as string, extent]));
    const displayRanges = displayRangesOf(options.displayRange, extents.get('C') ?? 1, dtype);
    return [software, ...imageJEntries({ extents, voxelSize, unit, displayRanges }, littleEndian)];
  }
  const { lead, leadShape, height, width, samples } = axes;
  const text =
    flavor === 'ome'
      ? omeXml({ name, dtype, lead, leadShape, height, width, samples, littleEndian, voxelSize, unit })
      : // As tifffile does, which reads it, as this package does.
        JSON.stringify({ shape: axes.shape, axes: axes.axes });
  return [software, { tag: TAG.ImageDescription, type: TYPE.ASCII, values: asciiValues(text) }];
}
