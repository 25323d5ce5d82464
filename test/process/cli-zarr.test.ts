/** `info` and `view` of OME-Zarr: the head with its labels, as a folder and by URL, and channels of another image. */
import { createReadStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decode } from 'fast-png';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeOmeZarr, writeZarr } from '../../src/io/index.js';
import { createVolume } from '../../src/volume/index.js';
import { cli } from '../support/program.js';

const DATA = 'examples/data/mni152';
const folder = mkdtempSync(join(tmpdir(), 'imglib2-node-zarr-'));
const head = join(folder, 'head.ome.zarr');
let server: Server;
let url: string;
beforeAll(async () => {
  const converted = await cli(['convert', `${DATA}/t1`, head, '--labels', `${DATA}/labels`, '--voxel-size', '1,1,1']);
  expect(converted).toMatchObject({ code: 0, stderr: '' });
  const cells = createVolume([2, 2, 6, 40, 40], 'uint16');
  cells.data.fill(3000);
  const channels = [
    { name: 'nuclei', color: '#00ff00', displayRange: [0, 4000] as const },
    { name: 'walls', color: '#ff0000', displayRange: [0, 9000] as const, active: false },
  ];
  const options = { axes: 'tczyx', scale: [1, 1, 2, 0.5, 0.5], units: 'micrometer', channels } as const;
  await writeOmeZarr(cells, join(folder, 'cells.ome.zarr'), options);
  await writeZarr(cells, join(folder, 'plain.zarr'), { version: 2 });
  cells.close();
  server = createServer((request, response) => {
    createReadStream(join(folder, decodeURIComponent(request.url as string)))
      .on('error', () => response.writeHead(404).end())
      .pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('info', () => {
  it('tells what an image is, in lines and as JSON, as a folder and by URL', async () => {
    for (const path of [head, `${url}/head.ome.zarr`]) {
      const { code, stdout, stderr } = await cli(['info', path]);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toMatch(/shape +189 x 233 x 197 \(z, y, x\)/);
      expect(stdout).toMatch(/format +OME-Zarr 0\.5, Zarr v3/);
      expect(stdout).toMatch(/labels +labels/);
      const json = JSON.parse((await cli(['info', path, '--json'])).stdout);
      expect(json).toMatchObject({ path, ome: '0.5', shape: [189, 233, 197], dtype: 'uint8', labels: ['labels'] });
      expect(json.levels.map(({ shape }: { shape: number[] }) => shape)).toEqual([
        [189, 233, 197],
        [95, 117, 99],
      ]);
    }
  });

  it('tells of channels, and of plain arrays', async () => {
    const { stdout } = await cli(['info', join(folder, 'cells.ome.zarr')]);
    expect(stdout).toMatch(/channel 0 +nuclei, #00ff00, 0 to 4000\n/);
    expect(stdout).toMatch(/channel 1 +walls, #ff0000, 0 to 9000, hidden at first/);
    expect((await cli(['info', join(folder, 'plain.zarr')])).stdout).toMatch(/format +Zarr v2/);
  });

  it('says in one line what is wrong', async () => {
    const { code, stderr } = await cli(['info', `${url}/nothing.zarr`]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^imglib2-node: http:.*nothing\.zarr\/: no Zarr array or group; [^\n]+\n$/);
  });
});

describe('view --snapshot', () => {
  let pictures = 0;
  async function snapshot(path: string) {
    pictures += 1;
    const file = join(folder, `${pictures}.png`);
    const { code, stderr } = await cli(['view', '--viewer', 'imagej', '--snapshot', file, path]);
    expect(code, stderr).toBe(0);
    const { data, width, height, channels } = decode(readFileSync(file));
    const colors = new Map<string, number>();
    for (let i = 0; i < width * height; i++) {
      const color = data.slice(i * channels, i * channels + 3).join();
      colors.set(color, (colors.get(color) ?? 0) + 1);
    }
    return colors;
  }

  it('shows the head with its labels, as a folder and by URL', async () => {
    const colors = await snapshot(head);
    expect(colors.size).toBeGreaterThan(100);
    const tinted = [...colors.keys()].filter((color) => new Set(color.split(',')).size > 1);
    expect(tinted.length).toBeGreaterThan(20);
    expect(await snapshot(`${url}/head.ome.zarr`)).toEqual(colors);
  });

  it('shows channels in their colours and ranges, and those that are not active not at all', async () => {
    const colors = await snapshot(join(folder, 'cells.ome.zarr'));
    const [brightest] = [...colors].sort((a, b) => b[1] - a[1]).map(([color]) => color.split(',').map(Number));
    // 3000 of 0 to 4000, in green alone.
    expect(brightest?.[0]).toBe(0);
    expect(Math.abs((brightest?.[1] ?? 0) - 191)).toBeLessThan(3);
  });
});
