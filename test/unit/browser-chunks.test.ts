import { describe, expect, it } from 'vitest';
import { fromFunction, fromVolume, type LazyVolume } from '../../src/lazy/index.js';
import { memoryReport } from '../../src/memory/index.js';
import {
  type ChunkSource,
  chunkSource,
  newShared,
  type SourceOptions,
} from '../../src/viewers/browser/chunks/index.js';
import type { LevelInfo } from '../../src/viewers/browser/protocol.js';
import { pyramid } from '../../src/viewers/index.js';
import { createVolume, type Volume } from '../../src/volume/index.js';

const PLAIN: SourceOptions = { caller: 'test', labels: false, together: false };
const never = new AbortController().signal;

function levelOf(source: ChunkSource, level: number): LevelInfo {
  return source.info.levels[level] as LevelInfo;
}

/** All of a level, in one piece. */
function readLevel(source: ChunkSource, level: number, signal = never): Promise<Uint8Array> {
  const { shape } = levelOf(source, level);
  return source.read({ level, start: shape.map(() => 0), end: shape }, signal);
}

function noise(shape: readonly number[]): Volume<'uint8'> {
  const volume = createVolume(shape, 'uint8');
  for (let i = 0; i < volume.size; i++) volume.data[i] = (i * 2654435761) % 251;
  return volume;
}

/** The mean of the voxels that each voxel of a level stands for, rounded, by its definition. */
function meansOf(volume: Volume<'uint8'>, { factors, shape }: LevelInfo): Uint8Array {
  const [fx = 1, fy = 1, fz = 1] = factors;
  const [nx = 0, ny = 0, nz = 0] = shape;
  const [depth = 0, height = 0, width = 0] = volume.shape;
  const means = new Uint8Array(nx * ny * nz);
  let next = 0;
  for (let z = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) {
      for (let x = 0; x < nx; x++) {
        let [sum, count] = [0, 0];
        for (let k = z * fz; k < Math.min(depth, (z + 1) * fz); k++) {
          for (let j = y * fy; j < Math.min(height, (y + 1) * fy); j++) {
            for (let i = x * fx; i < Math.min(width, (x + 1) * fx); i++) {
              sum += volume.data[(k * height + j) * width + i] as number;
              count++;
            }
          }
        }
        means[next++] = Math.floor(sum / count + 0.5);
      }
    }
  }
  return means;
}

