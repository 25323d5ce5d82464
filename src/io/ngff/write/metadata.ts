/** What the groups of an image say. */
import { ArgumentError } from '../../../errors.js';
import { type DType, dtypeInfo } from '../../../volume/index.js';
import type { ImageLabel, Multiscale, Omero } from '../model.js';
import { type ImageGrid, transformations } from './axes.js';
import type { PlannedLevel } from './levels.js';
import type { ChannelOptions, LabelsToWrite } from './options.js';

const COLORS = ['ff00ff', '00ff00', '00ffff', 'ffff00', 'ff0000', '0000ff'];

/** The resolutions of an image; those of arrays 0, 1, ... */
export function multiscale(
  grid: ImageGrid,
  levels: readonly PlannedLevel[],
  method: string,
  name: string | undefined,
): Multiscale {
  return {
    ...(name !== undefined && { name }),
    axes: grid.axes,
    datasets: levels.map(({ factors }, level) => ({
      path: String(level),
      coordinateTransformations: transformations(grid, factors),
    })),
    ...(levels.length > 1 && { type: method }),
  };
}

/** How channels are shown. @throws ArgumentError unless there is one for each, with colours and ranges that are some. */
export function omero(channels: readonly ChannelOptions[], count: number, dtype: DType): Omero {
  if (channels.length !== count) {
    throw new ArgumentError(
      `writeOmeZarr: ${channels.length} channels, and the volume has ${count}; give one for each`,
    );
  }
  const [min, max] = dtypeInfo(dtype).range;
  return {
    channels: channels.map(({ name, color, displayRange = [min, max], active = true }, c) => {
      const [start, end] = displayRange;
      if (!(start < end)) {
        throw new ArgumentError(`writeOmeZarr: displayRange [${start}, ${end}] of channel ${c}: the first is the less`);
      }
      const fallback = count === 1 ? 'ffffff' : (COLORS[c % COLORS.length] as string);
      return {
        ...(name !== undefined && { label: name }),
        color: hexColor(color ?? fallback, c),
        active,
        window: { start, end, min: Math.min(min, start), max: Math.max(max, end) },
      };
    }),
  };
}

function hexColor(color: string, channel: number): string {
  const [, digits] = /^#?([0-9a-f]{6})$/i.exec(color) ?? [];
  if (digits !== undefined) return digits.toUpperCase();
  throw new ArgumentError(`writeOmeZarr: the color '${color}' of channel ${channel}: give '#rrggbb'`);
}

/** What is known of labels. @throws ArgumentError for colours that are none. */
export function imageLabel({ colors, properties }: Omit<LabelsToWrite, 'volume'>, name: string): ImageLabel {
  const entries = Object.entries(colors ?? {}).map(([label, rgba]) => {
    const right = rgba.length === 4 && rgba.every((part) => Number.isInteger(part) && part >= 0 && part <= 255);
    if (right && Number.isSafeInteger(Number(label))) return { labelValue: Number(label), rgba };
    throw new ArgumentError(
      `writeOmeZarr: color ${JSON.stringify(rgba)} of label ${label} of '${name}': give [red, green, blue, opacity], 0 to 255`,
    );
  });
  return {
    ...(entries.length > 0 && { colors: entries }),
    ...(properties && { properties }),
    source: { image: '../../' },
  };
}
