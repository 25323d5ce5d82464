import { setTimeout as sleep } from 'node:timers/promises';
import { isError, type Viewer, type ViewerKind, view } from 'imglib2-node';
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
export async function runLive(head: Head, seconds: number, kind: ViewerKind | undefined) {
  const viewer = await view(head.t1, { ...HEAD_OPTIONS, ...(kind && { viewer: kind }), title: 'imglib2-node demo' });
  const close = (): void => viewer.close();
  process.once('SIGINT', close).once('SIGTERM', close);
  try {
    await sendWaves(head, viewer, seconds).catch((error: unknown) => {
      // The user may close the window in the middle of a frame.
      if (!isError(error, 'ReleasedError')) throw error;
    });
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
  let nextFrame = begin;
  let frames = 0;
  for (let now = begin; now < begin + 1000 * seconds && !viewer.isClosed; now = performance.now()) {
    // By the clock, not by the frame: a slow machine shows fewer steps of the same wave.
    const step = Math.floor(((now - begin) * STEPS_PER_SECOND) / 1000) % wave.steps;
    const region = wave.moveTo(step);
    if (region !== undefined) head.t1.invalidate(region);
    points.setPoints(wave.riders(RIDERS));
    frames += 1;
    nextFrame = Math.max(nextFrame + 1000 / FRAMES_PER_SECOND, performance.now());
    await sleep(nextFrame - performance.now());
  }
  say(`${frames} frames, ${((1000 * frames) / (performance.now() - begin)).toFixed(1)} a second`);
  const region = wave.end();
  if (region !== undefined) head.t1.invalidate(region);
}
