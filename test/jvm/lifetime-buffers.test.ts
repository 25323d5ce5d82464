import { once } from 'node:events';
import { MessageChannel } from 'node:worker_threads';
import { afterEach, describe, expect, it } from 'vitest';
import { toImgLib2 } from '../../src/imglib/index.js';
import { asVolume, createVolume, type Volume } from '../../src/volume/index.js';
import { collectUntil, endReadings, readInJava, reportOf } from '../support/lifetime.js';

afterEach(endReadings);

const SIZE = 10_000;
const detached = expect.objectContaining({ name: 'DetachedError' });

type Move = (buffer: ArrayBuffer) => Promise<ArrayBuffer> | ArrayBuffer;

/** Ways to move an ArrayBuffer. Some versions of Node refuse to move memory that this package made. */
const MOVES: Record<string, { move: Move; there?: boolean }> = {
  structuredClone: { move: (buffer) => structuredClone(buffer, { transfer: [buffer] }) },
  postMessage: {
    move: async (buffer) => {
      const { port1, port2 } = new MessageChannel();
      try {
        port1.postMessage(buffer, [buffer]);
        return ((await once(port2, 'message')) as [ArrayBuffer])[0];
      } finally {
        port1.close();
      }
    },
  },
  'transfer()': {
    move: (buffer) => (buffer as unknown as { transfer(): ArrayBuffer }).transfer(),
    there: 'transfer' in ArrayBuffer.prototype,
  },
};

const SOURCES: Record<string, () => Volume> = {
  createVolume: () => createVolume([100, 100], 'uint8') as Volume,
  asVolume: () => asVolume(new Uint8Array(SIZE), [100, 100]),
};

async function tryToMove(move: Move, buffer: ArrayBuffer): Promise<ArrayBuffer | undefined> {
  try {
    return await move(buffer);
  } catch (error) {
    expect((error as Error).name).toBe('DataCloneError');
    return undefined;
  }
}

/** `transfer()` is there from Node 22 on. */
const WAYS = Object.keys(MOVES).filter((way) => MOVES[way]?.there !== false);

describe('an ArrayBuffer that is moved while Java reads', () => {
  const cases = Object.keys(SOURCES).flatMap((source) => WAYS.map((way) => [source, way]));
  it.each(cases)('of %s by %s: the same memory elsewhere, or refused', async (source, way) => {
    const { move } = MOVES[way] as (typeof MOVES)[string];
    const volume = (SOURCES[source] as () => Volume)();
    (volume.data as Uint8Array).fill(2);
    const { id } = volume.block;
    const handle = toImgLib2(volume);
    const reading = readInJava(handle.image, 2 * SIZE);
    const moved = await tryToMove(move, volume.data.buffer as ArrayBuffer);
    if (moved === undefined) {
      expect(source).toBe('createVolume');
      expect(volume.get(99, 99)).toBe(2);
      await reading.goesOn();
      return;
    }
    expect(() => volume.data).toThrow(detached);
    expect(() => volume.get(0, 0)).toThrow(detached);
    expect(() => toImgLib2(volume)).toThrow(detached);
    expect(() => volume.share()).toThrow(detached);
    await reading.goesOn();
    reading.end();
    // No copy was made: what is written there, Java reads.
    new Uint8Array(moved).fill(3);
    await readInJava(handle.image, 3 * SIZE).goesOn();
    const again = asVolume(new Uint8Array(moved), [100, 100]);
    expect(again.block.id).toBe(id);
    volume.close();
    handle.close();
    endReadings();
    await collectUntil(() => reportOf(id)?.java === 0);
    expect(again.get(99, 99)).toBe(3);
  });

  it('the moved buffer alone keeps memory of createVolume', async () => {
    const volume = createVolume([100, 100], 'uint8');
    volume.data.fill(4);
    const { id } = volume.block;
    const moved = await tryToMove((MOVES.structuredClone as { move: Move }).move, volume.data.buffer as ArrayBuffer);
    volume.close();
    if (moved === undefined) return expect(reportOf(id)).toBeUndefined();
    await collectUntil(() => reportOf(id)?.javascript === 1);
    expect(reportOf(id)?.javascript).toBe(1);
    expect(new Uint8Array(moved).every((value) => value === 4)).toBe(true);
  });
});

describe('WebAssembly memory that grows while Java reads', () => {
  it.each([false, true])('is detached in JavaScript and stays in Java (shared: %s)', async (shared) => {
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 100, shared });
    const volume = asVolume(new Uint8Array(memory.buffer), [256, 256]);
    (volume.data as Uint8Array).fill(5);
    const { id } = volume.block;
    const reading = readInJava(toImgLib2(volume).image, 5 * 65_536);
    for (let i = 0; i < 20; i++) memory.grow(1);
    // Memory that threads share is not detached: its old buffer goes on to be its beginning.
    if (shared) expect(volume.get(255, 255)).toBe(5);
    else expect(() => volume.data).toThrow(detached);
    await reading.goesOn();
    const now = asVolume(new Uint8Array(memory.buffer));
    expect(now.size).toBe(21 * 65_536);
    expect(now.get(65_535)).toBe(5);
    volume.close();
    now.close();
    await reading.goesOn();
    expect(reportOf(id)).toMatchObject({ java: 1 });
  });

  it('outlives its module', async () => {
    const id = (() => {
      const memory = new WebAssembly.Memory({ initial: 1 });
      const volume = asVolume(new Uint8Array(memory.buffer));
      (volume.data as Uint8Array).fill(1);
      readInJava(toImgLib2(volume).image, 65_536);
      return volume.block.id;
    })();
    expect(await collectUntil(() => reportOf(id)?.javascript === 0)).toBe(true);
    await readInJava(toImgLib2(createVolume([1], 'uint8')).image, 0).goesOn();
    endReadings();
    expect(await collectUntil(() => reportOf(id) === undefined)).toBe(true);
  });
});
