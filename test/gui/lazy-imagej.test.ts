import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { type JavaObject, javaCallAsync } from '../../src/jvm/index.js';
import { type ImageJImage, shareToImageJ } from '../../src/viewers/index.js';
import type { LazyLike } from '../../src/volume/index.js';
import { gate, LazyStub, type StubOptions } from '../support/lazy-stub.js';

const value = (z: number, y: number, x: number) => (x + 2 * y + 5 * z) % 256;

function stack(more: Partial<StubOptions<'uint8'>> = {}): LazyStub<'uint8'> {
  return new LazyStub({ shape: [20, 100, 120], dtype: 'uint8', chunk: [1, 100, 120], value, ...more });
}

/** The pixel that ImageJ shows, of its current plane. */
async function pixel(image: ImageJImage<LazyLike>, y: number, x: number): Promise<number> {
  const plane: JavaObject = await javaCallAsync(() => image.imagePlus.getProcessor());
  return plane.getPixelSync(x, y);
}

describe('a lazy volume in a window of ImageJ', () => {
  it('reads the planes that the user goes to, while the program goes on', async () => {
    const slow = gate();
    const before = ({ start }: { start: readonly number[] }) => (start[0] === 4 ? slow.opened : undefined);
    const lazy = stack({ before });
    const image = await shareToImageJ(lazy, { title: 'lazy' });
    expect(await pixel(image, 30, 20)).toBe(value(10, 30, 20));
    expect(new Set(lazy.reads)).toEqual(new Set(['10,0,0']));
    const moved = javaCallAsync(() => image.imagePlus.setSlice(5));
    // ImageJ's thread waits for the plane, JavaScript's doesn't.
    for (let i = 0; i < 5; i++) await sleep(10);
    slow.open();
    await moved;
    expect(await pixel(image, 30, 20)).toBe(value(4, 30, 20));
    expect(new Set(lazy.reads)).toEqual(new Set(['10,0,0', '4,0,0']));
    image.close();
    await image.closed;
  });

  it('closes while ImageJ waits for a plane', async () => {
    let stuck = false;
    const before = () => (stuck ? new Promise<void>(() => undefined) : undefined);
    const image = await shareToImageJ(stack({ before }), { title: 'stuck' });
    stuck = true;
    const moved = javaCallAsync(() => image.imagePlus.setSlice(3)).catch(() => undefined);
    await sleep(100);
    const began = performance.now();
    image.close();
    expect(performance.now() - began).toBeLessThan(1000);
    await image.closed;
    await moved;
    expect(performance.now() - began).toBeLessThan(5000);
  });
});