describe('chunks of volumes in memory', () => {
  it('come in levels, each the mean of the finest', async () => {
    const volume = noise([70, 150, 301]);
    const source = chunkSource(volume as Volume, PLAIN, newShared(1 << 24));
    expect(source.info.levels.length).toBeGreaterThan(1);
    for (const [level, info] of source.info.levels.entries()) {
      expect(Buffer.from(await readLevel(source, level)).equals(meansOf(volume, info))).toBe(true);
    }
    source.close();
  });

  it('halve the axes whose voxels are shortest first', () => {
    const volume = createVolume([60, 1000, 1000], 'uint8');
    const source = chunkSource(volume as Volume, { ...PLAIN, voxelSize: [4, 1, 1] }, newShared(1));
    expect(source.info.levels.map(({ factors }) => factors)).toEqual([
      [1, 1, 1],
      [2, 2, 1],
      [4, 4, 1],
      [8, 8, 2],
    ]);
    source.close();
  });

  it('are mended where they have changed, and nowhere else', async () => {
    const volume = noise([130, 140, 150]);
    const source = chunkSource(volume as Volume, PLAIN, newShared(1 << 24));
    const level = source.info.levels.length - 1;
    const before = await readLevel(source, level);
    volume.data.fill(255);
    volume.invalidate({ start: [10, 20, 30], shape: [5, 6, 7] });
    const after = await readLevel(source, level);
    const { factors, shape } = levelOf(source, level);
    const [nx = 0, ny = 0] = shape;
    const region = { start: [30, 20, 10], end: [37, 26, 15] };
    const changed = (at: readonly number[]) =>
      at.every((i, d) => {
        const [factor, first, end] = [factors[d], region.start[d], region.end[d]] as [number, number, number];
        return i * factor < end && (i + 1) * factor > first;
      });
    const expected = before.map((value, i) => {
      const at = [i % nx, Math.floor(i / nx) % ny, Math.floor(i / nx / ny)];
      return changed(at) ? 255 : value;
    });
    expect(Buffer.from(after).equals(expected)).toBe(true);
    source.close();
  });

  it.each([0, 1])('are never half old and half new: level %i', async (level) => {
    const volume = createVolume([64, 128, 256], 'uint8');
    const source = chunkSource(volume as Volume, PLAIN, newShared(1 << 24));
    let value = 0;
    let writing = true;
    const writer = (async () => {
      while (writing) {
        value = (value + 1) % 251;
        volume.data.fill(value);
        volume.invalidate();
        await new Promise((resolve) => setImmediate(resolve));
      }
    })();
    for (let i = 0; i < 40; i++) {
      const bytes = await readLevel(source, level);
      expect(new Set(bytes).size).toBe(1);
    }
    writing = false;
    await writer;
    source.close();
  });

  it('are not cut when nobody wants them any more', async () => {
    const volume = createVolume([256, 256, 256], 'uint8');
    const shared = newShared(1 << 20);
    const source = chunkSource(volume as Volume, PLAIN, shared);
    const controller = new AbortController();
    const reads = Array.from({ length: 20 }, () => readLevel(source, 0, controller.signal));
    const settled = Promise.allSettled(reads);
    expect(shared.gate.waiting).toBeGreaterThan(10);
    controller.abort();
    expect(shared.gate.waiting).toBe(0);
    const refused = (await settled).filter(({ status }) => status === 'rejected');
    expect(refused.length).toBeGreaterThan(10);
    source.close();
  });

  it('are kept within the limit', async () => {
    const volume = noise([300, 300, 300]);
    const shared = newShared(10_000);
    const source = chunkSource(volume as Volume, PLAIN, shared);
    for (let z = 0; z < 100; z += 2) {
      await source.read({ level: 1, start: [0, 0, z], end: [64, 64, z + 1] }, never);
      expect(shared.cache.bytes).toBeLessThanOrEqual(10_000);
    }
    source.close();
    expect(shared.cache.bytes).toBe(0);
  });

  it('hold the memory until the source is closed', async () => {
    const volume = noise([8, 9, 10]);
    const { id } = volume.block;
    const source = chunkSource(volume as Volume, PLAIN, newShared(1 << 20));
    const expected = Uint8Array.from(volume.data);
    volume.close();
    expect(await readLevel(source, 0)).toEqual(expected);
    source.close();
    expect(memoryReport().some((block) => block.id === id)).toBe(false);
  });

  it('are refused outside of the volume', async () => {
    const source = chunkSource(createVolume([8, 9, 10], 'uint8') as Volume, PLAIN, newShared(1));
    const outside = { level: 0, start: [0, 0, 0], end: [11, 9, 8] };
    await expect(source.read(outside, never)).rejects.toMatchObject({ name: 'ArgumentError' });
    source.close();
  });
});

describe('what the browser cannot show', () => {
  it.each<[object, string]>([
    [{ axes: 'xyz' }, 'ArgumentError'],
    [{ axes: 'zy' }, 'ArgumentError'],
    [{ voxelSize: [1, 0, 1] }, 'ArgumentError'],
    [{ voxelSize: [1] }, 'ArgumentError'],
    [{ unit: 'furlong' }, 'ArgumentError'],
  ])('%j', (options, name) => {
    const volume = createVolume([3, 4, 5], 'uint8') as Volume;
    expect(() => chunkSource(volume, { ...PLAIN, ...options }, newShared(1))).toThrow(
      expect.objectContaining({ name }),
    );
  });

  it('complex voxels, no axes and too many', () => {
    const make = (volume: Volume | LazyVolume) => () => chunkSource(volume, PLAIN, newShared(1));
    for (const dtype of ['complex64', 'complex128'] as const) {
      const wrongType = expect.objectContaining({ name: 'DTypeError' });
      expect(make(createVolume([3, 4], dtype) as Volume)).toThrow(wrongType);
      expect(make(fromVolume(createVolume([3, 4], dtype)))).toThrow(wrongType);
    }
    expect(make(createVolume([3], 'uint8') as Volume)).toThrow(expect.objectContaining({ name: 'ArgumentError' }));
    expect(make(createVolume([1, 1, 1, 1, 1, 1], 'uint8') as Volume)).toThrow(/2 to 5 axes/);
    expect(make(createVolume([0, 4, 5], 'uint8') as Volume)).toThrow(/no voxels/);
  });
});

