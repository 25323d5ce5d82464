/**
 * What sharing a volume costs. `shareMicros`: from a Volume to the Java image made and registered (`toImgLib2`).
 * `wrapMicros`: the java-bridge object around it (`handle.image`); the peer, imglyb, has no form without a wrapper, so
 * its 28 to 54 microseconds are to be held against the sum of both. `copyMillis`: the same bytes handed to Java
 * through java-bridge instead. All are medians of warm calls.
 */
import { createRequire } from 'node:module';
import { createVolume, startJvmSync, toImgLib2, type Volume } from 'imglib2-node';
import type { Bench } from './main.js';
import { median } from './statistics.js';

const MIB = 2 ** 20;
const SIZES = { '1MiB': 1, '64MiB': 64, '1GiB': 1024, '4GiB': 4096 } as const;
const COPIED = { '1MiB': 15, '64MiB': 3 } as const;
const ROUNDS = 40;
const CALLS_A_ROUND = 100;

export const bench: Bench = async (say) => {
  startJvmSync();
  const rssGrowthMiB = growthOfSharing();
  say(`sharing 1 GiB grew the process by ${rssGrowthMiB.toFixed(2)} MiB`);
  const shareMicros = await shares();
  say(`share: ${JSON.stringify(shareMicros)} microseconds`);
  const wrapMicros = wraps();
  say(`wrap: ${wrapMicros} microseconds`);
  const copyMillis = Object.fromEntries(
    Object.entries(COPIED).map(([name, rounds]) => [name, copies(SIZES[name as keyof typeof COPIED] * MIB, rounds)]),
  );
  say(`copy through java-bridge: ${JSON.stringify(copyMillis)} milliseconds`);
  return { shareMicros, wrapMicros, copyMillis, rssGrowthMiB };
};

/** Resident memory before and after a written volume of 1 GiB is shared. */
function growthOfSharing(): number {
  // The first share of all loads classes, which is no cost of the volume.
  toImgLib2(createVolume([16], 'uint8'));
  const volume = createVolume([SIZES['1GiB'], 1024, 1024], 'uint8');
  volume.data.fill(1);
  const before = process.memoryUsage.rss();
  const handle = toImgLib2(volume);
  const after = process.memoryUsage.rss();
  handle.close();
  volume.close();
  return Math.max(0, after - before) / MIB;
}

/** The sizes take turns, so that all see the same warmth and the same noise. */
async function shares(): Promise<Record<string, number>> {
  const volumes = Object.entries(SIZES).map(([name, mib]): [string, Volume] => [
    name,
    createVolume([mib, 1024, 1024], 'uint8'),
  ]);
  const micros = new Map<string, number[]>(volumes.map(([name]) => [name, []]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, volume] of volumes) {
      const times = timesOf(CALLS_A_ROUND, () => toImgLib2(volume));
      if (round >= ROUNDS / 2) micros.get(name)?.push(...times);
    }
    await new Promise(setImmediate);
  }
  for (const [, volume] of volumes) volume.close();
  return Object.fromEntries([...micros].map(([name, times]) => [name, median(times)]));
}

function timesOf(calls: number, share: () => { close(): void }): number[] {
  return Array.from({ length: calls }, () => {
    const began = performance.now();
    const handle = share();
    const micros = (performance.now() - began) * 1000;
    handle.close();
    return micros;
  });
}

function wraps(): number {
  const volume = createVolume([64, 64, 64], 'uint8');
  const times = Array.from({ length: 1000 }, () => {
    const handle = toImgLib2(volume);
    const began = performance.now();
    const { image } = handle;
    const micros = (performance.now() - began) * 1000;
    if (image === undefined) throw new Error('toImgLib2 gave no image');
    handle.close();
    return micros;
  });
  volume.close();
  return median(times.slice(500));
}

function copies(bytes: number, rounds: number): number {
  const java = createRequire(import.meta.url)('java-bridge') as typeof import('java-bridge');
  const ByteBuffer = java.importClass('java.nio.ByteBuffer') as any;
  const source = Buffer.alloc(bytes, 1);
  const times = Array.from({ length: rounds }, () => {
    const began = performance.now();
    const copy = ByteBuffer.wrapSync(source);
    const millis = performance.now() - began;
    if (copy.capacitySync() !== bytes) throw new Error('the copy has another length');
    java.deleteObject(copy);
    return millis;
  });
  return median(times);
}
