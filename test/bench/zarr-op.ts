/**
 * One operation on one array of Zarr, in a process of its own: `zarr-op.js read ARRAY THREADS ROUNDS` prints
 * `{ ms, sha256 }`.
 */
import { createHash } from 'node:crypto';
import { openZarr, type Volume } from 'imglib2-node';

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

const [operation, path = '', threads, rounds] = process.argv.slice(2);
if (operation !== 'read') throw new Error(`no operation ${operation}`);
process.stdout.write(`${JSON.stringify(await read(path, Number(threads), Number(rounds)))}\n`);
