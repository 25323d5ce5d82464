import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { fromImgLib2, toImgLib2 } from '../../src/imglib/index.js';
import { javaCall, javaClass } from '../../src/jvm/index.js';
import { asVolume, mapVolume } from '../../src/volume/index.js';

const folder = mkdtempSync(join(tmpdir(), 'imglib2-node-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A file with a header of `header` bytes, then the uint16 values 0 to 23. */
function rawFile(name: string, header = 0): string {
  const path = join(folder, name);
  writeFileSync(path, Buffer.concat([Buffer.alloc(header), Buffer.from(new Uint16Array(24).map((_, i) => i).buffer)]));
  return path;
}

function writeFirstInJava(image: { randomAccessSync(): never }): void {
  const access = image.randomAccessSync() as { setPositionSync(p: number, d: number): void; getSync(): never };
  for (let d = 0; d < 3; d++) access.setPositionSync(0, d);
  javaCall(() => (access.getSync() as { setRealSync(value: number): void }).setRealSync(7));
}

describe('mapVolume', () => {
  it('reads a file at an offset, from both sides, and writes it with r+', () => {
    const path = rawFile('write.raw', 5000);
    const volume = mapVolume(path, [2, 3, 4], 'uint16', { mode: 'r+', offset: 5000 });
    expect(volume.get(1, 2, 3)).toBe(23);
    const { image } = toImgLib2(volume);
    expect(Number(javaClass('Reductions').sumSync(image))).toBe(276);
    volume.set(1000, 1, 0, 0);
    writeFirstInJava(image);
    const written = readFileSync(path);
    expect(written.readUInt16LE(5000 + 24)).toBe(1000);
    expect(written.readUInt16LE(5000)).toBe(7);
  });

  it('r refuses writes on both sides, and the file keeps its bytes whatever is done to data', () => {
    const path = rawFile('read.raw');
    const volume = mapVolume(path, [2, 3, 4], 'uint16');
    expect(volume.readOnly).toBe(true);
    expect(() => volume.set(1, 0, 0, 0)).toThrow(expect.objectContaining({ name: 'ReadOnlyError' }));
    const { image } = toImgLib2(volume);
    expect(() => writeFirstInJava(image)).toThrow(expect.objectContaining({ name: 'JavaError' }));
    expect(fromImgLib2(image).readOnly).toBe(true);
    volume.data.fill(9);
    expect(readFileSync(path).readUInt16LE(2)).toBe(1);
  });

  it('c keeps writes in this process', () => {
    const path = rawFile('copy.raw');
    const volume = mapVolume(path, [2, 3, 4], 'uint16', { mode: 'c' });
    writeFirstInJava(toImgLib2(volume).image);
    expect(volume.get(0, 0, 0)).toBe(7);
    expect(readFileSync(path).readUInt16LE(0)).toBe(0);
  });

  it('refuses files that are missing or short, and wrong options', () => {
    const path = rawFile('short.raw');
    expect(() => mapVolume(join(folder, 'none.raw'), [1], 'uint8')).toThrow(/there is no file/);
    expect(() => mapVolume(path, [2, 3, 5], 'uint16')).toThrow(/has 48 bytes, too few for 60/);
    expect(() => mapVolume(path, [2], 'uint16', { offset: 48 })).toThrow(/too few for 4 at offset 48/);
    expect(() => mapVolume(path, [2], 'uint16', { offset: 3 })).toThrow(/multiple of the 2 bytes/);
    expect(() => mapVolume(path, [2], 'uint16', { mode: 'w' as never })).toThrow(/mode "w"/);
    expect(() => mapVolume(folder, [1], 'uint8')).toThrow(expect.objectContaining({ name: 'ArgumentError' }));
    expect(mapVolume(path, [0, 3], 'uint16').data.length).toBe(0);
  });
});

describe('asVolume with readOnly', () => {
  it('refuses writes by set and by Java', () => {
    const array = new Float32Array(24);
    const volume = asVolume(array, [2, 3, 4], { readOnly: true });
    expect(() => volume.flip().set(1, 0, 0, 0)).toThrow(expect.objectContaining({ name: 'ReadOnlyError' }));
    for (const each of [volume, volume.permuteDims([2, 0, 1]), volume.flip(1), volume.slice([0, 2], [0, 3, 2])]) {
      expect(() => writeFirstInJava(toImgLib2(each).image)).toThrow(expect.objectContaining({ name: 'JavaError' }));
    }
    expect(array.every((value) => value === 0)).toBe(true);
    expect(asVolume(array, { readOnly: true }).readOnly).toBe(true);
  });
});
