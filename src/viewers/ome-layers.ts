/** Images of OME-Zarr as layers of viewers: a layer a channel, in the colours and ranges that the image asks for. */
import { ArgumentError } from '../errors.js';
import { type Axis, channelAxis, type OmeLabels, type OmeLevel, type OmeZarr } from '../io/index.js';
import { type Pyramid, pyramid } from './pyramid.js';
import type { ImageOptions, LabelsOptions } from './viewer.js';

/** What `Viewer.addImage` and `addLabels` are to be called with. */
export interface OmeLayers {
  readonly images: readonly { readonly pyramid: Pyramid; readonly options: ImageOptions }[];
  readonly labels: readonly { readonly pyramid: Pyramid; readonly options: LabelsOptions }[];
}

/** For channels of which the image says nothing: where they overlap, the colours add up. */
const COLORS = ['magenta', 'green', 'cyan', 'yellow', 'red', 'blue'];
const UNITS: Readonly<Record<string, string>> = {
  nanometer: 'nm',
  micrometer: 'µm',
  millimeter: 'mm',
  centimeter: 'cm',
  meter: 'm',
};

/**
 * The layers that show an image of OME-Zarr: each channel in all its resolutions, over time, and its labels.
 *
 * @throws ArgumentError for axes that viewers don't know.
 * @example for (const { pyramid, options } of omeLayers(image).images) await viewer.addImage(pyramid, options);
 */
export function omeLayers(image: OmeZarr): OmeLayers {
  const { name = 'image', channels } = image;
  const axis = channelAxis(image.axes);
  const count = image.levels[0]?.volume.shape[axis] ?? 1;
  const images = Array.from({ length: count }, (_, c) => {
    const channel = channels[c];
    const plain = count > 1 ? COLORS[c % COLORS.length] : undefined;
    const colormap = channel === undefined ? plain : channel.color === '#ffffff' ? 'gray' : channel.color;
    const label = channel?.name ?? (count > 1 ? `channel ${c}` : undefined);
    return {
      pyramid: levelsAt(image.levels, axis, c),
      options: {
        ...placement(image),
        name: label === undefined ? name : `${name}: ${label}`,
        ...(colormap && { colormap }),
        ...(channel?.displayRange && { contrastLimits: channel.displayRange }),
        ...(channel && { visible: channel.active }),
      },
    };
  });
  return { images, labels: image.labels.map(labelsLayer) };
}

function labelsLayer(labels: OmeLabels) {
  const axis = channelAxis(labels.axes);
  const color = Object.fromEntries(
    Object.entries(labels.colors).map(([label, [r = 0, g = 0, b = 0]]) => [label, [r, g, b] as const]),
  );
  return {
    pyramid: levelsAt(labels.levels, axis, 0),
    options: { ...placement(labels), name: labels.name, ...(Object.keys(color).length > 0 && { color }) },
  };
}

/** The resolutions of one channel. */
function levelsAt(levels: readonly OmeLevel[], axis: number, channel: number): Pyramid {
  const finest = (levels[0] as OmeLevel).scale;
  return pyramid(
    levels.map(({ volume, scale }) => ({
      volume: axis < 0 ? volume : volume.pick(axis, channel),
      scale: scale.map((size, d) => size / (finest[d] as number)).filter((_, d) => d !== axis),
    })),
  );
}

/** The axes without that of channels, and the voxels' size along those of space. */
function placement({ axes, scale, source }: Pick<OmeZarr, 'axes' | 'scale' | 'source'>) {
  const letters = axes.map(letterOf).join('').replace('c', '');
  if (!/^t?z?yx$/.test(letters)) {
    const names = axes.map(({ name }) => name).join(', ');
    throw new ArgumentError(
      `${source}: its axes ${names} can't be shown; viewers know t, c, z, y and x, in this order`,
    );
  }
  const voxelSize = scale.filter((_, d) => 'zyx'.includes(letterOf(axes[d] as Axis)));
  const said = axes.at(-1)?.unit;
  const unit = said && (UNITS[said] ?? said);
  return { axes: letters, voxelSize, ...(unit && { unit }) };
}

function letterOf({ name, type }: Axis): string {
  if (type === 'time') return 't';
  return type === 'channel' ? 'c' : name.toLowerCase();
}
