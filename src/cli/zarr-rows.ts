/** What Zarr holds, as lines for people. */
import { formatBytes, type ZarrInfo } from '../index.js';

type Row = [string, string | undefined];

/** The lines of `info`. */
export function zarrRows(path: string, info: ZarrInfo): Row[] {
  const { ome, name, shape, dtype, nbytes, axes, levels, channels, labels } = info;
  const [finest] = levels as [ZarrInfo['levels'][0]];
  const names = axes.map((axis) => axis.name);
  return [
    ['path', path],
    ['name', name],
    ['shape', `${shape.join(' x ')}${names.length > 0 ? ` (${names.join(', ')})` : ''}`],
    ['dtype', dtype],
    ['size', formatBytes(nbytes)],
    [
      'voxel size',
      finest.scale && axes.map((axis, d) => `${axis.name} ${finest.scale?.[d]} ${axis.unit ?? ''}`.trim()).join(', '),
    ],
    ['format', `${ome === undefined ? '' : `OME-Zarr ${ome}, `}Zarr v${finest.zarr}`],
    ['chunks', finest.chunks.join(' x ')],
    ['shards', finest.shards?.join(' x ')],
    ['codecs', finest.codecs.join(', ')],
    ...(levels.length > 1 ? levels.map((level): Row => [`level ${level.path}`, level.shape.join(' x ')]) : []),
    ...channels.map((channel, c): Row => [`channel ${c}`, channelText(channel)]),
    ['labels', labels.length > 0 ? labels.join(', ') : undefined],
  ];
}

function channelText({ name, color, displayRange, active }: ZarrInfo['channels'][0]): string {
  const range = displayRange && `${displayRange[0]} to ${displayRange[1]}`;
  return [name, color, range, active ? undefined : 'hidden at first'].filter((part) => part !== undefined).join(', ');
}
