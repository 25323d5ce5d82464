/** `imglib2-node convert IN OUT`: volumes from one format into another, with little memory. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { formatBytes, progressBar, type TiffCompression, type WriteTiffOptions, writeTiff } from '../index.js';
import { type ConvertInput, openInput } from './convert-input.js';
import { writeZarrOutput, type ZarrOutput } from './convert-zarr.js';
import { parseVoxelSize } from './options.js';
import { NAME } from './output.js';

const EXAMPLES = `
OUT ending in .zarr becomes OME-Zarr, anything else a TIFF file. A TIFF that is there is replaced; OME-Zarr only with
--overwrite. After a kill, --resume goes on with what was written; with it, Ctrl-C too keeps what is there.

Examples:
  $ ${NAME} convert slices/ stack.tif --compression deflate --predictor
  $ ${NAME} convert 'scan/z*.tif' scan.tif --imagej
  $ ${NAME} convert t1/ head.ome.zarr --labels labels/ --voxel-size 1,1,1 --unit mm
  $ ${NAME} convert scan.tif scan.ome.zarr --ngff 0.4 --compression blosc --chunks 32,128,128
  $ ${NAME} convert head.ome.zarr head.tif --level 1 --imagej`;

const TIFF_COMPRESSIONS = ['none', 'deflate', 'lzw', 'packbits', 'zstd'];
const ZARR_COMPRESSIONS = ['none', 'gzip', 'zstd', 'blosc'];
/** The customary exit code of a program that Ctrl-C ended. */
const INTERRUPTED = 130;

interface ConvertOptions extends ZarrOutput {
  readonly predictor?: true;
  readonly imagej?: true;
  readonly ome?: true;
  readonly bigtiff?: true;
  readonly level: number;
  readonly voxelSize?: readonly number[];
  readonly unit?: string;
}

/** Options that one kind of output has and the other has not. */
const TIFF_ONLY = ['predictor', 'imagej', 'ome', 'bigtiff'] as const;
const ZARR_ONLY = ['chunks', 'shards', 'levels', 'labels', 'overwrite', 'resume'] as const;

export function addConvert(program: Command): void {
  program
    .command('convert')
    .description('write TIFF files, slices or OME-Zarr as one TIFF file or as OME-Zarr, with little memory')
    .argument('<IN>', 'a TIFF file, a folder of slices, a glob in quotes, or OME-Zarr (a folder, .zip or URL)')
    .argument('<OUT>', 'the TIFF file or, ending in .zarr, the OME-Zarr folder to write')
    .addOption(
      new Option(
        '--compression <NAME>',
        `how pixels are stored: ${TIFF_COMPRESSIONS.join(', ')} in TIFF (default none), ${ZARR_COMPRESSIONS.join(', ')} in OME-Zarr (default zstd)`,
      ).choices([...new Set([...TIFF_COMPRESSIONS, ...ZARR_COMPRESSIONS])]),
    )
    .option('--voxel-size <Z,Y,X>', 'size of a voxel along each axis (default: as the input says)', parseVoxelSize)
    .option('--unit <NAME>', 'its unit, such as um or mm')
    .option('--level <N>', 'the resolution of an OME-Zarr input; 0 is the finest', parseCount(0), 0)
    .option('--predictor', 'TIFF: store differences of neighbours, which compress better')
    .option('--imagej', 'TIFF: as an ImageJ hyperstack')
    .option('--ome', 'TIFF: as OME-TIFF')
    .option('--bigtiff', 'TIFF: as BigTIFF, also below 4 GiB')
    .addOption(new Option('--ngff <VERSION>', 'OME-Zarr: its version').choices(['0.4', '0.5']).default('0.5'))
    .option('--chunks <Z,Y,X>', 'OME-Zarr: voxels of a chunk, or one number (default 64)', parseExtents)
    .option('--shards <Z,Y,X>', 'OME-Zarr 0.5: voxels of a file of many chunks', parseExtents)
    .option('--levels <N>', 'OME-Zarr: how many resolutions (default: until 128 voxels do)', parseCount(1))
    .option('--labels <PATH>', 'OME-Zarr: labels of the same grid, written with the image')
    .option('--overwrite', 'OME-Zarr: replace what is there')
    .option('--resume', 'OME-Zarr: go on with a write that was ended in the middle')
    .addHelpText('after', EXAMPLES)
    .action(convert);
}

async function convert(input: string, output: string, options: ConvertOptions): Promise<void> {
  const toZarr = /\.zarr\/*$/i.test(output);
  checkOptions(toZarr, options);
  const opened = await openInput(input, options.level);
  const { voxelSize: size, unit = opened.spacing?.unit } = options;
  const spacing = size ? { size, unit } : opened.spacing && { ...opened.spacing, unit };
  const source: ConvertInput = { ...opened, spacing };
  const { volume } = source;
  const bar = progressBar(toZarr ? 'writing chunks' : 'writing planes');
  const onProgress = ({ done, total }: { readonly done: number; readonly total: number }): void => bar(done, total);
  const interruption = new AbortController();
  const interrupt = (): void => {
    if (interruption.signal.aborted) process.exit(INTERRUPTED);
    interruption.abort();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, interrupt);
  try {
    const control = { onProgress, signal: interruption.signal };
    if (toZarr) await writeZarrOutput(source, output, options, control);
    else await writeTiff(volume, output, { ...tiffOptions(source, options), ...control });
  } catch (error) {
    if (!interruption.signal.aborted) throw error;
    process.exitCode = INTERRUPTED;
    return;
  } finally {
    bar.end();
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, interrupt);
  }
  const nbytes = formatBytes(volume.nbytes);
  process.stdout.write(`${output}: ${volume.shape.join(' x ')} ${volume.dtype}, ${nbytes} of pixels\n`);
}

function tiffOptions({ axes, spacing }: ConvertInput, options: ConvertOptions): WriteTiffOptions {
  const { compression = 'none', predictor = false, imagej = false, ome = false, bigtiff = 'auto' } = options;
  const size = spacing?.size.every((edge) => edge > 0) ? spacing.size : undefined;
  return {
    ...{ predictor, imagej, ome, bigtiff, axes },
    compression: compression as TiffCompression,
    ...(size && (imagej || ome) && { voxelSize: size, ...(spacing?.unit !== undefined && { unit: spacing.unit }) }),
  };
}

/** @throws Error for options that the output has no use for. */
function checkOptions(toZarr: boolean, options: ConvertOptions): void {
  const wrong = (toZarr ? TIFF_ONLY : ZARR_ONLY).find((name) => options[name as keyof ConvertOptions] !== undefined);
  const what = toZarr ? 'OME-Zarr' : 'TIFF';
  if (wrong !== undefined) throw new Error(`--${wrong} is not for ${what}, which OUT is by its name`);
  const choices = toZarr ? ZARR_COMPRESSIONS : TIFF_COMPRESSIONS;
  const { compression } = options;
  if (compression === undefined || choices.includes(compression)) return;
  throw new Error(`--compression ${compression} is not for ${what}; use ${choices.join(', ')}`);
}

function parseExtents(text: string): readonly number[] {
  const extents = text.split(',').map(Number);
  if (extents.every((extent) => Number.isSafeInteger(extent) && extent >= 1)) return extents;
  throw new InvalidArgumentError('It must be integers of at least 1, such as 64 or 32,128,128.');
}

function parseCount(least: number): (text: string) => number {
  return (text) => {
    const count = Number(text);
    if (text.trim() !== '' && Number.isSafeInteger(count) && count >= least) return count;
    throw new InvalidArgumentError(`It must be an integer of at least ${least}.`);
  };
}
