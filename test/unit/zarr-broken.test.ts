/** Broken Zarr, broken archives, and servers in trouble: errors with path and reason, never wrong voxels. */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type HttpOptions, openOmeZarr, openZarr, readZarr, writeOmeZarr, writeZarr } from '../../src/io/index.js';
import { createVolume } from '../../src/volume/index.js';
import { bytesOf } from '../support/patterns.js';

type Json = Record<string, any>;

let folder: string;
let path: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'zarr-broken-'));
  const volume = createVolume([20, 20, 20], 'uint16');
  for (let i = 0; i < volume.size; i++) volume.data[i] = (i * 7) % 4001;
  const chunks = [10, 10, 10];
  await writeZarr(volume, join(folder, 'v3'), { chunks, compression: 'zstd' });
  await writeZarr(volume, join(folder, 'v2'), { version: 2, chunks, compression: 'zstd' });
  await writeZarr(volume, join(folder, 'raw'), { chunks, compression: 'none', fillValue: 9 });
  await writeZarr(volume, join(folder, 'gzip'), { chunks, compression: 'gzip' });
  await writeZarr(volume, join(folder, 'blosc'), { chunks, compression: 'blosc' });
  await writeZarr(volume, join(folder, 'sharded'), { chunks: 5, shards: 10, compression: 'gzip' });
  await writeOmeZarr(volume, join(folder, 'image'), { chunks, levels: 2 });
  volume.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(() => {
  path = join(folder, 'broken');
  rmSync(path, { recursive: true, force: true });
});

const take = (name: string): void => cpSync(join(folder, name), path, { recursive: true });

/** Changes a document of the copy. */
function change(file: string, edit: (document: Json) => void): void {
  const document = JSON.parse(readFileSync(join(path, file), 'utf8'));
  edit(document);
  writeFileSync(join(path, file), JSON.stringify(document));
}

/** What opening and reading rejects with must be of that name, and name what is in `words`. */
async function expectError(name: string, ...words: (string | RegExp)[]): Promise<void> {
  const error = await openZarr(path)
    .then((volume) => volume.compute())
    .then(
      (volume) => volume.close(),
      (failure: Error) => failure,
    );
  expect(error).toBeInstanceOf(Error);
  const found = error as Error;
  const inner = found.name === 'ComputeError' ? (found.cause as Error) : found;
  expect(inner.name, inner.message).toBe(name);
  for (const word of words) expect(found.message).toMatch(word);
}

describe('broken documents of arrays', () => {
  const documents: [string, string, (document: Json) => void, string, RegExp][] = [
    ['v3', 'shape', (d) => Object.assign(d, { shape: [20, -1, 20] }), 'FormatError', /shape is \[20,-1,20\]/],
    ['v3', 'chunks of fewer axes', (d) => Object.assign(d.chunk_grid.configuration, { chunk_shape: [10] }), 'FormatError', /chunk_shape/],
    ['v3', 'chunks of 0', (d) => Object.assign(d.chunk_grid.configuration, { chunk_shape: [0, 10, 10] }), 'FormatError', /chunk_shape/],
    ['v3', 'another grid', (d) => Object.assign(d.chunk_grid, { name: 'rectilinear' }), 'UnsupportedFormatError', /rectilinear/],
    ['v3', 'dtype', (d) => Object.assign(d, { data_type: 'string' }), 'UnsupportedFormatError', /data_type "string"/],
    ['v3', 'fill value', (d) => Object.assign(d, { fill_value: 70000 }), 'FormatError', /fill_value is 70000/],
    ['v3', 'unknown codec', (d) => Object.assign(d.codecs[1], { name: 'made-up' }), 'UnsupportedFormatError', /'made-up'/],
    ['v3', 'codecs in a wrong order', (d) => d.codecs.reverse(), 'FormatError', /codec/],
    ['v3', 'no codec', (d) => Object.assign(d, { codecs: [] }), 'FormatError', /codecs/],
    ['v3', 'unknown field', (d) => Object.assign(d, { cipher: { must_understand: true } }), 'UnsupportedFormatError', /"cipher"/],
    ['v3', 'version', (d) => Object.assign(d, { zarr_format: 4 }), 'FormatError', /zarr_format/],
    ['sharded', 'shards that chunks do not divide', (d) => Object.assign(d.codecs[0].configuration, { chunk_shape: [3, 5, 5] }), 'FormatError', /does not divide/],
    ['v2', 'shape', (d) => Object.assign(d, { shape: 'large' }), 'FormatError', /shape is "large"/],
    ['v2', 'dtype', (d) => Object.assign(d, { dtype: '|O' }), 'UnsupportedFormatError', /dtype "\|O"/],
    ['v2', 'order', (d) => Object.assign(d, { order: 'Z' }), 'FormatError', /order is "Z"/],
    ['v2', 'compressor', (d) => Object.assign(d, { compressor: { id: 'made-up' } }), 'UnsupportedFormatError', /made-up/],
  ]; // biome-ignore format: a table reads as a table

  it.each(documents)('%s: %s', async (name, _, edit, error, reason) => {
    take(name);
    const file = name === 'v2' ? '.zarray' : 'zarr.json';
    change(file, edit);
    await expectError(error, path, reason);
  });

  it.each(['zarr.json', '.zarray', '.zattrs'])('%s that is no JSON', async (file) => {
    take(file === 'zarr.json' ? 'v3' : 'v2');
    writeFileSync(join(path, file), '{ "shape": [1, ');
    await expectError('FormatError', join(path, file), /no JSON/);
  });

  it('nothing there, and a group', async () => {
    await expectError('ArgumentError', path, /no such folder/);
    take('image');
    await expectError('ArgumentError', path, /group/);
  });
});