describe('chunks of lazy volumes', () => {
  it('of float16 are the floats that those of memory are, on each level', async () => {
    const half = createVolume([5, 70, 90], 'float16');
    const bits = new Uint16Array(half.data.buffer as ArrayBuffer, half.data.byteOffset, half.size);
    for (let i = 0; i < bits.length; i++) bits[i] = Math.imul(i, 40503) & 0xbbff;
    const memory = chunkSource(half as Volume, PLAIN, newShared(1 << 24));
    const lazy = chunkSource(fromVolume(half, [1, 30, 90]), PLAIN, newShared(1 << 24));
    expect(lazy.info.type).toBe('float32');
    const finest = new Float32Array((await readLevel(lazy, 0)).buffer);
    expect(Array.from(finest.subarray(0, 3))).toEqual([0, 1, 2].map((x) => half.get(0, 0, x)));
    const extents = (source: ChunkSource) => source.info.levels.map(({ shape, factors }) => ({ shape, factors }));
    expect(extents(lazy)).toEqual(extents(memory));
    for (const level of lazy.info.levels.keys()) {
      expect(Buffer.compare(await readLevel(lazy, level), await readLevel(memory, level))).toBe(0);
    }
    for (const source of [memory, lazy]) source.close();
  });

  it('read what is asked for, and no plane more', async () => {
    const planes = new Set<number>();
    const lazy = fromFunction({
      shape: [1000, 600, 700],
      dtype: 'uint16',
      chunks: [1, 600, 700],
      read: ({ start }, target) => {
        planes.add(start[0] as number);
        target.fill(start[0] as number);
      },
    });
    const source = chunkSource(lazy, PLAIN, newShared(1 << 24));
    const { chunk, shape } = levelOf(source, 0);
    expect(chunk[2]).toBe(1);
    const end = chunk.map((extent, d) => Math.min(shape[d] as number, extent) + (d === 2 ? 500 : 0));
    const bytes = await source.read({ level: 0, start: [0, 0, 500], end }, never);
    expect(new Set(new Uint16Array(bytes.buffer))).toEqual(new Set([500]));
    expect(planes).toEqual(new Set([500]));
    const coarsest = source.info.levels.length - 1;
    const { chunk: coarse, factors } = levelOf(source, coarsest);
    expect(factors[2]).toBe(1);
    await source.read({ level: coarsest, start: [0, 0, 7], end: [coarse[0] ?? 0, coarse[1] ?? 0, 8] }, never);
    expect(planes).toEqual(new Set([500, 7]));
    source.close();
  });

  it('are read again after update, and stop when nobody wants them', async () => {
    let value = 1;
    const lazy = fromFunction({
      shape: [4, 5, 6],
      dtype: 'uint8',
      chunks: [4, 5, 6],
      read: (_, target) => {
        target.fill(value);
      },
    });
    const source = chunkSource(lazy, PLAIN, newShared(1 << 20));
    expect((await readLevel(source, 0))[0]).toBe(1);
    value = 2;
    expect((await readLevel(source, 0))[0]).toBe(1);
    const boxes: unknown[] = [];
    source.onChange((box) => boxes.push(box));
    source.update({ start: [0, 1, 2], shape: [1, 1, 1] });
    expect(boxes).toEqual([{ start: [2, 1, 0], end: [3, 2, 1] }]);
    expect((await readLevel(source, 0))[0]).toBe(2);
    await expect(readLevel(source, 0, AbortSignal.abort(new Error('gone')))).resolves.toBeDefined();
    source.update();
    await expect(readLevel(source, 0, AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone');
    source.close();
  });

  it('come from the level of a pyramid that was asked for', async () => {
    const read: string[] = [];
    const level = (shape: readonly number[], value: number) =>
      fromFunction({
        shape: [...shape],
        dtype: 'float32',
        chunks: shape.map((extent) => Math.min(extent, 32)),
        read: (_, target) => {
          read.push(String(value));
          target.fill(value);
        },
      });
    const levels = pyramid([{ volume: level([64, 64, 64], 1) }, { volume: level([64, 32, 32], 2), scale: [1, 2, 2] }]);
    const source = chunkSource(levels, PLAIN, newShared(1 << 20));
    expect(source.info.levels.map(({ factors }) => factors)).toEqual([
      [1, 1, 1],
      [2, 2, 1],
    ]);
    const bytes = await source.read({ level: 1, start: [0, 0, 0], end: [32, 32, 32] }, never);
    expect(new Set(new Float32Array(bytes.buffer))).toEqual(new Set([2]));
    expect(new Set(read)).toEqual(new Set(['2']));
    source.close();
  });
});
