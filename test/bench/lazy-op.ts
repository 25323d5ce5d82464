/**
 * One operation on one set of slices, in a process of its own: `lazy-op.js FOLDER OP THREADS ROUNDS RESULT` prints
 * `{ ms, peakMiB }` and writes the result's bytes; `lazy-op.js FOLDER build` prints `{ buildMs, filesOpened }`.
 */
import fs, { readdirSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { fromTiffStack, type LazyVolume, max, mean, sum } from 'imglib2-node';

const SHAPE = [2048, 2048];

const OPERATIONS: Readonly<Record<string, (volume: LazyVolume) => LazyVolume>> = {
  sum: (volume) => sum(volume, { axis: 0 }),
  max: (volume) => max(volume, { axis: 0 }),
  mean: (volume) => mean(volume),
  window: (volume) => volume.slice(50, [1000, 1100], [1000, 1100]),
};

const filesOf = (folder: string): string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.tif'))
    .sort()
    .map((name) => join(folder, name));

/** Counts the files that are opened from now on, by whatever function of node:fs. */
function countOpened(): () => number {
  let opened = 0;
  const counted =
    <F extends (...args: any[]) => unknown>(open: F) =>
    (...args: unknown[]) => {
      if (/\.tiff?$/.test(String(args[0]))) opened += 1;
      return open(...args);
    };
  const { promises } = fs;
  promises.open = counted(promises.open.bind(promises)) as typeof promises.open;
  promises.readFile = counted(promises.readFile.bind(promises)) as typeof promises.readFile;
  fs.open = counted(fs.open) as typeof fs.open;
  fs.openSync = counted(fs.openSync) as typeof fs.openSync;
  fs.readFileSync = counted(fs.readFileSync) as typeof fs.readFileSync;
  syncBuiltinESMExports();
  return () => opened;
}

async function build(folder: string): Promise<unknown> {
  const files = filesOf(folder);
  const opened = countOpened();
  const began = performance.now();
  const volume = await fromTiffStack(files, { shape: SHAPE, dtype: 'uint8' });
  const buildMs = performance.now() - began;
  const filesOpened = opened();
  // Without shape and dtype the first file is asked, which also shows that opening is counted.
  await fromTiffStack(files);
  const askingOpened = opened() - filesOpened;
  if (askingOpened !== 1) throw new Error(`asking for shape and dtype opened ${askingOpened} files`);
  return { buildMs, filesOpened, shape: volume.shape };
}

async function run(folder: string, op: string, threads: number, rounds: number, result: string): Promise<unknown> {
  const operation = OPERATIONS[op];
  if (operation === undefined) throw new Error(`no operation ${op}`);
  const volume = await fromTiffStack(filesOf(folder), { shape: SHAPE, dtype: 'uint8' });
  const ms: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const began = performance.now();
    const array = await operation(volume).compute({ concurrency: threads });
    ms.push(performance.now() - began);
    if (round === rounds - 1) {
      const { buffer, byteOffset, byteLength } = array.data;
      writeFileSync(result, new Uint8Array(buffer, byteOffset, byteLength));
    }
    array.close();
  }
  // Worker threads are part of the process.
  return { ms, peakMiB: process.resourceUsage().maxRSS / 1024 };
}

const [folder = '', op = '', threads, rounds, result = ''] = process.argv.slice(2);
const answer = op === 'build' ? await build(folder) : await run(folder, op, Number(threads), Number(rounds), result);
process.stdout.write(`${JSON.stringify(answer)}\n`);