describe('broken chunks', () => {
  it.each(['v3', 'raw', 'gzip', 'blosc', 'sharded'])('%s: cut off', async (name) => {
    take(name);
    const file = join(path, 'c/0/1/0');
    truncateSync(file, Math.floor(readFileSync(file).length * 0.6));
    await expectError('FormatError', file);
  });

  it.each(['v3', 'gzip', 'blosc', 'sharded'])('%s: other bytes', async (name) => {
    take(name);
    const file = join(path, 'c/1/1/1');
    writeFileSync(file, Buffer.alloc(readFileSync(file).length, 0x5a));
    await expectError('FormatError', file);
  });

  it('missing chunks are the fill value', async () => {
    take('raw');
    rmSync(join(path, 'c/0/0/1'));
    const volume = await readZarr(path);
    expect([volume.get(0, 0, 9), volume.get(0, 0, 10), volume.get(9, 9, 19)]).toEqual([63, 9, 9]);
    volume.close();
  });

  it('a chunk that is a folder', async () => {
    take('raw');
    rmSync(join(path, 'c/0/0/1'));
    cpSync(join(path, 'c/0/1'), join(path, 'c/0/0/1'), { recursive: true });
    await expectError('StoreError', join(path, 'c/0/0/1'), /not a file/);
  });
});

describe('broken images', () => {
  const edits: [string, (ome: Json) => void, string, RegExp][] = [
    ['version', (ome) => Object.assign(ome, { version: '9.9' }), 'UnsupportedFormatError', /"9\.9"/],
    ['no axes', (ome) => delete ome.multiscales[0].axes, 'FormatError', /axes is missing/],
    ['axes', (ome) => ome.multiscales[0].axes.pop(), 'FormatError', /./],
    ['scale', (ome) => Object.assign(ome.multiscales[0].datasets[0].coordinateTransformations[0], { scale: [1, 0, 1] }), 'FormatError', /scale/],
    ['path out of the group', (ome) => Object.assign(ome.multiscales[0].datasets[0], { path: '../v3' }), 'FormatError', /path is "\.\.\/v3"/],
    ['path to nothing', (ome) => Object.assign(ome.multiscales[0].datasets[1], { path: '17' }), 'FormatError', /"17"/],
    ['no datasets', (ome) => Object.assign(ome.multiscales[0], { datasets: [] }), 'FormatError', /datasets/],
    ['colour', (ome) => Object.assign(ome, { omero: { channels: [{ color: 'greenish' }] } }), 'FormatError', /greenish/],
  ]; // biome-ignore format: a table reads as a table

  it.each(edits)('%s', async (_, edit, name, reason) => {
    take('image');
    change('zarr.json', (document) => edit(document.attributes.ome));
    const opening = openOmeZarr(path);
    await expect(opening).rejects.toMatchObject({ name });
    await expect(opening).rejects.toThrow(reason);
    await expect(opening).rejects.toThrow(join(path, 'zarr.json'));
  });

  it('levels whose shapes do not fit', async () => {
    take('image');
    const level = readdirSync(path).filter((name) => name !== 'zarr.json')[1] as string;
    change(`${level}/zarr.json`, (document) => Object.assign(document, { shape: [10, 13, 10] }));
    await expect(openOmeZarr(path)).rejects.toThrow(/level .* has 13 voxels along y, where the finest level has 20/);
  });
});

