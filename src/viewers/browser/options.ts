/** What the browser viewer takes beyond what all viewers take. */
import { ArgumentError } from '../../errors.js';
import { checkOpacity, rgbOf } from '../colors.js';
import { checkDisplayRange } from '../display-range.js';
import type { Color, ImageOptions, LabelsOptions, OpenOptions, PointsOptions } from '../viewer.js';
import { COLORMAPS } from './colormaps.js';
import type { Blending, ChannelState, LayerChanges, Layout, StateChanges, ViewState } from './protocol.js';

/** Options of `addImage` in the browser. */
export interface BrowserImageOptions extends ImageOptions {
  /** Values between black and white are raised to this power; default 1. */
  readonly gamma?: number;
  /** 'translucent' (default) covers what is below by `opacity`; 'additive' adds to it, as lights do. */
  readonly blending?: Blending;
  /** The same as `voxelSize`. */
  readonly scale?: readonly number[];
  /** The same as `unit`. */
  readonly units?: string;
}

/** Options of `addLabels` in the browser. */
export interface BrowserLabelsOptions extends LabelsOptions {
  /** The same as `voxelSize`. */
  readonly scale?: readonly number[];
  /** The same as `unit`. */
  readonly units?: string;
}

/** Options of `addPoints` in the browser. */
export interface BrowserPointsOptions extends PointsOptions {
  /** What is shown of each point when the mouse is over it, besides its name: one object a point. */
  readonly properties?: readonly Readonly<Record<string, string | number | boolean>>[];
}

/** How the browser viewer is opened. */
export interface BrowserOpenOptions extends OpenOptions {
  /** Whether a browser is opened on the page; default: where there is a display. */
  readonly open?: boolean;
  /** The address to listen at; default 127.0.0.1, which only this machine reaches. */
  readonly host?: string;
  /** How many bytes of chunks are kept; default 256 MiB. */
  readonly cacheBytes?: number;
}

/** Where the viewer looks; axes slowest first, as in volumes. */
export interface BrowserView {
  readonly layout: Layout;
  /** [z, y, x] of the voxel in the middle, or [t, z, y, x], [c, z, y, x], [t, c, z, y, x]; of the first layer. */
  readonly position: readonly number[];
  /** Voxels to a pixel of the screen; 'fit' for all of the volume. */
  readonly scale: number | 'fit';
  /** A quaternion [x, y, z, w] that turns the planes, or 'oblique' for one that is tilted about two axes. */
  readonly orientation: readonly number[] | 'oblique';
  readonly scaleBar: boolean;
}

const LAYOUTS: readonly Layout[] = ['4panel', 'xy', 'xz', 'yz', '3d', 'xy-3d'];

/** Half a right angle about x, then as much about y. */
const OBLIQUE: readonly number[] = tilted(Math.PI / 4, Math.PI / 4);

function tilted(aboutX: number, aboutY: number): number[] {
  const [sx, cx] = [Math.sin(aboutX / 2), Math.cos(aboutX / 2)];
  const [sy, cy] = [Math.sin(aboutY / 2), Math.cos(aboutY / 2)];
  return [cy * sx, sy * cx, -sy * sx, cy * cx];
}

/** A colour or the name of a colour map in the form that the page takes. @throws ArgumentError for what is none. */
export function colormapOf(color: Color): string {
  if (typeof color === 'string' && COLORMAPS[color] !== undefined) return color;
  try {
    return hexOf(rgbOf(color));
  } catch (cause) {
    const names = Object.keys(COLORMAPS).join(', ');
    throw new ArgumentError(`${(cause as Error).message}, or one of the colour maps ${names}`, { cause });
  }
}

/** 0xRRGGBB as '#rrggbb'. */
export function hexOf(rgb: number): string {
  return `#${rgb.toString(16).padStart(6, '0')}`;
}

/** One colour map, or several. */
export function colormapList(colors: Color | readonly Color[]): string[] {
  const several = Array.isArray(colors) && typeof colors[0] !== 'number';
  return several ? (colors as readonly Color[]).map(colormapOf) : [colormapOf(colors as Color)];
}

export function checkGamma(gamma: unknown): number {
  if (typeof gamma === 'number' && gamma >= 0.01 && gamma <= 100) return gamma;
  throw new ArgumentError(`gamma ${String(gamma)} must be a number from 0.01 to 100`);
}

export function checkBlending(blending: unknown): Blending {
  if (blending === 'translucent' || blending === 'additive') return blending;
  throw new ArgumentError(`blending ${JSON.stringify(blending)} must be 'translucent' or 'additive'`);
}

export function checkSize(size: unknown): number {
  if (typeof size === 'number' && size >= 1 && size <= 100) return size;
  throw new ArgumentError(`points: size ${String(size)} must be 1 to 100 pixels`);
}

