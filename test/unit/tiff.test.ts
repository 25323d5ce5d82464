import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readTiff, readTiffInfo } from '../../src/io/index.js';

/** What the reference program read from a file, or which feature is to be refused. */
interface Entry {
  file: string;
  dtype: string;
  shape: number[];
  sha256: string;
  refused?: string;
  compression?: string;
}

const folder = fileURLToPath(new URL('../fixtures/tiff/', import.meta.url));
const manifest = JSON.parse(readFileSync(`${folder}manifest.json`, 'utf8')) as { files: Entry[] };
const good = manifest.files.filter((entry) => entry.refused === undefined);
const refused = manifest.files.filter((entry) => entry.refused !== undefined);
const hasZstd = 'zstdDecompress' in process.getBuiltinModule('node:zlib');
const readable = good.filter((entry) => entry.compression !== 'zstd' || hasZstd);
const needsNewerNode = good.filter((entry) => !readable.includes(entry));

describe('TIFF files of reference programs', () => {
  it('has the fixtures', () => {
    expect(good.length).toBeGreaterThan(85);
    expect(refused.length).toBeGreaterThan(5);
    expect(needsNewerNode.length).toBe(hasZstd ? 0 : good.filter((entry) => entry.compression === 'zstd').length);
  });

  it.each(readable)('$file is read to the byte', async ({ file, dtype, shape, sha256 }) => {
    const volume = await readTiff(folder + file);
    try {
      expect(volume.dtype).toBe(dtype);
      expect(volume.shape).toEqual(shape);
      const { buffer, byteOffset, byteLength } = volume.data;
      expect(
        createHash('sha256')
          .update(new Uint8Array(buffer, byteOffset, byteLength))
          .digest('hex'),
      ).toBe(sha256);
    } finally {
      volume.close();
    }
  });

  it.each(readable)('$file is described', async ({ file, sha256: _, ...facts }) => {
    expect(await readTiffInfo(folder + file)).toMatchObject(facts);
  });

  it.each(refused)('$file is refused by name', async ({ file, refused: feature }) => {
    const attempt = readTiff(folder + file);
    await expect(attempt).rejects.toMatchObject({ name: 'UnsupportedFormatError' });
    await expect(attempt).rejects.toThrow(new RegExp(`${file.replaceAll('.', '\\.')}: .*${feature}`));
  });

  it.each(needsNewerNode)('$file says that it needs a newer Node', async ({ file }) => {
    await expect(readTiff(folder + file)).rejects.toMatchObject({
      name: 'UnsupportedFormatError',
      message: expect.stringMatching(/zstd.*needs Node 22\.15/),
    });
  });
});
