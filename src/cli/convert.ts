/** `imglib2-node convert IN OUT`: a file or a stack as one TIFF, written plane by plane. */
import { type Command, Option } from 'commander';
import {
  expandPaths,
  formatBytes,
  fromTiff,
  fromTiffStack,
  progressBar,
  readVolumeInfo,
  type TiffCompression,
  type WriteTiffOptions,
  writeTiff,
} from '../index.js';
import { NAME } from './output.js';

const EXAMPLES = `
Examples:
  $ ${NAME} convert slices/ stack.tif --compression deflate --predictor
  $ ${NAME} convert 'scan/z*.tif' scan.tif --imagej
  $ ${NAME} convert cells.tif cells.ome.tif --ome`;

interface ConvertOptions {
  readonly compression: TiffCompression;
  readonly predictor?: true;
  readonly imagej?: true;
  readonly ome?: true;
  readonly bigtiff?: true;
}

export function addConvert(program: Command): void {
  program
    .command('convert')
    .description('write a TIFF file, or a folder or glob of slices, as one TIFF file, with little memory')
    .argument('<IN>', 'a TIFF file, a folder of slices, or a glob in quotes')
    .argument('<OUT>', 'the file to write; one that is there is replaced')
    .addOption(
      new Option('--compression <NAME>', 'how pixels are stored')
        .choices(['none', 'deflate', 'lzw', 'packbits', 'zstd'])
        .default('none'),
    )
    .option('--predictor', 'store differences of neighbours, which compress better')
    .option('--imagej', 'as an ImageJ hyperstack')
    .option('--ome', 'as OME-TIFF')
    .option('--bigtiff', 'as BigTIFF, also below 4 GiB')
    .addHelpText('after', EXAMPLES)
    .action(convert);
}

async function convert(input: string, output: string, options: ConvertOptions): Promise<void> {
  const { axes, voxelSize, nbytes, shape } = await readVolumeInfo(input);
  const { kind, files } = await expandPaths(input);
  const volume = await (kind === 'file' ? fromTiff(input) : fromTiffStack(files));
  const { compression, predictor = false, imagej = false, ome = false } = options;
  const bar = progressBar('writing planes');
  const wanted: WriteTiffOptions = {
    compression,
    predictor,
    imagej,
    ome,
    bigtiff: options.bigtiff ?? 'auto',
    axes,
    ...(voxelSize && (imagej || ome) && { voxelSize: voxelSize.size, unit: voxelSize.unit }),
    onProgress: ({ done, total }) => bar(done, total),
  };
  try {
    await writeTiff(volume, output, wanted);
  } finally {
    bar.end();
  }
  process.stdout.write(`${output}: ${shape.join(' x ')} ${volume.dtype}, ${formatBytes(nbytes)} of pixels\n`);
}
