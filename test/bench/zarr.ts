/**
 * Zarr beside zarr-python, in one run: 256^3 voxels in chunks of 64^3, read from files in the page cache and written to
 * them.
 * Each row runs in fresh processes, one of ours and one of zarr-python's by turns, with the same number of threads;
 * times are medians of the rounds after the first one, in which both start their threads. What is read must be
 * the same voxels.
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

const DTYPES = ['uint8', 'uint16'];
const COMPRESSIONS = ['raw', 'blosc', 'zstd', 'gzip', 'sharded'];
const READ_ROUNDS = 12;
const WRITE_ROUNDS = 6;
/** Ours and the peer's by turns, so that a slow moment of the machine meets both. */
const TURNS = 2;

// Compiled to build/dev/test/bench/.
const ROOT = new URL('../../../../', import.meta.url);
const PEERS = new URL('test/bench/peers/', ROOT);
const PEER = fileURLToPath(new URL('zarr_python.py', PEERS));
const OURS = fileURLToPath(new URL('./zarr-op.js', import.meta.url));
const CACHE = fileURLToPath(new URL('.cache/bench-zarr/', ROOT));
const DATA = join(CACHE, 'data');

interface Timed {
  readonly ms: readonly number[];
  readonly sha256?: string;
}

interface Row {
  readonly name: string;
  readonly oursMs: number;
  readonly peerMs: number;
  /** oursMs / peerMs: below 1, ours is the faster. */
  readonly ratio: number;
  readonly equal: boolean;
}

export const bench: Bench = async (say) => {
  const python = await environment(say);
  if (!existsSync(join(DATA, 'complete'))) {
    say('writing the arrays ...');
    rmSync(DATA, { recursive: true, force: true });
    await output(python, [PEER, 'make', DATA]);
  }
  const threads = availableParallelism();
  const rows: Row[] = [];
  for (const compare of [compareRead, compareWrite]) {
    for (const dtype of DTYPES) {
      for (const compression of COMPRESSIONS) {
        const row = await compare(python, dtype, compression, String(threads));
        say(JSON.stringify(row));
        rows.push(row);
      }
    }
  }
  return { threads, rows };
};

async function compareWrite(python: string, dtype: string, compression: string, threads: string): Promise<Row> {
  const [own, theirs] = ['ours', 'peer'].map((name) => join(CACHE, `written-${name}.zarr`)) as [string, string];
  const rounds = [threads, String(WRITE_ROUNDS)];
  const { ours, peer } = await byTurns(
    () => timed(process.execPath, [OURS, 'write', own, ...rounds, join(DATA, `${dtype}.bin`), compression]),
    () => timed(python, [PEER, 'write', theirs, ...rounds, join(DATA, `${dtype}.npy`), compression]),
  );
  // zarr-python reads both.
  const [a, b] = [await timed(python, [PEER, 'hash', own]), await timed(python, [PEER, 'hash', theirs])];
  for (const path of [own, theirs]) rmSync(path, { recursive: true, force: true });
  return row(`write ${dtype} ${compression}`, ours, peer, a.sha256 === b.sha256);
}

async function compareRead(python: string, dtype: string, compression: string, threads: string): Promise<Row> {
  const args = ['read', join(DATA, `${dtype}-${compression}.zarr`), threads, String(READ_ROUNDS)];
  const { ours, peer } = await byTurns(
    () => timed(process.execPath, [OURS, ...args]),
    () => timed(python, [PEER, ...args]),
  );
  const sums = new Set([...ours, ...peer].map(({ sha256 }) => sha256));
  return row(`read ${dtype} ${compression}`, ours, peer, sums.size === 1);
}

async function byTurns(ours: () => Promise<Timed>, peer: () => Promise<Timed>) {
  const times = { ours: [] as Timed[], peer: [] as Timed[] };
  for (let turn = 0; turn < TURNS; turn++) {
    times.peer.push(await peer());
    times.ours.push(await ours());
  }
  return times;
}

function row(name: string, ours: readonly Timed[], peer: readonly Timed[], equal: boolean): Row {
  const [oursMs, peerMs] = [ours, peer].map((times) => median(times.flatMap(({ ms }) => ms.slice(1)))) as [
    number,
    number,
  ];
  return { name, oursMs, peerMs, ratio: oursMs / peerMs, equal };
}

async function timed(command: string, args: readonly string[]): Promise<Timed> {
  return JSON.parse(await output(command, args));
}

/** Python with what test/bench/peers/requirements-zarr.txt pins, made once. */
async function environment(say: (text: string) => void): Promise<string> {
  const folder = join(CACHE, 'venv');
  const python = join(folder, 'bin', 'python');
  const requirements = new URL('requirements-zarr.txt', PEERS);
  const wanted = readFileSync(requirements, 'utf8');
  const stamp = join(folder, 'installed.txt');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return python;
  say('making the Python environment ...');
  await mkdir(CACHE, { recursive: true });
  await output('python3', ['-m', 'venv', '--clear', folder]);
  await output(python, ['-m', 'pip', 'install', '--quiet', '--requirement', fileURLToPath(requirements)]);
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
