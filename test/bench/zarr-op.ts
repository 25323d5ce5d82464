/**
 * One operation on one array of Zarr, in a process of its own: `zarr-op.js read ARRAY THREADS ROUNDS` prints
 * `{ ms, sha256 }`, `zarr-op.js write ARRAY THREADS ROUNDS VOLUME COMPRESSION` `{ ms }`; VOLUME is a file of voxels.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { createVolume, openZarr, type Volume, type WriteZarrOptions, writeZarr } from 'imglib2-node';

const SHAPE = [256, 256, 256];
/** Settings as those of zarr_python.py. */
const WRITES: Readonly<Record<string, WriteZarrOptions>> = {
  raw: { compression: 'none' },
  blosc: { compression: { name: 'blosc', cname: 'zstd', clevel: 5 } },
  zstd: { compression: { name: 'zstd', level: 3 } },
  gzip: { compression: { name: 'gzip', level: 5 } },
  sharded: { compression: { name: 'zstd', level: 3 }, shards: 128 },
};

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

function sha256Of({ data: { buffer, byteOffset, byteLength } }: Volume): string {
  return createHash('sha256')
    .update(new Uint8Array(buffer, byteOffset, byteLength))
    .digest('hex');
}

async function write(path: string, concurrency: number, rounds: number, [from = '', compression = '']: string[]) {
  const volume = createVolume(SHAPE, basename(from, '.bin') as 'uint8');
  const { buffer, byteOffset, byteLength } = volume.data;
  new Uint8Array(buffer, byteOffset, byteLength).set(readFileSync(from));
  const ms: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const began = performance.now();
    // What is there is removed within the time, as by the peer.
    await writeZarr(volume, path, { chunks: 64, concurrency, overwrite: true, ...WRITES[compression] });
    ms.push(performance.now() - began);
  }
  return { ms };
}

const [operation, path = '', threads, rounds, ...more] = process.argv.slice(2);
if (operation !== 'read' && operation !== 'write') throw new Error(`no operation ${operation}`);
const result =
  operation === 'read'
    ? await read(path, Number(threads), Number(rounds))
    : await write(path, Number(threads), Number(rounds), more);
process.stdout.write(`${JSON.stringify(result)}\n`);
