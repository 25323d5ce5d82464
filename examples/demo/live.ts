import { setTimeout as sleep } from 'node:timers/promises';
import { type Viewer, view } from 'imglib2-node';
import { addAnnotations, HEAD_OPTIONS, type Head, SEEDS } from './head.js';
import { say } from './say.js';
import { Wave } from './wave.js';

const FRAMES_PER_SECOND = 30;
/** So many steps a second go well with the width of the wave. */
const STEPS_PER_SECOND = 30;
const RIDERS = 40;

/**
 * Shows the head in a window and sends waves through it for so many seconds; then, on a terminal, waits until the
 * window is closed. Closing it or Ctrl-C ends it at any time.
 */
export async function runLive(head: Head, seconds: number, kind: 'bigdataviewer' | 'imagej' | undefined) {
  const viewer = await view(head.t1, { ...HEAD_OPTIONS, ...(kind && { viewer: kind }), title: 'imglib2-node demo' });
  const close = (): void => viewer.close();
  process.once('SIGINT', close).once('SIGTERM', close);
  try {
    await sendWaves(head, viewer, seconds);
    if (process.stdout.isTTY && !viewer.isClosed) {
      say('The head is as it was. Close the window or press Ctrl-C to end.');
      await viewer.closed;
    }
  } finally {
    viewer.close();
    await viewer.closed;
    process.off('SIGINT', close).off('SIGTERM', close);
  }
}

async function sendWaves(head: Head, viewer: Viewer, seconds: number): Promise<void> {
  const points = await addAnnotations(viewer, head);
  const wave = new Wave(head.t1, head.labels, SEEDS);
  say(`TypeScript sends a wave through the grey matter for ${seconds} s ...`);
  const begin = performance.now();
  let frames = 0;
  for (let now = 0; now < seconds && !viewer.isClosed; now = (performance.now() - begin) / 1000) {
    // By the clock, not by the frame: a slow machine shows fewer steps of the same wave.
    const step = Math.floor(now * STEPS_PER_SECOND) % wave.steps;
    const region = wave.moveTo(step);
    if (region !== undefined) head.t1.invalidate(region);
    points.setPoints(wave.riders(RIDERS));
    frames += 1;
    const next = frames / FRAMES_PER_SECOND - (performance.now() - begin) / 1000;
    if (next < 0) frames = Math.ceil(((performance.now() - begin) / 1000) * FRAMES_PER_SECOND);
    await sleep(Math.max(0, next * 1000));
  }
  const region = wave.end();
  if (!viewer.isClosed && region !== undefined) head.t1.invalidate(region);
}
