/**
 * The browser viewer, with a page in a Chromium without a window that draws by the processor: how soon a change of 64^3
 * in 512^3 is seen, whether any frame is blank meanwhile, whether the server's memory stays as it is, and how fast chunks
 * are served, beside Neuroglancer's own Python server in the same run.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createVolume, openBrowser, type Volume } from 'imglib2-node';
import { chromium, type Page } from 'playwright-core';
import type { Bench } from './main.js';
import { median } from './statistics.js';

const SIDE = 512;
const BOX = 64;
const WRITES = 260;
const MOST_WRITES = 1500;
const FRAMES = 220;
const WRITE_EVERY_MS = 100;
/** After so many writes all that is made once has been made. */
const WARM = 60;
/** The box lies across chunks, in the middle. */
const START = 224;
const CLIENT = fileURLToPath(new URL('./browser-chunks.js', import.meta.url));
const ROOT = new URL('../../../../', import.meta.url);
const CACHE = fileURLToPath(new URL('.cache/bench-browser/', ROOT));
const ARGUMENTS = ['--no-sandbox', '--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'];
/** A frame that shows a value shows a write of at most so long ago. */
const SOON_MS = 3000;
const PEERS = new URL('test/bench/peers/', ROOT);

/** One frame of the page: when it was drawn, in milliseconds of the clock, and what is at chosen places. */
interface Frame {
  readonly at: number;
  readonly values: readonly number[];
}

interface Write {
  readonly at: number;
  readonly value: number;
}

export const bench: Bench = async (say) => {
  const volume = createVolume([SIDE, SIDE, SIDE], 'uint8');
  for (let i = 0; i < volume.size; i++) volume.data[i] = ((i * 7919) % 200) + 50;
  const viewer = await openBrowser({ headless: true });
  const layer = await viewer.addImage(volume as Volume, { contrastLimits: [0, 255] });
  viewer.setView({ scaleBar: false });
  try {
    const chunkMBs = await throughput(`${viewer.url}raw/${layer.volume.key}/1,1,1`);
    const peerChunkMBs = await peerThroughput(say);
    say(`chunks: ${chunkMBs.toFixed(0)} MB/s, Neuroglancer's Python server ${peerChunkMBs.toFixed(0)} MB/s`);
    const live = await liveChanges(volume, viewer.url, say);
    return { ...live, chunkMBs, peerChunkMBs };
  } finally {
    viewer.close();
    await viewer.closed;
  }
};

async function liveChanges(volume: Volume<'uint8'>, url: string, say: (text: string) => void) {
  const browser = await chromium.launch({ executablePath: chromiumPath(), args: ARGUMENTS });
  try {
    const page = await browser.newPage({ viewport: { width: 800, height: 640 } });
    await page.goto(`${url}?picture`);
    await page.waitForFunction('window.imglib2Node !== undefined');
    await page.evaluate('imglib2Node.ready(0)');
    await watchFrames(page);
    const writes: Write[] = [];
    const rss: number[] = [];
    // On a slow machine several writes go into one frame.
    for (let i = 0; i < WRITES || ((await framesSeen(page)) < FRAMES && i < MOST_WRITES); i++) {
      const begin = performance.now();
      const value = 51 + ((i * 67) % 200);
      writes.push({ at: Date.now(), value });
      writeBox(volume, value);
      if (i >= WARM && i % 10 === 0) rss.push(process.memoryUsage().rss);
      await sleep(Math.max(0, WRITE_EVERY_MS - (performance.now() - begin)));
    }
    await sleep(2000);
    const frames = (await page.evaluate('window.seenFrames')) as Frame[];
    const times = latencies(writes, frames);
    const seen = frames.filter(({ at }) => at >= (writes[0] as Write).at);
    const blankFrames = seen.filter(({ values }) => values.some((value) => value < 40)).length;
    const serverGrowthMiB = (Math.max(...rss.slice(-5)) - (rss[0] as number)) / 2 ** 20;
    say(`${times.length} of ${writes.length} writes were seen, the slowest after ${Math.max(...times)} ms`);
    return { writeToPictureMs: median(times), frames: seen.length, blankFrames, serverGrowthMiB };
  } finally {
    await browser.close();
  }
}

async function framesSeen(page: Page): Promise<number> {
  return (await page.evaluate('window.seenFrames.length')) as number;
}

