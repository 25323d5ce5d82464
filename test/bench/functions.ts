/**
 * Functions beside NumPy's, scipy.ndimage's and scikit-image's, in one run, on 256 x 256 x 256 voxels and one core. Two
 * processes that live as long as the run, ours and the peer's, compute each row by turns; times are medians of all rounds,
 * of which slow rows have fewer. `maxError` is the greatest difference of the results, relative to the peer's value or to
 * 1, whichever is larger; `equal` says whether it is within what the row allows, and dtype and shape are the same.
 * `dispatch`: nanoseconds that finding the library of a call costs. `--rows sum,zoom` measures only these.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { CASES, type FunctionCase } from './functions-cases.js';
import type { Bench } from './main.js';
import { peerEnvironment } from './peer-environment.js';
import { median } from './statistics.js';

const TURNS = 9;
const ROUNDS = 3;
/** After which no round of a turn begins, and no turn of a row. */
const TURN_MS = 1200;
const ROW_MS = 30_000;

// Compiled to build/dev/test/bench/.
const ROOT = new URL('../../../../', import.meta.url);
const PEER = fileURLToPath(new URL('test/bench/peers/functions_numpy.py', ROOT));
const PEER_IMAGES = fileURLToPath(new URL('test/bench/peers/functions_images.py', ROOT));
const REQUIREMENTS = fileURLToPath(new URL('test/bench/peers/requirements-functions.txt', ROOT));
const OURS = fileURLToPath(new URL('./functions-op.js', import.meta.url));
const HEAD = fileURLToPath(new URL('examples/data/mni152/t1', ROOT));
const CACHE = fileURLToPath(new URL('.cache/bench-functions/', ROOT));

interface Answer {
  readonly ms: readonly number[];
  readonly dtype: string;
  readonly shape: readonly number[];
}

export const bench: Bench = async (say, options) => {
  const wanted = options.rows?.split(',');
  const cases = CASES.filter(({ name }) => wanted?.includes(name) ?? true);
  if (cases.length === 0) throw new Error(`--rows: none of ${CASES.map(({ name }) => name).join('; ')}`);
  const python = await peerEnvironment(join(CACHE, 'venv'), REQUIREMENTS, say);
  const data = join(CACHE, 'data');
  await mkdir(data, { recursive: true });
  const [ours, peer] = [program(process.execPath, [OURS, data]), program(python, [PEER, data, HEAD])];
  try {
    const [stamp, maker] = [join(data, 'made-by.txt'), readFileSync(PEER, 'utf8') + readFileSync(PEER_IMAGES, 'utf8')];
    if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== maker) {
      await peer.ask({ make: true });
      await writeFile(stamp, maker);
    }
    const rows: unknown[] = [];
    for (const row of cases) {
      const measured = await measure(row, ours, peer);
      say(JSON.stringify(measured));
      rows.push(measured);
    }
    return { rows, dispatch: await ours.ask({ dispatch: 1_000_000 }) };
  } finally {
    ours.end();
    peer.end();
  }
};

async function measure(row: FunctionCase, ours: Program, peer: Program) {
  const times: { ours: number[]; peer: number[] } = { ours: [], peer: [] };
  const files = { ours: join(CACHE, 'ours.bin'), peer: join(CACHE, 'peer.bin') };
  let answers: { ours: Answer; peer: Answer } | undefined;
  const start = performance.now();
  for (let turn = 0; turn < TURNS && performance.now() - start < ROW_MS; turn++) {
    const task = (result: string) => ({ name: row.name, rounds: ROUNDS, limitMs: TURN_MS, result });
    answers = {
      ours: (await ours.ask(task(files.ours))) as Answer,
      peer: (await peer.ask(task(files.peer))) as Answer,
    };
    times.ours.push(...answers.ours.ms);
    times.peer.push(...answers.peer.ms);
  }
  const { ours: a, peer: b } = answers as { ours: Answer; peer: Answer };
  const same = a.dtype === b.dtype && a.shape.join() === b.shape.join();
  const maxError = same ? difference(readFileSync(files.ours), readFileSync(files.peer), a.dtype) : Number.NaN;
  for (const file of Object.values(files)) rmSync(file);
  const [oursMs, peerMs] = [median(times.ours), median(times.peer)];
  return { name: row.name, oursMs, peerMs, ratio: oursMs / peerMs, maxError, equal: maxError <= (row.tolerance ?? 0) };
}

const ARRAYS = {
  uint8: Uint8Array,
  bool: Uint8Array,
  uint16: Uint16Array,
  int32: Int32Array,
  int64: BigInt64Array,
  uint64: BigUint64Array,
  float32: Float32Array,
  float64: Float64Array,
};

/** The greatest difference, relative to the second value or to 1. */
function difference(a: Buffer, b: Buffer, dtype: string): number {
  if (a.equals(b)) return 0;
  const view = ({ buffer, byteOffset, byteLength }: Buffer) =>
    new ARRAYS[dtype as keyof typeof ARRAYS](buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer);
  const [x, y] = [view(a), view(b)];
  let greatest = x.length === y.length ? 0 : Number.POSITIVE_INFINITY;
  for (let i = 0; i < y.length; i++) {
    const expected = Number(y[i]);
    const error = Math.abs(Number(x[i]) - expected) / Math.max(1, Math.abs(expected));
    // Also what is no number on one side only.
    if (!(error <= greatest) && !(Number.isNaN(expected) && Number.isNaN(Number(x[i])))) greatest = error;
  }
  return greatest;
}

interface Program {
  /** Sends a task; gives the answer. */
  ask(task: unknown): Promise<unknown>;
  end(): void;
}

/** A program that answers lines with lines. */
function program(command: string, args: readonly string[]): Program {
  // NumPy's linear algebra would use more threads than one, if any of these used it.
  const env = { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' };
  const child: ChildProcess = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'], env });
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream })[Symbol.asyncIterator]();
  return {
    async ask(task) {
      child.stdin?.write(`${JSON.stringify(task)}\n`);
      const { value, done } = await lines.next();
      if (done === true) throw new Error(`${command} ${args.join(' ')} ended`);
      return JSON.parse(value);
    },
    end: () => child.stdin?.end(),
  };
}