describe('servers', () => {
  let server: Server;
  let url: string;
  /** What the server does with a request before it answers it as it should; true: it has answered. */
  let trouble: (request: IncomingMessage, response: ServerResponse, count: number) => boolean;
  const seen: string[] = [];
  beforeAll(async () => {
    server = createServer((request, response) => {
      seen.push(request.url as string);
      if (trouble(request, response, seen.filter((one) => one === request.url).length)) return;
      serve(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  beforeEach(() => {
    seen.length = 0;
    trouble = () => false;
  });

  function serve(request: IncomingMessage, response: ServerResponse): void {
    let bytes: Buffer;
    try {
      bytes = readFileSync(join(folder, decodeURIComponent(request.url as string)));
    } catch {
      response.writeHead(404).end('not here');
      return;
    }
    const range = /^bytes=(\d*)-(\d*)$/.exec(request.headers.range ?? '');
    if (range === null) {
      response.writeHead(200, { 'content-length': bytes.length }).end(bytes);
      return;
    }
    const [, first, last] = range;
    const start = first === '' ? bytes.length - Number(last) : Number(first);
    const end = first === '' ? bytes.length : Math.min(bytes.length, Number(last) + 1);
    if (start < 0 || start >= bytes.length) {
      response.writeHead(416).end();
      return;
    }
    response
      .writeHead(206, { 'content-range': `bytes ${start}-${end - 1}/${bytes.length}` })
      .end(bytes.subarray(start, end));
  }

  async function voxelsOf(name: string, options: HttpOptions = {}): Promise<string> {
    const volume = await (await openZarr(`${url}/${name}`, options)).compute();
    const text = bytesOf(volume).toString('hex');
    volume.close();
    return text;
  }

  it.each(['v2', 'v3', 'sharded'])('%s is read by URL', async (name) => {
    const volume = await readZarr(join(folder, name));
    expect(await voxelsOf(name)).toBe(bytesOf(volume).toString('hex'));
    volume.close();
    expect((await openOmeZarr(`${url}/image`)).levels.length).toBe(2);
  });

  it('requests are sent again when the server is busy or the connection breaks', async () => {
    trouble = (_, response, count) => {
      if (count === 1) response.writeHead(503).end();
      if (count === 2) response.destroy();
      return count <= 2;
    };
    expect(await voxelsOf('v3')).toMatch(/^0000/);
    expect(seen.filter((one) => one.endsWith('zarr.json')).length).toBe(3);
  });

  it('gives up after the retries, with URL and reason', async () => {
    trouble = (_, response) => response.writeHead(503, 'Busy').end() !== undefined;
    const opening = openZarr(`${url}/v3`, { retries: 1 });
    await expect(opening).rejects.toMatchObject({ name: 'StoreError' });
    await expect(opening).rejects.toThrow(
      `${url}/v3/zarr.json: the server answered 503 Busy; given up after 2 requests`,
    );
  });

  it('refusals are told at once', async () => {
    trouble = (_, response) => response.writeHead(403).end() !== undefined;
    await expect(openZarr(`${url}/v3`)).rejects.toThrow(
      /v3\/zarr\.json: the server answered 403.*missing: \[403, 404\]/,
    );
    expect(seen.length).toBe(1);
  });

  it('servers that never answer, or stop in the middle', async () => {
    trouble = () => true;
    await expect(openZarr(`${url}/v3`, { timeout: 50, retries: 0 })).rejects.toThrow(/no byte came for 50 ms/);
    trouble = (_, response) => response.writeHead(200, { 'content-length': 1000 }).write('{') !== undefined;
    await expect(openZarr(`${url}/v3`, { timeout: 50, retries: 0 })).rejects.toThrow(/no byte came for 50 ms/);
  });

  it('answers without an end', async () => {
    trouble = (_, response) => {
      const drip = setInterval(() => response.write(' '.repeat(1000)), 5);
      response.on('close', () => clearInterval(drip));
      return true;
    };
    await expect(openZarr(`${url}/v3`, { maxBytes: 20_000, retries: 0 })).rejects.toThrow(/maxBytes is 20000/);
    await expect(openZarr(`${url}/v3`, { maxTime: 60, retries: 0 })).rejects.toThrow(/took more than 60 ms/);
  });

  it('servers that know no ranges, or send other ones', async () => {
    trouble = (request) => {
      delete request.headers.range;
      return false;
    };
    expect(await voxelsOf('sharded')).toBe(await voxelsOf('v3'));
    trouble = (request) => {
      if (request.headers.range !== undefined) request.headers.range = 'bytes=0-99';
      return false;
    };
    await expect(voxelsOf('sharded')).rejects.toThrow(/c\/\d\/\d\/\d/);
  });

  it('nothing there, no server, and an abort', async () => {
    await expect(openZarr(`${url}/nothing`)).rejects.toMatchObject({ name: 'ArgumentError' });
    await expect(openZarr('http://127.0.0.1:1/x', { retries: 0 })).rejects.toMatchObject({ name: 'StoreError' });
    trouble = () => true;
    await expect(openZarr(`${url}/v3`, { signal: AbortSignal.timeout(30) })).rejects.toMatchObject({
      name: 'TimeoutError',
    });
  });

  it('headers are sent', async () => {
    trouble = (request, response) => {
      if (request.headers.authorization === 'Bearer key') return false;
      return response.writeHead(401).end() !== undefined;
    };
    await expect(openZarr(`${url}/v3`)).rejects.toThrow(/401/);
    expect(await voxelsOf('v3', { headers: { authorization: 'Bearer key' } })).toMatch(/^0000/);
  });
});
