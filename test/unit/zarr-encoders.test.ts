import { Blosc, Zstd } from 'numcodecs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ZarrCompression } from '../../src/io/zarr/index.js';
import type { CodecMetadata } from '../../src/io/zarr/metadata.js';
import { compressionCodec } from '../../src/io/zarr/write/compression.js';
import { openEncoder } from '../../src/io/zarr/write/encoders.js';
import { bloscDecode, bloscIsNative, zstdDecode, zstdIsNative } from '../../src/kernels/index.js';
import { bytesOf, pattern } from '../support/patterns.js';

const native = vi.hoisted(() => ({ here: true }));
vi.mock('../../src/kernels/index.js', async (original) => {
  const real = (await original()) as typeof import('../../src/kernels/index.js');
  return {
    ...real,
    zstdIsNative: () => native.here && real.zstdIsNative(),
    bloscIsNative: (cname: string) => native.here && real.bloscIsNative(cname),
  };
});
afterEach(() => {
  native.here = true;
});

const bytes = new Uint8Array(bytesOf(pattern([40, 50, 60], 'uint16') as never));

async function encoded(compression: ZarrCompression): Promise<Uint8Array> {
  return openEncoder(compressionCodec('test', compression, 2) as CodecMetadata)(bytes);
}

/** Numcodecs' decoders know nothing of ours. */
async function decoded(name: 'zstd' | 'blosc', input: Uint8Array): Promise<Uint8Array> {
  const codec = name === 'zstd' ? Zstd.fromConfig({ id: name } as never) : Blosc.fromConfig({ id: name } as never);
  return await codec.decode(input.slice());
}

const SHUFFLES = ['noshuffle', 'shuffle', 'bitshuffle'] as const;
const BLOSC = (['zstd', 'lz4', 'lz4hc'] as const).flatMap((cname) =>
  SHUFFLES.map((shuffle) => ({ name: 'blosc', cname, shuffle }) as const),
);

describe.each([true, false])('encoders, with the libraries of the machine: %s', (here) => {
  it('encode zstd', async () => {
    native.here = here;
    expect(Buffer.compare(await decoded('zstd', await encoded('zstd')), bytes)).toBe(0);
  });

  it.each(BLOSC)('encode blosc of $cname, $shuffle', async (compression) => {
    native.here = here;
    const input = await encoded(compression);
    expect(input.length).toBeLessThan(bytes.length);
    expect(Buffer.compare(await decoded('blosc', input), bytes)).toBe(0);
  });
});

describe('the libraries of the machine', () => {
  const target = new Uint8Array(bytes.length);

  it('decode what numcodecs encodes', async (context) => {
    if (!zstdIsNative() || !bloscIsNative('lz4')) return context.skip('there is no libzstd or liblz4');
    native.here = false;
    expect(zstdDecode(await encoded('zstd'), target)).toBe(bytes.length);
    expect(Buffer.compare(target, bytes)).toBe(0);
    for (const compression of BLOSC) {
      target.fill(0);
      expect(bloscDecode(await encoded(compression), target)).toBe(bytes.length);
      expect(Buffer.compare(target, bytes)).toBe(0);
    }
    // A codec of blocks that is left to others.
    expect(bloscDecode(await encoded({ name: 'blosc', cname: 'zlib' }), target)).toBeUndefined();
  });

  it('refuse what is corrupt, cut off or too long', async (context) => {
    if (!zstdIsNative() || !bloscIsNative('lz4')) return context.skip('there is no libzstd or liblz4');
    const zstd = (await encoded({ name: 'zstd', checksum: true })).slice();
    const blosc = (await encoded({ name: 'blosc', cname: 'lz4' })).slice();
    for (const [decode, input] of [
      [zstdDecode, zstd],
      [bloscDecode, blosc],
    ] as const) {
      const refused = (data: Uint8Array, into = target) =>
        expect(() => decode(data, into)).toThrowError(expect.objectContaining({ name: 'ArgumentError' }));
      refused(input.subarray(0, input.length - 5));
      refused(new Uint8Array(7));
      // No frame of zstd is nothing, and no error.
      if (decode === bloscDecode) refused(new Uint8Array(0));
      refused(input, new Uint8Array(100));
      const broken = input.slice();
      broken.fill(0xa5, 16, 200);
      refused(broken);
    }
  });
});