/** @throws ArgumentError unless it is what a page may change. */
export function checkChanges(body: unknown): StateChanges {
  const { client, layers, order, view, ...rest } = objectOf('changes', body);
  if (typeof client !== 'string' || client.length > 100)
    throw new ArgumentError('changes: client must be a short text');
  refuseRest('changes', rest);
  if (order !== undefined && !(Array.isArray(order) && order.every((id) => typeof id === 'string'))) {
    throw new ArgumentError('changes: order must be a list of layers');
  }
  const checked = Object.entries(layers === undefined ? {} : objectOf('layers', layers)).map(([id, changes]) => [
    id,
    checkLayerChanges(changes),
  ]);
  return {
    client,
    layers: Object.fromEntries(checked) as Record<string, LayerChanges>,
    ...(order !== undefined && { order: order as string[] }),
    ...(view !== undefined && { view: checkView(view) }),
  };
}

function checkLayerChanges(body: unknown): LayerChanges {
  const { visible, opacity, gamma, blending, size, channels, ...rest } = objectOf('layer', body);
  refuseRest('layer', rest);
  if (visible !== undefined && typeof visible !== 'boolean') throw new ArgumentError('visible must be true or false');
  if (channels !== undefined && !Array.isArray(channels)) throw new ArgumentError('channels must be a list');
  return {
    ...(visible !== undefined && { visible }),
    ...(opacity !== undefined && { opacity: checkOpacity(opacity as number) }),
    ...(gamma !== undefined && { gamma: checkGamma(gamma) }),
    ...(blending !== undefined && { blending: checkBlending(blending) }),
    ...(size !== undefined && { size: checkSize(size) }),
    ...(channels !== undefined && { channels: (channels as unknown[]).map(checkChannel) }),
  };
}

function checkChannel(body: unknown): ChannelState {
  const { colormap, contrastLimits } = objectOf('channel', body);
  if (!Array.isArray(contrastLimits)) throw new ArgumentError('contrastLimits must be two numbers');
  const [low, high] = checkDisplayRange('contrastLimits', contrastLimits as unknown as readonly [number, number]);
  return { colormap: colormapOf(colormap as Color), contrastLimits: [low, high] };
}

/** @throws ArgumentError for a view that there can't be. */
export function checkView(body: unknown): Partial<ViewState> {
  const { layout, position, scale, orientation, scaleBar, ...rest } = objectOf('view', body);
  refuseRest('view', rest);
  if (scaleBar !== undefined && typeof scaleBar !== 'boolean')
    throw new ArgumentError('view: scaleBar must be true or false');
  return {
    ...(layout !== undefined && { layout: checkLayout(layout) }),
    ...(position !== undefined && { position: checkPosition(position) }),
    ...(scale !== undefined && { scale: checkScale(scale) }),
    ...(orientation !== undefined && { orientation: checkOrientation(orientation) }),
    ...(scaleBar !== undefined && { scaleBar }),
  };
}

function checkLayout(layout: unknown): Layout {
  const known = LAYOUTS.find((name) => name === layout);
  if (known !== undefined) return known;
  throw new ArgumentError(`view: layout ${JSON.stringify(layout)} is none of ${LAYOUTS.join(', ')}`);
}

function checkPosition(position: unknown): Readonly<Record<string, number>> | null {
  if (position === null) return null;
  const along = objectOf('position', position);
  for (const [axis, at] of Object.entries(along)) {
    if (!'xyzct'.includes(axis) || axis.length !== 1 || !Number.isFinite(at)) {
      throw new ArgumentError(`view: position ${axis} = ${String(at)} is no number along x, y, z, c or t`);
    }
  }
  return along as Record<string, number>;
}

function checkScale(scale: unknown): number | null {
  if (scale === null || scale === 'fit') return null;
  if (typeof scale === 'number' && scale > 0 && Number.isFinite(scale)) return scale;
  throw new ArgumentError(`view: scale ${String(scale)} must be a positive number of voxels a pixel, or 'fit'`);
}

function checkOrientation(orientation: unknown): readonly number[] {
  if (orientation === 'oblique') return OBLIQUE;
  const numbers = Array.isArray(orientation) ? (orientation as unknown[]) : [];
  const length = Math.hypot(...numbers.map(Number));
  if (numbers.length === 4 && numbers.every(Number.isFinite) && length > 1e-6) {
    return numbers.map((part) => (part as number) / length);
  }
  throw new ArgumentError("view: orientation must be a quaternion [x, y, z, w], or 'oblique'");
}

/** @throws ArgumentError unless it is a plain object. */
export function objectOf(what: string, value: unknown): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new ArgumentError(`${what} must be an object`);
}

function refuseRest(what: string, rest: Record<string, unknown>): void {
  const [name] = Object.keys(rest);
  if (name !== undefined) throw new ArgumentError(`${what}: there is no ${name} to change`);
}
