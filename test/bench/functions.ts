/**
 * Functions beside NumPy, in one run, on 256 x 256 x 256 voxels and one core. Two processes that live as long as the run,
 * ours and the peer's, compute each row by turns; times are medians of all rounds. `maxError` is the greatest difference
 * of the results, relative to the peer's value or to 1, whichever is larger; `equal` says whether it is within what the
 * row allows, and dtype and shape are the same. `dispatch`: nanoseconds that finding the library of a call costs.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { ARRAY_CASES, type FunctionCase } from './functions-cases.js';
import type { Bench } from './main.js';
import { peerEnvironment } from './peer-environment.js';
import { median } from './statistics.js';

const TURNS = 3;
const ROUNDS = 7;

// Compiled to build/dev/test/bench/.
const ROOT = new URL('../../../../', import.meta.url);
const PEER = fileURLToPath(new URL('test/bench/peers/functions_numpy.py', ROOT));
const REQUIREMENTS = fileURLToPath(new URL('test/bench/peers/requirements-functions.txt', ROOT));
const OURS = fileURLToPath(new URL('./functions-op.js', import.meta.url));
const CACHE = fileURLToPath(new URL('.cache/bench-functions/', ROOT));

interface Answer {
  readonly ms: readonly number[];
  readonly dtype: string;
  readonly shape: readonly number[];
}

export const bench: Bench = async (say) => {
  const python = await peerEnvironment(join(CACHE, 'venv'), REQUIREMENTS, say);
  const data = join(CACHE, 'data');
  await mkdir(data, { recursive: true });
  const [ours, peer] = [program(process.execPath, [OURS, data]), program(python, [PEER, data])];
  try {
    if (!existsSync(join(data, 'complete'))) {
      await peer.ask({ make: true });
      await writeFile(join(data, 'complete'), '');
    }
    const rows: unknown[] = [];
    for (const row of ARRAY_CASES) {
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
  for (let turn = 0; turn < TURNS; turn++) {
    const last = turn === TURNS - 1;
    const task = (result: string) => ({ name: row.name, rounds: ROUNDS, ...(last && { result }) });
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
  const child: ChildProcess = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
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
