/** `imglib2-node info PATH`: what a file or a stack holds, from headers alone. */
import type { Command } from 'commander';
import { formatBytes, readVolumeInfo, type VolumeInfo } from '../index.js';
import { NAME, printJson, printTable } from './output.js';

const EXAMPLES = `
Examples:
  $ ${NAME} info cells.tif
  $ ${NAME} info t1/
  $ ${NAME} info 'scan/z*.tif' --json`;

export function addInfo(program: Command): void {
  program
    .command('info')
    .description('tell what a TIFF file, or a folder or glob of slices, holds; no pixel is read')
    .argument('<PATH>', 'a TIFF file, a folder of slices, or a glob in quotes')
    .option('--json', 'one line of JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (path: string, options: { json?: true }) => {
      const info = await readVolumeInfo(path);
      if (options.json) printJson(report(path, info));
      else printTable(rows(path, info));
    });
}

/** The result as JSON: `shape` in C order, `voxelSize` along [z, y, x]. Of the files of a stack the first and last. */
function report(path: string, { files, voxelSize, tiff, ...volume }: VolumeInfo) {
  const { compression, predictor, photometric, layout, kind, bigTiff, byteOrder, notes } = tiff;
  return {
    path,
    ...volume,
    ...(voxelSize && { voxelSize: voxelSize.size, unit: voxelSize.unit }),
    files: files.length,
    firstFile: files[0],
    lastFile: files.at(-1),
    tiff: { compression, predictor, photometric, layout, kind, bigTiff, byteOrder, notes },
  };
}

function rows(path: string, info: VolumeInfo): [string, string | undefined][] {
  const { shape, axes, dtype, nbytes, files, voxelSize, tiff } = info;
  const predictor = tiff.predictor === 'none' ? '' : `, ${tiff.predictor} predictor`;
  const format = tiff.bigTiff ? 'BigTIFF' : 'TIFF';
  return [
    ['path', path],
    ['shape', `${shape.join(' x ')} (${[...axes.toLowerCase()].join(', ')})`],
    ['dtype', dtype],
    ['size', formatBytes(nbytes)],
    ['voxel size', voxelSize && `${voxelSize.size.join(' x ')} ${voxelSize.unit}`],
    ['files', files.length === 1 ? undefined : `${files.length}: ${files[0]} ... ${files.at(-1)}`],
    ['format', `${format}, ${tiff.byteOrder} endian, ${tiff.layout}, ${tiff.compression}${predictor}`],
    ['written by', tiff.kind === 'plain' ? undefined : tiff.kind],
    ['pixels', tiff.photometric],
    ...tiff.notes.map((note): [string, string] => ['note', note]),
  ];
}
