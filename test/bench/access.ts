/**
 * How fast Java goes through shared images, as a ratio to ImgLib2's own images on the heap: per JDK, element type, way
 * through the image, and what else the program does. Medians over rounds; in a round each program runs once, in a
 * virtual machine of its own, those that are compared one after the other in random order. What is near its limit or
 * over it then runs in more rounds.
 */
import { availableParallelism } from 'node:os';
import { DTYPES } from 'imglib2-node';
import { findJdks, type Jdk, run, type Times } from './access-java.js';
import {
  BUFFERS,
  COMPARISONS,
  hasBuffers,
  isMeasured,
  limitOf,
  MODES,
  type Mode,
  OPS,
  PROGRAMS,
  type Program,
  REPORTED,
  type Row,
  ratioOf,
} from './access-modes.js';
import { reasonOf } from './access-reasons.js';
import { summary } from './access-summary.js';
import type { Bench, BenchOptions } from './main.js';
import { median } from './statistics.js';

const WANTED = [17, 25];
const ROUNDS = 3;
/** Those that a ratio near its limit gets besides. */
const NEAR_ROUNDS = 2;
/** A ratio over this part of its limit is near it. */
const NEAR = 0.95;
/** Those that a ratio gets besides which is over its limit then. */
const OVER_ROUNDS = 6;
/** Each virtual machine has one busy thread and a small image: two on two cores leave each other's times alone. */
const AT_ONCE = Math.min(2, availableParallelism());
/** Nothing begins after this, if nothing else is said. */
const MINUTES = 24;
/** No round begins that would end after this part of the time, as far as the last one tells. */
const BUDGET = 0.85;

/** The ratios of one JDK and element type, by mode and op, a number for each round. */
interface Unit {
  readonly jdk: Jdk;
  readonly dtype: string;
  readonly modes: readonly Mode[];
  readonly ratios: Map<string, number[]>;
  /** Those of ImgLib2's own off-heap images. */
  readonly buffers: Map<string, number[]>;
}

type Say = (text: string) => void;

export const bench: Bench = async (say, options) => {
  const jdks = (await findJdks(WANTED)).filter((jdk) => isWanted(options.jdk, String(jdk.version)));
  for (const version of WANTED.filter((wanted) => isWanted(options.jdk, String(wanted)))) {
    if (jdks.some((jdk) => jdk.version === version)) continue;
    say(`There is no JDK ${version} on this machine: its rows are missing. Set JAVA_HOME to one, or install it.`);
  }
  if (jdks.length === 0) throw new Error(`none of the JDKs ${WANTED.join(', ')} is on this machine; install one`);
  const units = jdks.flatMap((jdk) => unitsOf(jdk, options)).filter(({ modes }) => modes.length > 0);
  await measure(units, minutesOf(options) * 60_000, say);
  const rows = units.flatMap(rowsOf);
  say(summary(rows));
  return { rows };
};

function unitsOf(jdk: Jdk, options: BenchOptions): Unit[] {
  return DTYPES.filter((dtype) => isWanted(options.dtype, dtype)).map((dtype) => ({
    jdk,
    dtype,
    modes: MODES.filter((mode) => isWanted(options.mode, mode) && isMeasured(mode, dtype)),
    ratios: new Map(),
    buffers: new Map(),
  }));
}

/** Whether a list like `a,b`, where there is one, names it. */
function isWanted(list: string | undefined, name: string): boolean {
  return list === undefined || list.split(',').includes(name);
}

function minutesOf({ minutes }: BenchOptions): number {
  const value = minutes === undefined ? MINUTES : Number(minutes);
  if (value > 0) return value;
  throw new Error(`--minutes ${minutes}: expected a positive number`);
}

