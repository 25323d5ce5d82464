/**
 * One operation on one array of Zarr, in a process of its own: `zarr-op.js read ARRAY THREADS ROUNDS` prints
 * `{ ms, sha256 }`; `zarr-op.js write ARRAY THREADS ROUNDS VOLUME COMPRESSION` prints `{ ms }`.
 */
import { createHash } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { asVolume, openZarr, type Volume, writeZarr } from 'imglib2-node';

const SIDE = 256;
const CHUNKS = [64, 64, 64];

/** What each compression of the peer is here. */
const COMPRESSIONS = {
  raw: { compression: 'none' },
  blosc: { compression: { name: 'blosc', cname: 'zstd', clevel: 5 } },
  zstd: { compression: { name: 'zstd', level: 3 } },
  gzip: { compression: { name: 'gzip', level: 5 } },
  sharded: { compression: { name: 'zstd', level: 3 }, shards: [128, 128, 128] },
} as const;

function sha256Of({ data: { buffer, byteOffset, byteLength } }: Volume): string {
  return createHash('sha256')
    .update(new Uint8Array(buffer, byteOffset, byteLength))
    .digest('hex');
}

async function read(path: string, concurrency: number, rounds: number): Promise<unknown> {
  let sha256 = '';
  const ms: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const began = performance.now();
    const volume = await (await openZarr(path)).compute({ concurrency });
    ms.push(performance.now() - began);
    if (round === rounds - 1) sha256 = sha256Of(volume);
    volume.close();
  }
  return { ms, sha256 };
}

async function write(
  path: string,
  concurrency: number,
  rounds: number,
  source: string,
  compression: string,
): Promise<unknown> {
  const bytes = readFileSync(source);
  const data = source.includes('uint16') ? new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2) : bytes;
  const volume = asVolume(data, { shape: [SIDE, SIDE, SIDE] });
  const options = { ...COMPRESSIONS[compression as keyof typeof COMPRESSIONS], chunks: CHUNKS, concurrency };
  const ms: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const began = performance.now();
    rmSync(path, { recursive: true, force: true });
    await writeZarr(volume, path, options);
    ms.push(performance.now() - began);
  }
  return { ms };
}

const [operation, path = '', threads, rounds, source = '', compression = ''] = process.argv.slice(2);
const answer =
  operation === 'read'
    ? await read(path, Number(threads), Number(rounds))
    : await write(path, Number(threads), Number(rounds), source, compression);
process.stdout.write(`${JSON.stringify(answer)}\n`);
