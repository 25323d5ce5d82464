import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type BrowserViewer, openBrowser } from '../../src/viewers/browser/index.js';
import { Rate } from '../../src/viewers/browser/server/limits.js';
import { createVolume, type Volume } from '../../src/volume/index.js';

let viewer: BrowserViewer;
let port: string;
let host: string;
let base: string;

beforeAll(async () => {
  viewer = await openBrowser({ headless: true });
  const volume = createVolume([8, 9, 10], 'uint8');
  volume.data.forEach((_, i) => {
    volume.data[i] = i % 256;
  });
  await viewer.addImage(volume as Volume);
  const url = new URL(viewer.url);
  ({ port, host } = url);
  base = url.pathname;
});
afterAll(async () => {
  viewer.close();
  await viewer.closed;
});

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
}

/** Asks the server of `viewer`, with headers of any kind. */
function ask(path: string, options: RequestOptions = {}, body?: string | Buffer): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest({ host: '127.0.0.1', port, path, agent: false, ...options }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('error', reject);
      response.on('close', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text: Buffer.concat(parts).toString() }),
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

const JSON_TYPE = { 'Content-Type': 'application/json' };
const CHUNK = 'raw/layer1/1,1,1/0,0,0/10,9,8';

describe('the server of the browser viewer', () => {
  it('listens on the loopback interface alone', () => {
    expect(new URL(viewer.url).hostname).toBe('127.0.0.1');
  });

  it('has a token of 160 bits in its address, another one each time', async () => {
    const token = /^\/v\/([0-9a-f]{40})\/$/.exec(base)?.[1];
    expect(token).toBeDefined();
    const other = await openBrowser({ headless: true });
    expect(new URL(other.url).pathname).not.toBe(base);
    other.close();
    await other.closed;
  });

  it('gives the page and chunks to who has the token', async () => {
    expect(await ask(base)).toMatchObject({ status: 200, headers: { 'content-type': 'text/html; charset=utf-8' } });
    const chunk = await ask(`${base}${CHUNK}`);
    expect(chunk.status).toBe(200);
    expect(chunk.headers['content-length']).toBe('720');
  });

  it.each(['', 'main.js', CHUNK, 'events', 'points/layer1', 'histogram/layer1'])(
    'refuses /%s without the token',
    async (path) => {
      const wrong = `/v/${'0'.repeat(40)}/`;
      for (const prefix of ['/', '/v/', wrong, `/v/${base.slice(3, 20)}/`, `${base.slice(0, -1)}0/`]) {
        expect((await ask(`${prefix}${path}`)).status).toBe(403);
      }
      for (const post of ['state', 'click']) {
        expect((await ask(`${wrong}${post}`, { method: 'POST', headers: JSON_TYPE }, '{}')).status).toBe(403);
      }
    },
  );

  it('answers under no other name: 421', async () => {
    for (const name of ['evil.example', `evil.example:${port}`, `127.0.0.1:1`, '127.0.0.1', `127.0.0.2:${port}`]) {
      expect((await ask(base, { headers: { Host: name } })).status, name).toBe(421);
    }
    expect((await ask(base, { headers: { Host: `localhost:${port}` } })).status).toBe(200);
  });

  it('answers 421 where no name is given at all', async () => {
    const text = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(port), '127.0.0.1', () => socket.write(`GET ${base} HTTP/1.0\r\n\r\n`));
      let got = '';
      socket.on('data', (part) => {
        got += part;
      });
      socket.on('close', () => resolve(got));
      socket.on('error', reject);
    });
    expect(text).toMatch(/^HTTP\/1\.1 421 /);
  });

  it('refuses pages of other sites: 403', async () => {
    for (const origin of [
      'http://evil.example',
      'null',
      `https://${'127.0.0.1'}:${port}`,
      `http://localhost:${port}`,
    ]) {
      expect((await ask(base, { headers: { Origin: origin } })).status, origin).toBe(403);
    }
    expect((await ask(base, { headers: { Origin: `http://${host}` } })).status).toBe(200);
    const fetched = { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'no-cors', 'Sec-Fetch-Dest': 'image' };
    expect((await ask(`${base}${CHUNK}`, { headers: fetched })).status).toBe(403);
    const opened = { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'document' };
    expect((await ask(base, { headers: opened })).status).toBe(200);
    const framed = { ...opened, 'Sec-Fetch-Dest': 'iframe' };
    expect((await ask(base, { headers: framed })).status).toBe(403);
  });

  it('allows no other site to read, to frame, to sniff or to keep anything', async () => {
    for (const path of ['', 'main.js', CHUNK, 'nothing']) {
      const { headers } = await ask(`${base}${path}`);
      expect(headers['access-control-allow-origin']).toBeUndefined();
      expect(headers['cache-control']).toBe('no-store');
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['referrer-policy']).toBe('no-referrer');
      expect(headers['cross-origin-resource-policy']).toBe('same-origin');
      const policy = String(headers['content-security-policy']);
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toMatch(/unsafe|\*|https?:/);
    }
    const asked = await ask(base, { method: 'OPTIONS', headers: { 'Access-Control-Request-Method': 'POST' } });
    expect(asked.status).toBe(405);
  });

  it.each([
    ['../../../../etc/passwd', 403],
    ['%2e%2e%2f%2e%2e%2fpackage.json', 404],
    ['main.js/../../package.json', 403],
    ['raw/layer1/1,1,1/0,0,0', 404],
    ['raw/layer1/1,1,1/0,0,0/11,9,8', 404],
    ['raw/layer1/1,1,1/5,0,0/5,9,8', 404],
    ['raw/layer1/3,3,3/0,0,0/1,1,1', 404],
    ['raw/layer1/1,1,1/-1,0,0/5,9,8', 404],
    ['raw/layer1/1,1,1/0,0,0,0/10,9,8,1', 404],
    ['raw/layer1/1e9,1,1/0,0,0/10,9,8', 404],
    ['raw/other/1,1,1/0,0,0/10,9,8', 404],
    ['points/layer1', 404],
    ['histogram/other', 404],
    ['__proto__', 404],
    ['constructor', 404],
  ])('answers nothing for %s', async (path, status) => {
    expect((await ask(`${base}${path}`)).status).toBe(status);
  });

  it('refuses what is too long or too large', async () => {
    expect((await ask(`${base}${'x'.repeat(2000)}`)).status).toBe(414);
    const large = Buffer.alloc(2 << 20, 0x20);
    const answer = await ask(`${base}state`, { method: 'POST', headers: JSON_TYPE }, large).catch(() => ({
      status: 413,
    }));
    expect(answer.status).toBe(413);
    const headers = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`X-${i}`, 'y'.repeat(1000)]));
    const long = await ask(base, { headers }).catch(() => ({ status: 431 }));
    expect(long.status).toBe(431);
  });

  it.each([
    '{',
    '[]',
    'null',
    '{"client":1}',
    '{"client":"a","other":1}',
    '{"client":"a","layers":{"layer1":{"opacity":2}}}',
    '{"client":"a","layers":{"layer1":{"channels":[]}}}',
    '{"client":"a","layers":{"layer1":{"channels":[{"colormap":"nothing","contrastLimits":[0,1]}]}}}',
    '{"client":"a","layers":{"layer1":{"channels":[{"colormap":"gray","contrastLimits":[1,0]}]}}}',
    '{"client":"a","layers":{"layer1":{"name":"x"}}}',
    '{"client":"a","order":["layer1","layer1"]}',
    '{"client":"a","view":{"scale":-1}}',
    '{"client":"a","view":{"position":{"__proto__x":1}}}',
    '{"client":"a","view":{"orientation":[0,0,0,0]}}',
    '{"client":"a","view":{"layout":"<script>"}}',
  ])('takes no changes like %s', async (body) => {
    const before = JSON.stringify(viewer.view);
    expect((await ask(`${base}state`, { method: 'POST', headers: JSON_TYPE }, body)).status).toBe(400);
    expect(JSON.stringify(viewer.view)).toBe(before);
    expect(viewer.layers[0]).toMatchObject({ opacity: 1, contrastLimits: [0, 255] });
  });

  it('takes changes as JSON alone, which no form of another site can send', async () => {
    const headers = { 'Content-Type': 'text/plain' };
    expect((await ask(`${base}state`, { method: 'POST', headers }, '{"client":"a"}')).status).toBe(415);
    expect((await ask(`${base}state`, { method: 'POST', headers: JSON_TYPE }, '{"client":"a"}')).status).toBe(204);
    expect((await ask(`${base}state`, { method: 'PUT', headers: JSON_TYPE }, '{}')).status).toBe(405);
  });

  it('has a limit of streams', async () => {
    const streams: (() => void)[] = [];
    const open = () =>
      new Promise<number>((resolve, reject) => {
        const sent = httpRequest({ host: '127.0.0.1', port, path: `${base}events`, agent: false }, (response) => {
          streams.push(() => sent.destroy());
          response.resume();
          response.on('error', () => undefined);
          resolve(response.statusCode ?? 0);
        });
        sent.on('error', reject);
        sent.end();
      });
    for (let i = 0; i < 32; i++) expect(await open()).toBe(200);
    expect(await open()).toBe(503);
    for (const end of streams) end();
    await vi.waitFor(async () => {
      expect(viewer.pages).toBe(0);
    });
  });

  it('lets no more requests through than its rate', () => {
    const rate = new Rate();
    let taken = 0;
    while (rate.take()) taken++;
    expect(taken).toBeGreaterThanOrEqual(4000);
    expect(taken).toBeLessThan(20_000);
  });

  it('ends with the viewer', async () => {
    const short = await openBrowser({ headless: true });
    const url = new URL(short.url);
    expect((await ask(url.pathname, { port: url.port })).status).toBe(200);
    short.close();
    short.close();
    await short.closed;
    await expect(ask(url.pathname, { port: url.port })).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await expect(short.addImage(createVolume([2, 2], 'uint8') as Volume)).rejects.toMatchObject({
      name: 'ReleasedError',
    });
    expect(() => short.setView({ layout: 'xy' })).toThrow(/was closed/);
  });

  it('warns where it listens for others, and knows itself by the names it has there', async () => {
    const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    const written = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const wide = await openBrowser({ host: '0.0.0.0', open: false });
    expect(warned.mock.calls[0]?.[0]).toMatch(/everybody who reaches this machine/);
    expect(String(written.mock.calls[0]?.[0])).toContain(wide.url);
    warned.mockRestore();
    written.mockRestore();
    const url = new URL(wide.url);
    const status = async (name: string) =>
      (await ask(url.pathname, { port: url.port, headers: { Host: `${name}:${url.port}` } })).status;
    expect(await status('127.0.0.1')).toBe(200);
    expect(await status(url.hostname)).toBe(200);
    expect(await status('evil.example')).toBe(421);
    wide.close();
    await wide.closed;
  });

  it('cannot listen where this machine is not', async () => {
    await expect(openBrowser({ headless: true, host: '192.0.2.1' })).rejects.toMatchObject({ name: 'ViewerError' });
  });
});