async function measure(units: readonly Unit[], deadline: number, say: Say): Promise<void> {
  const began = Date.now();
  let longest = 0;
  for (let round = 0; round < ROUNDS + NEAR_ROUNDS + OVER_ROUNDS; round++) {
    const roundBegan = Date.now();
    if (round > 0 && roundBegan - began + longest > BUDGET * deadline) return say('No time for more rounds.');
    const tasks = units.map((unit) => ({ unit, modes: modesOf(unit, round) })).filter(({ modes }) => modes.length > 0);
    const waiting = shuffled(tasks);
    let done = 0;
    const worker = async (): Promise<void> => {
      for (let task = waiting.pop(); task !== undefined; task = waiting.pop()) {
        if (Date.now() - began > deadline) return;
        await measureOnce(task.unit, task.modes, round, say);
        const minutes = ((Date.now() - began) / 60_000).toFixed(1);
        say(`round ${round + 1}, ${++done} of ${tasks.length}: ${nameOf(task.unit)}, ${minutes} min`);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    if (done < tasks.length) return say(`Time is up in round ${round + 1}.`);
    longest = Date.now() - roundBegan;
  }
}

const nameOf = ({ jdk, dtype }: Unit): string => `${dtype} on Java ${jdk.version}`;

/** What is measured in a round: all, what is only reported in the first alone; later what is near its limit, at last what is over it. */
function modesOf(unit: Unit, round: number): Mode[] {
  if (round < ROUNDS) return unit.modes.filter((mode) => round === 0 || !REPORTED.has(mode));
  const part = round < ROUNDS + NEAR_ROUNDS ? NEAR : 1;
  const near = rowsOf(unit).filter(({ ratio, limit }) => limit !== undefined && ratio > part * limit);
  return unit.modes.filter((mode) => near.some((row) => row.mode === mode));
}

async function measureOnce(unit: Unit, modes: readonly Mode[], round: number, say: Say): Promise<void> {
  const { jdk, dtype } = unit;
  const isDoubtful = round >= ROUNDS && hasBuffers(dtype);
  const comparisons = modes.flatMap((mode) => {
    const own = { mode, comparison: COMPARISONS[mode], into: unit.ratios };
    const buffers = isDoubtful ? BUFFERS[mode] : undefined;
    return buffers === undefined ? [own] : [own, { mode, comparison: buffers, into: unit.buffers }];
  });
  const times = new Map<string, Times>();
  for (const name of shuffled([...new Set(comparisons.flatMap(({ comparison }) => comparison.programs))])) {
    const result = await runOne(jdk, dtype, name, say);
    if (result !== undefined) times.set(name, result);
  }
  for (const { mode, comparison, into } of comparisons) {
    for (const op of OPS) {
      const ratio = ratioOf(comparison, mode, op, times);
      const key = `${mode}\t${op}`;
      if (Number.isFinite(ratio)) into.set(key, [...(into.get(key) ?? []), ratio]);
    }
  }
}

/** Undefined if there is no memory for large images. */
async function runOne(jdk: Jdk, dtype: string, name: Program, say: Say): Promise<Times | undefined> {
  try {
    return await run(jdk, dtype, PROGRAMS[name], Math.floor(Math.random() * 1e9));
  } catch (error) {
    if (name !== 'large') throw error;
    say(`There is no memory for large images: ${error instanceof Error ? error.message : error}`);
    return undefined;
  }
}

function rowsOf({ jdk, dtype, ratios, buffers }: Unit): Row[] {
  return [...ratios].map(([key, values]) => {
    const [mode, op] = key.split('\t') as [Mode, string];
    const limit = limitOf(mode, jdk.version);
    const others = buffers.get(key);
    const row: Row = {
      ...{ jdk: jdk.version, dtype, op, mode, ratio: rounded(median(values)), forks: values.length },
      ...(limit !== undefined && { limit }),
      ...(others !== undefined && { buffers: rounded(median(others)) }),
    };
    const reason = limit !== undefined && row.ratio > limit ? reasonOf(row) : undefined;
    return reason === undefined ? row : { ...row, reason };
  });
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}

function shuffled<T>(values: readonly T[]): T[] {
  const keyed = values.map((value) => ({ value, key: Math.random() }));
  return keyed.sort((a, b) => a.key - b.key).map(({ value }) => value);
}
