/** The browser viewer: a server on this machine, and Neuroglancer's client in its pages. */
import { ViewerError } from '../../errors.js';
import { NATIVE_BYTE_ORDER } from '../../volume/index.js';
import type { BrowserOpenOptions } from './options.js';
import { BrowserViewer } from './viewer.js';

export { findChromium } from './chromium/index.js';
export type { BrowserEvents, BrowserPosition } from './emitter.js';
export type {
  BrowserImageOptions,
  BrowserLabelsOptions,
  BrowserOpenOptions,
  BrowserPointsOptions,
  BrowserView,
} from './options.js';
export type { BrowserPointsLayer } from './points-layer.js';
export type { Blending, Layout } from './protocol.js';
export { BrowserViewer } from './viewer.js';
export type { BrowserImageLayer, BrowserLabelsLayer } from './voxel-layers.js';

/** Opens an empty viewer. @throws ViewerError if it can't listen, or its page was not built. */
export async function openBrowser(options: BrowserOpenOptions = {}): Promise<BrowserViewer> {
  // Chunks are sent as they lie in memory, and pages take them little-endian.
  if (NATIVE_BYTE_ORDER !== 'little') throw new ViewerError('the browser viewer needs a little-endian machine');
  return BrowserViewer.open(options);
}
