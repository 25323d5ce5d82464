/**
 * One viewer's figures, as one line of JSON. The screen is watched from another process, so that looking at it does not
 * itself flush what the viewer has drawn.
 *
 * `boxMs`: from the first byte of a 64^3 box written in a 256^3 volume, `invalidate(box)` included, to the first changed
 * pixel. `fullMs`: the same for all of the volume. `firstPictureMs`: from the call of `view`, the start of Java included,
 * to the picture; `secondWindowMs`: the same for a second window. `boxPixels`: what changes on the screen when only the
 * box has changed and everything is repainted; `paintedPixels`: what changes when all voxels have changed and only the
 * box is invalidated, which shows how much was painted.
 */
import { createVolume, type Region, type Viewer, type Volume, view } from 'imglib2-node';
import { difference, type Rectangle, Screen, type Shot } from '../support/screen.js';
import { median } from './statistics.js';

const EXTENT = 256;
const BOX: Region = { start: [96, 96, 96], shape: [64, 64, 64] };
const WHOLE: Region = { start: [0, 0, 0], shape: [EXTENT, EXTENT, EXTENT] };
const ROUNDS = 40;
const WARM_UP = 10;
const PICTURE_PIXELS = 2000;
const TIMEOUT_MS = 120_000;

const screenSize: Rectangle = [0, 0, 1280, 1024];
const sleep = (millis: number) => new Promise((resolve) => setTimeout(resolve, millis));

async function main(kind: 'bigdataviewer' | 'imagej'): Promise<void> {
  const screen = await Screen.open();
  const volume = createVolume([EXTENT, EXTENT, EXTENT], 'uint8');
  const first = await opened(screen, kind, volume, 83);
  await settled(screen);
  const { boxPixels, paintedPixels, area } = await painted(screen, volume, first.viewer);
  const boxMs = await latency(screen, volume, BOX, area);
  const fullMs = await latency(screen, volume, undefined, area);
  const second = await opened(screen, kind, createVolume([EXTENT, EXTENT, EXTENT], 'uint8'), 161);
  const result = { viewer: kind, boxMs, fullMs, firstPictureMs: first.millis, secondWindowMs: second.millis };
  process.stdout.write(`${JSON.stringify({ ...result, boxPixels, paintedPixels })}\n`, () => process.exit(0));
}

/** Opens a window on a volume of one grey value and waits until that grey is on the screen. */
async function opened(
  screen: Screen,
  kind: 'bigdataviewer' | 'imagej',
  volume: Volume,
  value: number,
): Promise<{ viewer: Viewer; millis: number }> {
  fill(volume, WHOLE, value);
  const began = performance.now();
  const viewer = await view(volume, { viewer: kind, contrastLimits: [0, 255], name: 'live' });
  while (greyPixels(await screen.shot(screenSize), value) < PICTURE_PIXELS) {
    if (performance.now() - began > TIMEOUT_MS) throw new Error(`no picture of ${kind} within ${TIMEOUT_MS} ms`);
    await sleep(5);
  }
  return { viewer, millis: performance.now() - began };
}

function greyPixels({ rgb }: Shot, value: number): number {
  let pixels = 0;
  for (let i = 0; i < rgb.length; i += 3) {
    if (rgb[i] === value && rgb[i + 1] === value && rgb[i + 2] === value) pixels++;
  }
  return pixels;
}

/** Waits until the screen stays as it is for a second: windows fade hints in and out when they open. */
async function settled(screen: Screen): Promise<Shot> {
  let before = await screen.shot(screenSize);
  for (let quiet = 0; quiet < 5; ) {
    await sleep(200);
    const now = await screen.shot(screenSize);
    quiet = difference(before, now).pixels === 0 ? quiet + 1 : 0;
    before = now;
  }
  return before;
}

/** Counts the pixels of the box, and those that invalidating the box paints. */
async function painted(
  screen: Screen,
  volume: Volume,
  viewer: Viewer,
): Promise<{ boxPixels: number; paintedPixels: number; area: Rectangle }> {
  const start = await settled(screen);
  fill(volume, BOX, 10);
  viewer.update();
  const box = difference(start, await settled(screen));
  fill(volume, WHOLE, 120);
  viewer.update();
  const uniform = await settled(screen);
  fill(volume, WHOLE, 200);
  volume.invalidate(BOX);
  const partly = difference(uniform, await settled(screen));
  volume.invalidate();
  await settled(screen);
  if (box.box === undefined) throw new Error('the box is not in sight');
  return { boxPixels: box.pixels, paintedPixels: partly.pixels, area: middle(box.box) };
}

/** A small square in the middle: looking at it is quick. */
function middle([left, top, width, height]: Rectangle): Rectangle {
  return [left + (width >> 1) - 4, top + (height >> 1) - 4, 8, 8];
}

/** The median of many writes, each with a value of its own. Without a region, all of the volume is written. */
async function latency(screen: Screen, volume: Volume, region: Region | undefined, area: Rectangle): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS + WARM_UP; round++) {
    const watch = await screen.watch(area, 5000);
    const began = process.hrtime.bigint();
    fill(volume, region ?? WHOLE, 30 + ((round * 37) % 200));
    volume.invalidate(region);
    const change = await watch.change();
    if (change === undefined) throw new Error('a change was not seen on the screen within 5 s');
    if (round >= WARM_UP) times.push(Number(change.nanos - began) / 1e6);
    await sleep(60);
  }
  return median(times);
}

function fill(volume: Volume, { start, shape }: Region, value: number): void {
  const data = volume.data as Uint8Array;
  const [z0, y0, x0] = start as [number, number, number];
  const [depth, height, width] = shape as [number, number, number];
  if (width === EXTENT && height === EXTENT && depth === EXTENT) {
    data.fill(value);
    return;
  }
  for (let z = z0; z < z0 + depth; z++) {
    for (let y = y0; y < y0 + height; y++) {
      const row = (z * EXTENT + y) * EXTENT + x0;
      data.fill(value, row, row + width);
    }
  }
}

const [kind] = process.argv.slice(2);
if (kind !== 'bigdataviewer' && kind !== 'imagej') throw new Error(`no viewer ${kind}`);
await main(kind);
