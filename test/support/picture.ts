/** Pictures of the browser viewer, and what they should be by the volume. */
import { expect } from 'vitest';
import type { BrowserViewer } from '../../src/viewers/browser/index.js';
import type { Volume } from '../../src/volume/index.js';

export type Rgb = readonly [number, number, number];

/** A picture as rows of colours. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  at(x: number, y: number): Rgb;
}

/**
 * What the viewer shows, an odd number of pixels in each direction: at scale 1 the middle of each pixel is then the middle
 * of a voxel.
 */
export async function pictureOf(viewer: BrowserViewer, width = 61, height = 51): Promise<Picture> {
  const picture = await viewer.snapshot({ width, height });
  const data = Uint8Array.from(picture.data);
  picture.close();
  const at = (x: number, y: number): Rgb => {
    const i = 4 * (y * width + x);
    return [data[i] as number, data[i + 1] as number, data[i + 2] as number];
  };
  return { width, height, at };
}

/** Which voxel is in the middle of a pixel of the plane along x and y; `position` [z, y, x] is in the picture's middle. */
export function voxelAt(picture: Picture, x: number, y: number, position: readonly number[]): readonly number[] {
  const [z = 0, py = 0, px = 0] = position;
  return [z, y - (picture.height - 1) / 2 + py, x - (picture.width - 1) / 2 + px];
}

/** The value of a voxel, or undefined outside of the volume. */
export function valueAt(volume: Volume, index: readonly number[]): number | undefined {
  if (index.some((i, d) => i < 0 || i >= (volume.shape[d] as number))) return undefined;
  return Number(volume.get(...index));
}

/** Compares each pixel with what it should be; where `expected` gives undefined, anything goes. */
export function expectPixels(
  picture: Picture,
  expected: (x: number, y: number) => Rgb | undefined,
  tolerance = 0,
): number {
  let compared = 0;
  const wrong: string[] = [];
  for (let y = 0; y < picture.height; y++) {
    for (let x = 0; x < picture.width; x++) {
      const wanted = expected(x, y);
      if (wanted === undefined) continue;
      compared++;
      const found = picture.at(x, y);
      if (found.every((part, i) => Math.abs(part - (wanted[i] as number)) <= tolerance)) continue;
      wrong.push(`(${x}, ${y}) is ${found}, not ${wanted}`);
    }
  }
  expect(wrong.slice(0, 5), `${wrong.length} of ${compared} pixels`).toEqual([]);
  return compared;
}

export const BLACK: Rgb = [0, 0, 0];

export function grey(value: number | undefined): Rgb {
  return value === undefined ? BLACK : [value, value, value];
}

export function rgbOfNumber(color: number): Rgb {
  return [(color >> 16) & 255, (color >> 8) & 255, color & 255];
}
