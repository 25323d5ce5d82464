/**
 * `npm run test:stress [-- --short] [-- --seed N]`: shares and drops volumes until something breaks or nothing does. Progress
 * goes to standard error; the last line of standard output is `{ cycles, liveBlocks, liveReferences, rssGrowthMiB }`.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Counts, runCycles } from './cycles.js';

/** What the process may grow by, and what it may take while large volumes are dropped, in MiB. */
const LIMITS = { growth: 50, large: 1024 };

const say = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

function largeVolumes(count: number, how: 'await' | 'no await'): boolean {
  const script = fileURLToPath(new URL('./large.js', import.meta.url));
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, [script, String(count), how], {
    encoding: 'utf8',
  });
  if (status !== 0) {
    say(`large volumes, ${how}: ended with ${signal ?? status}\n${stderr}`);
    return false;
  }
  say(`large volumes: ${stdout.trim()}`);
  const { peakMiB } = JSON.parse(stdout) as { peakMiB: number };
  if (peakMiB < LIMITS.large) return true;
  say(`FAILED: the process took ${peakMiB} MiB with ${how}; dropped volumes must stay below ${LIMITS.large} MiB`);
  return false;
}

/** What of the counts is not as it must be, in words. */
function complaints({ cycles, liveBlocks, liveReferences, rssGrowthMiB }: Counts, least: number): string[] {
  return [
    cycles < least && `only ${cycles} of ${least} volumes were shared`,
    liveBlocks > 0 && `${liveBlocks} blocks are left that nobody uses`,
    liveReferences > 0 && `${liveReferences} references are left in Java that nobody uses`,
    rssGrowthMiB >= LIMITS.growth && `the process grew by ${rssGrowthMiB} MiB; ${LIMITS.growth} are allowed`,
  ].filter((complaint) => complaint !== false);
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { short: { type: 'boolean', default: false }, seed: { type: 'string' } },
  });
  const seed = Number(values.seed ?? Date.now() % 2 ** 31);
  say(`seed ${seed}`);
  const [cycles, count] = values.short ? [4000, 15] : [100_000, 1000];
  const large = [largeVolumes(count, 'await'), largeVolumes(count, 'no await')];
  const counts = await runCycles(cycles, seed, say);
  const wrong = complaints(counts, cycles);
  for (const complaint of wrong) say(`FAILED: ${complaint}`);
  process.stdout.write(`${JSON.stringify(counts)}\n`);
  return wrong.length === 0 && large.every(Boolean) ? 0 : 1;
}

process.exitCode = await main();
