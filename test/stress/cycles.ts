/** Shares and drops in this thread and in workers, while Java reads; then counts what is left. */
import { setTimeout as sleep } from 'node:timers/promises';
import { createVolume, isError, javaClass, memoryReport, setMemoryLimit, startJvmSync, toImgLib2 } from 'imglib2-node';
import bridge from 'java-bridge';
import { Churn } from './churn.js';
import { Crew } from './crew.js';
import { randomFrom } from './random.js';

const MIB = 2 ** 20;
const READERS = 2;
/** A heap whose pages are all there from the start: the process grows by what is lost, not by what Java keeps. */
const HEAP = ['-Xms160m', '-Xmx160m', '-XX:+AlwaysPreTouch'];

export interface Counts {
  readonly cycles: number;
  readonly liveBlocks: number;
  readonly liveReferences: number;
  readonly rssGrowthMiB: number;
}

type Say = (text: string) => void;

/** Runs until `cycles` volumes were shared after a warm-up of a quarter as many. */
export async function runCycles(cycles: number, seed: number, say: Say): Promise<Counts> {
  startJvmSync({ headless: true, args: HEAP });
  const warmUp = Math.ceil(cycles / 4);
  await churnFor(warmUp, seed, say);
  await settle();
  const before = process.memoryUsage.rss();
  const done = await churnFor(cycles, seed + 1, say);
  const left = await settle();
  const rssGrowthMiB = Math.round((process.memoryUsage.rss() - before) / MIB);
  return { cycles: done + warmUp, ...left, rssGrowthMiB };
}

/** Random work until that many volumes were shared; everything it made is dropped then. */
async function churnFor(cycles: number, seed: number, say: Say): Promise<number> {
  const random = randomFrom(seed);
  const counter = new Int32Array(new SharedArrayBuffer(4));
  const churn = new Churn(random);
  const crew = new Crew(counter, random);
  const done = () => churn.shared + Atomics.load(counter, 0);
  const readers = Array.from({ length: READERS }, () => readInJava(churn, () => done() < cycles));
  let told = 0;
  while (done() < cycles) {
    for (let i = 0; i < 10; i++) churn.step();
    if (random(4) === 0) crew.send(churn);
    if (random(400) === 0) await crew.replaceOne();
    if (done() - told > cycles / 5) {
      told = done();
      say(`${told} of ${cycles}: ${memoryReport().length} blocks, ${Math.round(process.memoryUsage.rss() / MIB)} MiB`);
    }
    await new Promise(setImmediate);
  }
  await Promise.all(readers);
  await crew.end();
  churn.end();
  return done();
}

/** Java sums images that may be closed meanwhile; every sum must be right. */
async function readInJava(churn: Churn, going: () => boolean): Promise<void> {
  const reductions = javaClass('Reductions');
  while (going()) {
    const live = churn.any();
    if (live === undefined || live.volume.closed) {
      await new Promise(setImmediate);
      continue;
    }
    const handle = toImgLib2(live.volume);
    const sum = reductions.sum(handle.image) as Promise<number>;
    const wanted = live.value * live.volume.size;
    handle.close();
    const found = Number(await sum);
    if (found !== wanted) throw new Error(`Java's sum of a volume is ${found}, not ${wanted}`);
  }
}

/** Collects on both sides until nothing is left, or a minute has passed, and then what the collecting left behind. */
async function settle(): Promise<Pick<Counts, 'liveBlocks' | 'liveReferences'>> {
  const memory = bridge.importClass('imglib2node.memory.SharedMemory');
  const count = () => ({
    liveBlocks: memoryReport().length,
    liveReferences: Number(javaClass('SharedImages').countSync()) + Number(memory.liveBlocksSync()),
  });
  const empty = () => Object.values(count()).every((left) => left === 0);
  let calm = 0;
  for (let i = 0; i < 600 && calm < 5; i++) {
    collect();
    await sleep(50);
    calm = empty() ? calm + 1 : 0;
  }
  return count();
}

// Where nothing at all is allowed, making a volume collects everything first.
function collect(): void {
  setMemoryLimit(0);
  try {
    createVolume([1], 'uint8').close();
  } catch (error) {
    if (!isError(error, 'MemoryLimitError')) throw error;
  } finally {
    setMemoryLimit(Number.POSITIVE_INFINITY);
  }
}
