/** Blocks of lazy volumes that are computed from a box of another. Worker threads import this module. */
import type { BlockInfo } from '../../lazy/index.js';
import type { TypedArray, Volume } from '../../volume/index.js';
import { type AffinePlan, affineBox } from './affine-transform.js';
import type { Window } from './lazy-windows.js';
import { finish } from './passes.js';
import { type ResizePlan, resizeBox } from './resize.js';
import { type ZoomPlan, zoomBox } from './zoom.js';

export function zoomBlock(volume: Volume, _info: BlockInfo, plan: ZoomPlan, window: Window): TypedArray {
  return finish(zoomBox({ volume, own: false }, plan, window)).data;
}

export function resizeBlock(volume: Volume, _info: BlockInfo, plan: ResizePlan, window: Window): TypedArray {
  return finish(resizeBox({ volume, own: false }, plan, window)).data;
}

export function affineBlock(volume: Volume, _info: BlockInfo, plan: AffinePlan, window: Window): TypedArray {
  return finish(affineBox({ volume, own: false }, plan, window)).data;
}
