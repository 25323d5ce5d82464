/**
 * How fast Java goes through shared images, as a ratio to ImgLib2's own images on the heap: per JDK, element type, way
 * through the image, and what else the program does. Medians over rounds; in a round each program runs once, in a
 * virtual machine of its own, those that are compared one after the other in random order.
 */
import { availableParallelism } from 'node:os';
import { DTYPES } from 'imglib2-node';
import { findJdks, type Jdk, run, type Times } from './access-java.js';
import { LARGE_DTYPE, limitOf, MODES, OPS, PROGRAMS, REPORTED, type Row, ratioOf, reasonOf } from './access-modes.js';
import { summary } from './access-summary.js';
import type { Bench } from './main.js';
import { median } from './statistics.js';

const WANTED = [17, 25];
const ROUNDS = 5;
/** Each virtual machine has one busy thread and a small image: two on two cores leave each other's times alone. */
const AT_ONCE = Math.min(2, availableParallelism());
/** No round begins that would end after this, as far as the last one tells. */
const BUDGET_MS = 21 * 60_000;
/** Nothing begins after this. */
const DEADLINE_MS = 27 * 60_000;

/** The ratios of one JDK and element type, by mode and op, a number for each round. */
interface Samples {
  readonly jdk: Jdk;
  readonly dtype: string;
  readonly ratios: Map<string, number[]>;
}

export const bench: Bench = async (say) => {
  const jdks = await findJdks(WANTED);
  for (const version of WANTED.filter((wanted) => !jdks.some((jdk) => jdk.version === wanted))) {
    say(`There is no JDK ${version} on this machine: its rows are missing. Set JAVA_HOME to one, or install it.`);
  }
  if (jdks.length === 0) throw new Error(`none of the JDKs ${WANTED.join(', ')} is on this machine; install one`);
  const all = jdks.flatMap((jdk) => DTYPES.map((dtype): Samples => ({ jdk, dtype, ratios: new Map() })));
  await measure(all, say);
  const rows = all.flatMap(rowsOf);
  say(summary(rows));
  return { rows };
};

async function measure(all: readonly Samples[], say: (text: string) => void): Promise<void> {
  const began = Date.now();
  let longest = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const roundBegan = Date.now();
    if (round > 0 && roundBegan - began + longest > BUDGET_MS) break;
    const report = ({ dtype, jdk }: Samples, done: number): void => {
      const minutes = ((Date.now() - began) / 60_000).toFixed(1);
      say(`round ${round + 1}, ${done} of ${all.length}: ${dtype} on Java ${jdk.version}, ${minutes} min`);
    };
    const waiting = shuffled(all);
    let done = 0;
    const worker = async (): Promise<void> => {
      for (let samples = waiting.pop(); samples !== undefined; samples = waiting.pop()) {
        if (Date.now() - began > DEADLINE_MS) return;
        await measureOnce(samples, round, say);
        report(samples, ++done);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    if (done < all.length) return say(`Time is up in round ${round + 1}.`);
    longest = Math.max(longest, Date.now() - roundBegan);
  }
}

async function measureOnce({ jdk, dtype, ratios }: Samples, round: number, say: (text: string) => void): Promise<void> {
  const times = new Map<string, Times>();
  for (const name of shuffled(Object.keys(PROGRAMS))) {
    if (REPORTED.has(name) && round > 0) continue;
    if (name === 'large' && dtype !== LARGE_DTYPE) continue;
    try {
      times.set(name, await run(jdk, dtype, PROGRAMS[name] ?? [], round));
    } catch (error) {
      if (name !== 'large') throw error;
      say(`There is no memory for large images: ${error instanceof Error ? error.message : error}`);
    }
  }
  for (const mode of MODES) {
    for (const op of OPS) {
      const ratio = ratioOf(mode, op, times);
      const key = `${mode}\t${op}`;
      if (Number.isFinite(ratio)) ratios.set(key, [...(ratios.get(key) ?? []), ratio]);
    }
  }
}

function rowsOf({ jdk, dtype, ratios }: Samples): Row[] {
  return [...ratios].map(([key, values]) => {
    const [mode, op] = key.split('\t') as [Row['mode'], string];
    const ratio = Math.round(median(values) * 1000) / 1000;
    const limit = limitOf(mode, jdk.version);
    const row = { jdk: jdk.version, dtype, op, mode, ratio, ...(limit === undefined ? {} : { limit }) };
    const reason = limit !== undefined && ratio > limit ? reasonOf(row) : undefined;
    return reason === undefined ? row : { ...row, reason };
  });
}

function shuffled<T>(values: readonly T[]): T[] {
  const keyed = values.map((value) => ({ value, key: Math.random() }));
  return keyed.sort((a, b) => a.key - b.key).map(({ value }) => value);
}
