import { afterEach, describe, expect, it } from 'vitest';
import { fromImgLib2, toImgLib2 } from '../../src/imglib/index.js';
import { bridge, type JavaObject, javaClass } from '../../src/jvm/index.js';
import { memoryReport } from '../../src/memory/index.js';
import { createVolume, type Volume } from '../../src/volume/index.js';
import { collectUntil, endReadings, readInJava, reportOf } from '../support/lifetime.js';

afterEach(endReadings);

function filled(value: number, shape = [10, 20, 30]): Volume {
  const volume = createVolume(shape, 'uint16') as Volume;
  (volume.data as Uint16Array).fill(value);
  return volume;
}

const released = expect.objectContaining({ name: 'ReleasedError' });

describe('memory that a thread of Java reads', () => {
  it('stays when JavaScript drops everything, and goes when the thread ends', async () => {
    const { id, reading } = (() => {
      const volume = filled(3);
      return { id: volume.block.id, reading: readInJava(toImgLib2(volume).image, 3 * volume.size) };
    })();
    expect(await collectUntil(() => reportOf(id)?.javascript === 0)).toBe(true);
    expect(reportOf(id)).toMatchObject({ java: 1, native: 0 });
    await reading.goesOn();
    reading.end();
    expect(await collectUntil(() => reportOf(id) === undefined)).toBe(true);
  });

  it('stays when JavaScript closes everything', async () => {
    const volume = filled(4);
    const { data, block } = volume;
    const handle = toImgLib2(volume.flip());
    const reading = readInJava(handle.image, 4 * volume.size);
    volume.close();
    handle.close();
    expect(data.length).toBe(0);
    await reading.goesOn();
    expect(reportOf(block.id)).toMatchObject({ javascript: 0, java: 1 });
  });

  it('may be closed while an asynchronous call reads it', async () => {
    const sums: Promise<unknown>[] = [];
    for (let i = 0; i < 30; i++) {
      const volume = filled(i, [20, 50, 50]);
      const handle = toImgLib2(volume);
      sums.push(javaClass('Reductions').sum(handle.image));
      volume.close();
      handle.close();
    }
    expect((await Promise.all(sums)).map(Number)).toEqual(sums.map((_, i) => i * 50_000));
  });

  it('is freed at once by close() when only JavaScript has it', () => {
    const volume = filled(1);
    const { id } = volume.block;
    const { data } = volume;
    volume.close();
    expect(data.length).toBe(0);
    expect(reportOf(id)).toBeUndefined();
  });
});

describe('Java dropping first', () => {
  it('leaves JavaScript its memory, which can be shared again', async () => {
    const volume = filled(5);
    const { id } = volume.block;
    const kept = filled(6);
    const other = readInJava(toImgLib2(kept).image, 6 * kept.size);
    toImgLib2(volume).close();
    expect(await collectUntil(() => reportOf(id)?.java === 0)).toBe(true);
    expect(volume.get(9, 19, 29)).toBe(5);
    await readInJava(toImgLib2(volume).image, 5 * volume.size).goesOn();
    await other.goesOn();
  });
});

describe('close', () => {
  it('may be called twice, in any order, on volume, view and handle', async () => {
    for (const order of [
      [0, 1, 2],
      [2, 1, 0],
      [1, 2, 0, 1, 2, 0],
      [0, 0, 2, 2, 1, 1],
    ]) {
      const volume = filled(7);
      const { id } = volume.block;
      const view = volume.pick(0, 0);
      const handle = toImgLib2(view);
      const reading = readInJava(handle.image, 7 * view.size);
      const owners = [volume, view, handle];
      for (const each of order) owners[each]?.close();
      expect(owners.map(({ closed }) => closed)).toEqual([true, true, true]);
      await reading.goesOn();
      reading.end();
      expect(await collectUntil(() => reportOf(id) === undefined)).toBe(true);
    }
  });

  it('of a handle leaves volume and other handles', async () => {
    const volume = filled(8);
    const [one, other] = [toImgLib2(volume), toImgLib2(volume)];
    one.close();
    expect(() => one.image).toThrow(released);
    await readInJava(other.image, 8 * volume.size).goesOn();
    expect(volume.get(0, 0, 0)).toBe(8);
  });

  it('of a volume that came back from Java leaves the first one', () => {
    const volume = filled(9);
    const back = fromImgLib2(toImgLib2(volume).image);
    back.close();
    expect(volume.get(0, 0, 0)).toBe(9);
    const again = fromImgLib2(toImgLib2(volume).image);
    volume.close();
    expect(again.get(9, 19, 29)).toBe(9);
    again.close();
    expect(reportOf(again.block.id)?.javascript ?? 0).toBe(0);
  });
});

describe('what Java still holds keeps its memory', () => {
  const layouts: Record<string, (volume: Volume) => Volume> = {
    contiguous: (volume) => volume,
    permuted: (volume) => volume.permuteDims([2, 0, 1]),
    flipped: (volume) => volume.flip(1),
    stepped: (volume) => volume.slice([0, null, 3], [1, null, 2]),
  };
  const views = () => javaClass('Views');
  const holders: Record<string, (image: JavaObject) => JavaObject> = {
    Cursor: (image) => image.cursorSync(),
    'localizing Cursor': (image) => image.localizingCursorSync(),
    RandomAccess: (image) => image.randomAccessSync(),
    view: (image) => image.viewSync().sliceSync(2, 0n),
    'view of a view': (image) => image.viewSync().sliceSync(0, 0n).permuteSync(0, 1),
    'RandomAccess of a view': (image) => image.viewSync().sliceSync(0, 0n).randomAccessSync(),
    'extended view': (image) => views().extendZeroSync(image).randomAccessSync(),
  };
  const cases = Object.keys(holders).flatMap((holder) => Object.keys(layouts).map((layout) => [holder, layout]));

  it.each(cases)('%s of a %s volume, alone', async (holder, layout) => {
    const { id, held, wanted } = alone(holder as string, layout as string);
    expect(await collectUntil(() => reportOf(id)?.javascript === 0)).toBe(true);
    expect(Number(javaClass('SharedImages').countSync())).toBe(0);
    // What was freed by mistake would be given to these.
    const others = Array.from({ length: 50 }, () => filled(999));
    const reading = readInJava(held, wanted);
    await reading.goesOn();
    reading.end();
    expect(reportOf(id)).toMatchObject({ javascript: 0, java: 1 });
    bridge.deleteObject(held);
    expect(await collectUntil(() => reportOf(id) === undefined)).toBe(true);
    for (const other of others) other.close();
  });

  function alone(holder: string, layout: string): { id: number; held: JavaObject; wanted: number } {
    const volume = (layouts[layout] as (volume: Volume) => Volume)(filled(6));
    const handle = toImgLib2(volume);
    const held = (holders[holder] as (image: JavaObject) => JavaObject)(handle.image);
    const { id } = volume.block;
    const [x = 0, y = 0, z = 0] = [...volume.shape].reverse();
    const sizes: Record<string, number> = { view: x * y, 'view of a view': y * z };
    const single = holder.startsWith('RandomAccess') || holder === 'extended view';
    handle.close();
    return { id, held, wanted: 6 * (single ? 1 : (sizes[holder] ?? volume.size)) };
  }
});

it('leaves nothing behind', async () => {
  expect(await collectUntil(() => memoryReport().length === 0)).toBe(true);
});
