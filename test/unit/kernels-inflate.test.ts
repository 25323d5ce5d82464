import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { jsCalls } from '../../src/kernels/js/index.js';
import { core, type KernelCalls } from '../../src/native.js';
import { seeded } from '../support/random.js';

const native = core().kernels as KernelCalls;

const random = seeded(0x2545f491);

const statusOf = (end: unknown): number => (end === undefined ? 0 : (end as readonly [number])[0]);

/** Bytes of several kinds: noise, runs, repeats, waves. */
function packable(kind: number): Uint8Array {
  const bytes = new Uint8Array(random() % (kind % 10 === 0 ? 200000 : 4000));
  const period = 1 + (random() % 300);
  for (let i = 0; i < bytes.length; i++) {
    const noise = random() >>> 8;
    if (kind % 5 === 0) bytes[i] = noise;
    else if (kind % 5 === 1) bytes[i] = 7;
    else if (kind % 5 === 2) bytes[i] = 80 + (noise % 31) + 20 * Math.sin(i / period);
    else if (kind % 5 === 3) bytes[i] = i % period;
    else bytes[i] = i > period && noise % 40 > 0 ? (bytes[i - period] as number) : noise;
  }
  return bytes;
}

describe('the kernels of deflate', () => {
  it('inflate as zlib does, whatever it was packed with, also two at once', () => {
    let last: { bytes: Uint8Array; source: Uint8Array } = {
      bytes: new Uint8Array(1),
      source: deflateSync(new Uint8Array(1)),
    };
    for (let round = 0; round < 300; round++) {
      const bytes = packable(round);
      const source = deflateSync(bytes, {
        level: random() % 10,
        strategy: random() % 5,
        windowBits: 9 + (random() % 7),
        memLevel: 1 + (random() % 9),
      });
      const target = new Uint8Array(bytes.length);
      expect(native.inflate(source, target)).toBe(undefined);
      expect(Buffer.compare(target, bytes)).toBe(0);
      for (const kernels of [native, jsCalls]) {
        const [a, b] = [new Uint8Array(bytes.length), new Uint8Array(last.bytes.length)];
        expect(kernels.inflatePair(source, a, last.source, b)).toBe(true);
        expect([Buffer.compare(a, bytes), Buffer.compare(b, last.bytes)]).toEqual([0, 0]);
        expect(kernels.inflatePair(source, a, last.source.subarray(0, -5), b)).toBe(false);
        expect(kernels.inflatePair(source.subarray(0, -1), a, last.source, b)).toBe(false);
        expect(Buffer.compare(b, last.bytes)).toBe(0);
      }
      last = { bytes, source };
      const more = new Uint8Array(bytes.length + 9);
      expect(statusOf(native.inflate(Buffer.concat([source, Buffer.alloc(9, 7)]), more))).toBe(1);
      for (const kernels of [native, jsCalls]) {
        if (bytes.length > 0) expect(statusOf(kernels.inflate(source, target.subarray(1)))).toBe(2);
        expect(statusOf(kernels.inflate(source.subarray(0, -1), target))).toBe(1);
      }
    }
  });

  it('inflate damaged data as zlib does: the same bytes, or none', () => {
    const ends = new Set<number>();
    for (let round = 0; round < 4000; round++) {
      const bytes = packable(round).subarray(0, 3000);
      const packed = deflateSync(bytes, { level: random() % 10, strategy: random() % 5 });
      for (let i = random() % 3; i >= 0; i--) {
        const at = random() % packed.length;
        packed[at] = (packed[at] as number) ^ (1 << (random() % 8));
      }
      const source = round % 3 === 0 ? packed.subarray(0, random() % (packed.length + 1)) : packed;
      const [a, b] = [new Uint8Array(bytes.length), new Uint8Array(bytes.length)];
      const [end, expected] = [native.inflate(source, a), jsCalls.inflate(source, b)];
      expect(end === undefined).toBe(expected === undefined);
      if (end === undefined) expect(Buffer.compare(a, b)).toBe(0);
      ends.add(statusOf(end));
    }
    expect([...ends].sort((a, b) => a - b)).toEqual(expect.arrayContaining([0, 1, 2, 6, 8, 9, 11, 12]));
  });
});