function writeBox(volume: Volume<'uint8'>, value: number): void {
  const { data } = volume;
  for (let z = START; z < START + BOX; z++) {
    for (let y = START; y < START + BOX; y++) {
      const row = (z * SIDE + y) * SIDE + START;
      data.fill(value, row, row + BOX);
    }
  }
  volume.invalidate({ start: [START, START, START], shape: [BOX, BOX, BOX] });
}

/** From now on each frame is noted, right after it was drawn: the middle of each plane first, then places around it. */
async function watchFrames(page: Page): Promise<void> {
  await page.evaluate(() => {
    const page = globalThis as any;
    const { viewer } = page.imglib2Node;
    const frames: { at: number; values: number[] }[] = [];
    page.seenFrames = frames;
    const { gl, canvas } = viewer.display;
    const pixel = new Uint8Array(4);
    // The panels of three planes, as parts of the picture; below them is the fourth, in space.
    const middles = [
      [0.25, 0.25],
      [0.75, 0.25],
      [0.75, 0.75],
    ];
    const around = [
      [0, 0],
      [0.08, 0],
      [-0.08, 0],
      [0, 0.08],
      [0, -0.08],
      [0.11, 0.11],
    ];
    viewer.display.updateFinished.add(() => {
      const values = around.flatMap(([dx, dy]) =>
        middles.map(([x, y]) => {
          const left = Math.round(((x as number) + (dx as number)) * canvas.width);
          const top = Math.round(((y as number) + (dy as number)) * canvas.height);
          gl.bindFramebuffer(gl.FRAMEBUFFER, null);
          gl.readPixels(left, canvas.height - top, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, pixel);
          return pixel[0] as number;
        }),
      );
      frames.push({ at: performance.timeOrigin + performance.now(), values });
    });
  });
}

/** From each write to the first frame in which all three planes show it, or one that came after it. */
function latencies(writes: readonly Write[], frames: readonly Frame[]): number[] {
  const shown = frames.map((frame) => ({ at: frame.at, write: writeShown(writes, frame) }));
  return writes.flatMap(({ at }, i) => {
    const frame = shown.find((one) => one.write !== undefined && one.write >= i);
    return frame === undefined ? [] : [frame.at - at];
  });
}

/** Which write a frame shows in all three planes: the last of that value before it; values come again only much later. */
function writeShown(writes: readonly Write[], { at, values }: Frame): number | undefined {
  const found = writes.findLastIndex(
    (write) => write.at <= at && values.slice(0, 3).every((seen) => Math.abs(seen - write.value) <= 1),
  );
  return found < 0 || at - (writes[found] as Write).at > SOON_MS ? undefined : found;
}

async function throughput(base: string): Promise<number> {
  return median(JSON.parse(await outputOf(process.execPath, [CLIENT, base, String(SIDE)])));
}

async function peerThroughput(say: (text: string) => void): Promise<number> {
  const python = await environment(say);
  const program = fileURLToPath(new URL('neuroglancer_server.py', PEERS));
  const server = spawn(python, [program, String(SIDE)], { stdio: ['pipe', 'pipe', 'inherit'] });
  try {
    const [line] = await once(server.stdout, 'data');
    return await throughput(JSON.parse(String(line)).base);
  } finally {
    server.stdin.end();
    server.kill();
  }
}

/** Python with what test/bench/peers/requirements-browser.txt pins, made once. */
async function environment(say: (text: string) => void): Promise<string> {
  const requirements = new URL('requirements-browser.txt', PEERS);
  const folder = join(CACHE, 'venv');
  const python = join(folder, 'bin', 'python');
  const stamp = join(folder, 'installed.txt');
  const wanted = readFileSync(requirements, 'utf8');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return python;
  say('making the Python environment ...');
  await mkdir(CACHE, { recursive: true });
  await outputOf('python3', ['-m', 'venv', '--clear', folder]);
  await outputOf(python, ['-m', 'pip', 'install', '--quiet', '--requirement', fileURLToPath(requirements)]);
  await writeFile(stamp, wanted);
  return python;
}

function chromiumPath(): string {
  const named = process.env.IMGLIB2_NODE_CHROMIUM;
  if (named) return named;
  const folders = (process.env.PATH ?? '').split(delimiter);
  const found = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
    .flatMap((name) => folders.map((folder) => join(folder, name)))
    .find((path) => existsSync(path));
  if (found === undefined) throw new Error('there is no Chromium (Debian, Ubuntu: apt-get install chromium)');
  return found;
}

async function outputOf(command: string, args: readonly string[]): Promise<string> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.on('data', (part) => {
    text += part;
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}`);
  return text;
}
