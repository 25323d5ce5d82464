/**
 * Lazy volumes beside dask and tifffile, in one run: 101 slices of 2048 x 2048 uint8, as raw, deflate and LZW files that
 * tifffile writes. Each operation runs in fresh processes, one of ours and one of dask's by turns, with the same number
 * of threads; times are medians of the rounds within a process, the peaks those of a process that does the operation
 * once. The results must be the same bytes.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Bench } from './main.js';
import { median } from './statistics.js';

const SETS = ['raw', 'deflate', 'lzw'];
const OPERATIONS = { sum: 'sum axis 0', max: 'max axis 0', mean: 'mean', window: 'window 100 x 100' } as const;
const ROUNDS = 9;

// Compiled to build/dev/test/bench/.
const ROOT = new URL('../../../../', import.meta.url);
const PEERS = new URL('test/bench/peers/', ROOT);
const PEER = fileURLToPath(new URL('lazy_dask.py', PEERS));
const OURS = fileURLToPath(new URL('./lazy-op.js', import.meta.url));
const CACHE = fileURLToPath(new URL('.cache/bench-lazy/', ROOT));

interface Timed {
  readonly ms: readonly number[];
  readonly peakMiB: number;
}

export const bench: Bench = async (say) => {
  const python = await environment(say);
  const data = join(CACHE, 'data');
  if (!existsSync(join(data, 'complete'))) {
    say('writing the slices ...');
    await output(python, [PEER, 'make', data]);
  }
  const threads = availableParallelism();
  const { buildMs, filesOpened } = JSON.parse(await output(process.execPath, [OURS, join(data, 'raw'), 'build']));
  const { ms: daskBuildMs } = JSON.parse(await output(python, [PEER, 'build', join(data, 'raw')]));
  say(`build: ${buildMs.toFixed(2)} ms, dask ${daskBuildMs.toFixed(2)} ms; ${threads} threads`);
  const rows: unknown[] = [];
  for (const set of SETS) {
    for (const [operation, op] of Object.entries(OPERATIONS)) {
      const row = { set, op, ...(await compare(python, join(data, set), operation, threads)) };
      say(JSON.stringify(row));
      rows.push(row);
    }
  }
  return { buildMs, filesOpened, daskBuildMs, threads, rows };
};

async function compare(python: string, folder: string, operation: string, threads: number) {
  const [ours, dask] = [join(CACHE, 'ours.bin'), join(CACHE, 'dask.bin')];
  const timed = async (command: string, program: string[], rounds: number, result: string): Promise<Timed> =>
    JSON.parse(await output(command, [...program, operation, String(threads), String(rounds), result]));
  // Also reads the files into the page cache, for both.
  const daskOnce = await timed(python, [PEER, 'run', folder], 1, dask);
  const oursOnce = await timed(process.execPath, [OURS, folder], 1, ours);
  const daskTimes = await timed(python, [PEER, 'run', folder], ROUNDS, dask);
  const oursTimes = await timed(process.execPath, [OURS, folder], ROUNDS, ours);
  const equal = readFileSync(ours).equals(readFileSync(dask));
  for (const file of [ours, dask]) rmSync(file);
  const [oursMs, daskMs] = [median(oursTimes.ms), median(daskTimes.ms)];
  const first = { oursFirstMs: oursOnce.ms[0], daskFirstMs: daskOnce.ms[0] };
  const peaks = { oursPeakMiB: oursOnce.peakMiB, daskPeakMiB: daskOnce.peakMiB };
  return { oursMs, daskMs, ratio: daskMs / oursMs, ...peaks, ...first, equal };
}

/** Python with what test/bench/peers/requirements.txt pins, made once. */
async function environment(say: (text: string) => void): Promise<string> {
  const folder = join(CACHE, 'venv');
  const python = join(folder, 'bin', 'python');
  const wanted = readFileSync(new URL('requirements.txt', PEERS), 'utf8');
  const stamp = join(folder, 'installed.txt');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return python;
  say('making the Python environment ...');
  await mkdir(CACHE, { recursive: true });
  await output('python3', ['-m', 'venv', '--clear', folder]);
  const requirements = fileURLToPath(new URL('requirements.txt', PEERS));
  await output(python, ['-m', 'pip', 'install', '--quiet', '--requirement', requirements]);
  await writeFile(stamp, wanted);
  return python;
}

/** What a program prints. @throws when it fails; what it says is shown. */
async function output(command: string, args: readonly string[]): Promise<string> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}`);
  return text;
}
