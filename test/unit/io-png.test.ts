import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decode } from 'fast-png';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writePng } from '../../src/io/index.js';
import { asVolume } from '../../src/volume/index.js';

let scratch: string;
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'png-'));
});
afterAll(() => rmSync(scratch, { recursive: true }));

const ramp = (...shape: number[]) =>
  asVolume(
    Uint8Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => i),
    shape,
  );

describe('writePng', () => {
  it.each([[[3, 4]], [[3, 4, 3]], [[3, 4, 4]]])('writes uint8 %j', async (shape) => {
    const path = join(scratch, 'ramp.png');
    await writePng(path, ramp(...shape));
    const png = decode(readFileSync(path));
    expect(png).toMatchObject({ height: 3, width: 4, depth: 8, channels: shape[2] ?? 1 });
    expect([...png.data]).toEqual([...ramp(...shape).data]);
  });

  it('writes a view with strides', async () => {
    const path = join(scratch, 'view.png');
    await writePng(path, ramp(2, 3, 4).pick(2, 1).permuteDims([1, 0]).flip(0));
    const png = decode(readFileSync(path));
    expect(png).toMatchObject({ height: 3, width: 2, channels: 1 });
    expect([...png.data]).toEqual([9, 21, 5, 17, 1, 13]);
  });

  it('refuses what is no picture', async () => {
    const wide = asVolume(new Uint16Array(12), [3, 4]);
    for (const picture of [wide, ramp(3, 4, 2), ramp(24), ramp(0, 4)]) {
      await expect(writePng(join(scratch, 'none.png'), picture)).rejects.toMatchObject({ name: 'ArgumentError' });
    }
  });
});
