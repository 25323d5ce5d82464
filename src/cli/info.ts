/** `imglib2-node info PATH`: what a file or a stack holds, from headers alone. */
import type { Command } from 'commander';
import {
  formatBytes,
  type ImageInfo,
  isZarr,
  readVolumeInfo,
  readZarrInfo,
  type TiffInfo,
  type VolumeInfo,
} from '../index.js';
import { NAME, printJson, printTable } from './output.js';
import { zarrRows } from './zarr-rows.js';

const EXAMPLES = `
Examples:
  $ ${NAME} info cells.tif
  $ ${NAME} info t1/
  $ ${NAME} info 'scan/z*.tif' --json
  $ ${NAME} info https://example.org/cells.ome.zarr`;

export function addInfo(program: Command): void {
  program
    .command('info')
    .description('tell what a TIFF file, a picture, a folder or glob of slices, or OME-Zarr holds; no pixel is read')
    .argument(
      '<PATH>',
      'a TIFF file, a PNG or JPEG, a folder of slices, a glob in quotes, or a folder, .zip or URL of Zarr',
    )
    .option('--json', 'one line of JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (path: string, options: { json?: true }) => {
      if (await isZarr(path)) {
        const zarr = await readZarrInfo(path);
        if (options.json) printJson({ path, ...zarr });
        else printTable(zarrRows(path, zarr));
        return;
      }
      const info = await readVolumeInfo(path);
      if (options.json) printJson(report(path, info));
      else printTable(rows(path, info));
    });
}

/** The result as JSON: `shape` in C order, `voxelSize` along [z, y, x]. Of the files of a stack the first and last. */
function report(path: string, { files, voxelSize, tiff, picture, ...volume }: VolumeInfo) {
  const { format, colorSpace, hasAlpha, bits } = picture ?? {};
  return {
    path,
    ...volume,
    ...(voxelSize && { voxelSize: voxelSize.size, unit: voxelSize.unit }),
    files: files.length,
    firstFile: files[0],
    lastFile: files.at(-1),
    ...(tiff && { tiff: tiffReport(tiff) }),
    ...(picture && { picture: { format, colorSpace, hasAlpha, bits } }),
  };
}

function tiffReport(tiff: TiffInfo) {
  const { compression, predictor, photometric, layout, kind, bigTiff, byteOrder, notes } = tiff;
  return { compression, predictor, photometric, layout, kind, bigTiff, byteOrder, notes };
}

function rows(path: string, info: VolumeInfo): [string, string | undefined][] {
  const { shape, axes, dtype, nbytes, files, voxelSize, tiff, picture } = info;
  return [
    ['path', path],
    ['shape', `${shape.join(' x ')} (${[...axes.toLowerCase()].join(', ')})`],
    ['dtype', dtype],
    ['size', formatBytes(nbytes)],
    ['voxel size', voxelSize && `${voxelSize.size.join(' x ')} ${voxelSize.unit}`],
    ['files', files.length === 1 ? undefined : `${files.length}: ${files[0]} ... ${files.at(-1)}`],
    ...(tiff ? tiffRows(tiff) : []),
    ...(picture ? pictureRows(picture) : []),
  ];
}

function tiffRows(tiff: TiffInfo): [string, string | undefined][] {
  const predictor = tiff.predictor === 'none' ? '' : `, ${tiff.predictor} predictor`;
  const format = tiff.bigTiff ? 'BigTIFF' : 'TIFF';
  return [
    ['format', `${format}, ${tiff.byteOrder} endian, ${tiff.layout}, ${tiff.compression}${predictor}`],
    ['written by', tiff.kind === 'plain' ? undefined : tiff.kind],
    ['pixels', tiff.photometric],
    ...tiff.notes.map((note): [string, string] => ['note', note]),
  ];
}

function pictureRows({ format, bits, colorSpace, hasAlpha }: ImageInfo): [string, string | undefined][] {
  return [
    ['format', `${format.toUpperCase()}, ${bits} ${bits === 1 ? 'bit' : 'bits'} a channel`],
    ['pixels', `${colorSpace}${hasAlpha ? ' with opacity' : ''}`],
  ];
}
