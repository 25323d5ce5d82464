/**
 * node browser-chunks.js BASE SIDE: asks a server for all chunks of 64^3 of a volume of SIDE^3 bytes, over as many
 * connections as a browser opens, three times; prints the megabytes a second of each time.
 */
import { Agent, get } from 'node:http';

const CHUNK = 64;
const CONNECTIONS = 6;
const ROUNDS = 3;

const [, , base = '', side = '0'] = process.argv;
const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });

function fetchBytes(url: string): Promise<number> {
  return new Promise((resolve, reject) => {
    get(url, { agent }, (response) => {
      let bytes = 0;
      response.on('data', (part: Buffer) => {
        bytes += part.length;
      });
      response.on('end', () =>
        response.statusCode === 200 ? resolve(bytes) : reject(new Error(`${url}: ${response.statusCode}`)),
      );
    }).on('error', reject);
  });
}

async function round(chunks: readonly string[]): Promise<number> {
  const begin = performance.now();
  let bytes = 0;
  let next = 0;
  const one = async (): Promise<void> => {
    for (let chunk = chunks[next++]; chunk !== undefined; chunk = chunks[next++]) {
      const got = await fetchBytes(chunk);
      bytes += got;
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, one));
  if (bytes !== Number(side) ** 3) throw new Error(`${bytes} bytes came, not ${side}^3`);
  return bytes / 1000 / (performance.now() - begin);
}

const starts = Array.from({ length: Number(side) / CHUNK }, (_, i) => i * CHUNK);
const chunks = starts.flatMap((z) =>
  starts.flatMap((y) => starts.map((x) => `${base}/${x},${y},${z}/${x + CHUNK},${y + CHUNK},${z + CHUNK}`)),
);
const rates: number[] = [];
for (let i = 0; i < ROUNDS; i++) rates.push(await round(chunks));
process.stdout.write(`${JSON.stringify(rates)}\n`);
agent.destroy();
