import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encode } from 'fast-png';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { readImage, readImageInfo, readVolume, readVolumeInfo, writePng, writeTiff } from '../../src/io/index.js';
import { createVolume } from '../../src/volume/index.js';

const folder = mkdtempSync(join(tmpdir(), 'imglib2-node-'));
afterAll(() => rmSync(folder, { recursive: true }));

const HEIGHT = 7;
const WIDTH = 9;
let files = 0;

function file(bytes: Uint8Array, suffix: string): string {
  const path = join(folder, `picture-${files++}.${suffix}`);
  writeFileSync(path, bytes);
  return path;
}

/** A PNG whose samples are all different, and those samples. */
function png<A extends Uint8Array | Uint16Array>(channels: 1 | 2 | 3 | 4, array: new (length: number) => A) {
  const data = new array(HEIGHT * WIDTH * channels);
  const depth = data.BYTES_PER_ELEMENT === 1 ? 8 : 16;
  for (let i = 0; i < data.length; i++) data[i] = depth === 8 ? (i * 7) % 256 : (i * 517) % 65536;
  return { data, path: file(encode({ width: WIDTH, height: HEIGHT, data, channels, depth }), 'png') };
}

describe('readImage of PNG', () => {
  it.each([1, 3, 4] as const)('gives %i channels exactly', async (channels) => {
    const { data, path } = png(channels, Uint8Array);
    const picture = await readImage(path);
    expect([picture.dtype, picture.shape]).toEqual(['uint8', [HEIGHT, WIDTH, channels]]);
    expect(Buffer.from(picture.data).equals(Buffer.from(data as Uint8Array))).toBe(true);
    expect(await readImageInfo(path)).toMatchObject({ format: 'png', shape: picture.shape, dtype: 'uint8', bits: 8 });
  });

  it('gives grey with opacity as four channels', async () => {
    const { data, path } = png(2, Uint8Array);
    const picture = await readImage(path);
    expect(picture.shape).toEqual([HEIGHT, WIDTH, 4]);
    expect([0, 1, 2, 3].map((c) => picture.get(0, 3, c))).toEqual([data[6], data[6], data[6], data[7]]);
  });

  it('repeats grey, leaves opacity out and adds it when asked for channels', async () => {
    const grey = png(1, Uint8Array);
    const inThree = await readImage(grey.path, { channels: 3 });
    expect([0, 1, 2].map((c) => inThree.get(2, 3, c))).toEqual(Array(3).fill(grey.data[2 * WIDTH + 3]));
    const colored = png(4, Uint8Array);
    const without = await readImage(colored.path, { channels: 3 });
    const at = 4 * (2 * WIDTH + 3);
    expect([0, 1, 2].map((c) => without.get(2, 3, c))).toEqual([...colored.data.slice(at, at + 3)]);
    const opaque = await readImage(grey.path, { channels: 4 });
    expect(opaque.get(2, 3, 3)).toBe(255);
  });

  it('refuses 16 bits unless told what to do with them', async () => {
    const { data, path } = png(3, Uint16Array);
    await expect(readImage(path)).rejects.toMatchObject({ name: 'UnsupportedFormatError', message: /dtype: 'uint16'/ });
    expect(await readImageInfo(path)).toMatchObject({ dtype: 'uint16', bits: 16 });
    const whole = await readImage(path, { dtype: 'uint16' });
    expect([whole.dtype, [...whole.data]]).toEqual(['uint16', [...data]]);
    const upper = await readImage(path, { dtype: 'uint8' });
    expect([...upper.data]).toEqual([...data].map((value) => value >> 8));
  });

  it('gives 16-bit grey and grey with opacity', async () => {
    const grey = png(1, Uint16Array);
    const picture = await readImage(grey.path, { dtype: 'uint16' });
    expect([picture.shape, [...picture.data]]).toEqual([[HEIGHT, WIDTH, 1], [...grey.data]]);
    const clear = png(2, Uint16Array);
    const four = await readImage(clear.path, { dtype: 'uint16' });
    expect([four.shape, four.get(0, 1, 2), four.get(0, 1, 3)]).toEqual([
      [HEIGHT, WIDTH, 4],
      clear.data[2],
      clear.data[3],
    ]);
  });

  it('looks colours of a palette up', async () => {
    const { data } = png(3, Uint8Array);
    const raw = { raw: { width: WIDTH, height: HEIGHT, channels: 3 as const } };
    const path = file(await sharp(data, raw).png({ palette: true, colours: 256, dither: 0 }).toBuffer(), 'png');
    expect((await readImage(path)).shape).toEqual([HEIGHT, WIDTH, 3]);
  });

  it('reads what writePng wrote', async () => {
    const picture = createVolume([HEIGHT, WIDTH, 3], 'uint8');
    for (let i = 0; i < picture.size; i++) picture.data[i] = i % 256;
    const path = join(folder, 'written.png');
    await writePng(path, picture);
    const back = await readImage(path);
    expect([...back.data]).toEqual([...picture.data]);
  });

  it('takes the decoded memory over with no copy', async () => {
    const picture = await readImage(png(3, Uint8Array).path);
    expect(picture.data.byteOffset).toBe(0);
    expect(picture.data.buffer.byteLength).toBe(picture.size);
    picture.set(77, 1, 1, 1);
    expect(picture.data[(WIDTH + 1) * 3 + 1]).toBe(77);
  });

  it('sees a file that was replaced under the same name', async () => {
    const first = png(3, Uint8Array);
    await readImage(first.path);
    const other = new Uint8Array(HEIGHT * WIDTH * 3).fill(9);
    writeFileSync(first.path, encode({ width: WIDTH, height: HEIGHT, data: other, channels: 3, depth: 8 }));
    expect((await readImage(first.path)).get(3, 3, 0)).toBe(9);
  });
});

describe('readImage of JPEG and TIFF', () => {
  const raw = { raw: { width: 64, height: 48, channels: 3 as const } };
  const smooth = Uint8Array.from({ length: 64 * 48 * 3 }, (_, i) => 100 + (Math.floor(i / 3) % 64) + (i % 3) * 30);

  it('reads a JPEG, near what was put in', async () => {
    const picture = await readImage(file(await sharp(smooth, raw).jpeg({ quality: 95 }).toBuffer(), 'jpg'));
    expect(picture.shape).toEqual([48, 64, 3]);
    const worst = Math.max(...picture.data.map((value, i) => Math.abs(value - (smooth[i] as number))));
    expect(worst).toBeLessThan(12);
  });

  it('turns it as the camera says', async () => {
    const path = file(await sharp(smooth, raw).jpeg().withMetadata({ orientation: 6 }).toBuffer(), 'jpg');
    expect((await readImageInfo(path)).shape).toEqual([64, 48, 3]);
    expect((await readImage(path)).shape).toEqual([64, 48, 3]);
  });

  it('gives a CMYK picture as red, green and blue', async () => {
    const path = file(await sharp(smooth, raw).toColourspace('cmyk').jpeg().toBuffer(), 'jpg');
    expect(await readImageInfo(path)).toMatchObject({ colorSpace: 'cmyk', shape: [48, 64, 3] });
    expect((await readImage(path)).shape).toEqual([48, 64, 3]);
  });

  it('reads an RGB TIFF that this package wrote', async () => {
    const volume = createVolume([48, 64, 3], 'uint8');
    volume.data.set(smooth);
    const path = join(folder, 'rgb.tif');
    await writeTiff(volume, path, { axes: 'YXS' });
    const picture = await readImage(path);
    expect([picture.shape, Buffer.from(picture.data).equals(Buffer.from(smooth))]).toEqual([[48, 64, 3], true]);
  });

  it('sends stacks and floats to readTiff', async () => {
    const path = join(folder, 'stack.tif');
    await writeTiff(createVolume([3, 8, 9], 'uint8'), path);
    await expect(readImage(path)).rejects.toMatchObject({
      name: 'UnsupportedFormatError',
      message: /3 pages.*readTiff/,
    });
    const floats = join(folder, 'floats.tif');
    await writeTiff(createVolume([8, 9], 'float32'), floats);
    await expect(readImage(floats)).rejects.toMatchObject({ name: 'UnsupportedFormatError', message: /float/ });
  });
});

describe('readImage of what is wrong', () => {
  it.each(['png', 'jpeg'] as const)('says so of a %s that was cut off, at every length', async (format) => {
    const raw = { raw: { width: 32, height: 32, channels: 3 as const } };
    const noise = Uint8Array.from({ length: 32 * 32 * 3 }, (_, i) => (i * 7919) % 251);
    const whole = await sharp(noise, raw).toFormat(format).toBuffer();
    for (const part of [9, 20, 60, whole.length >> 1, whole.length - 30]) {
      const path = file(whole.subarray(0, part), format);
      await expect(readImage(path), `${part} bytes`).rejects.toMatchObject({ name: 'FormatError', message: /broken/ });
    }
  });

  it('says so of what is no picture', async () => {
    const text = file(Buffer.from('hello, world'), 'png');
    await expect(readImage(text)).rejects.toMatchObject({ name: 'UnsupportedFormatError', message: /no PNG, JPEG/ });
    const svg = file(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'), 'jpg');
    await expect(readImage(svg)).rejects.toMatchObject({ name: 'UnsupportedFormatError' });
    await expect(readImage(file(Buffer.alloc(0), 'png'))).rejects.toMatchObject({ name: 'UnsupportedFormatError' });
  });

  it('says so of a file that is not there, and of a folder', async () => {
    await expect(readImage(join(folder, 'absent.png'))).rejects.toMatchObject({ name: 'ArgumentError' });
    await expect(readImage(folder)).rejects.toMatchObject({ name: 'ArgumentError' });
  });

  it('decodes no more pixels than it may', async () => {
    const huge = await sharp({ create: { width: 3000, height: 2000, channels: 3, background: 'red' } })
      .png()
      .toBuffer();
    const path = file(huge, 'png');
    const limited = readImage(path, { maxPixels: 5_999_999 });
    await expect(limited).rejects.toMatchObject({ name: 'UnsupportedFormatError', message: /maxPixels/ });
    expect((await readImage(path, { maxPixels: 6_000_000 })).shape).toEqual([2000, 3000, 3]);
  });

  it('refuses a header that claims the largest sizes before it decodes anything', async () => {
    const bytes = Buffer.from(readFileSync(png(3, Uint8Array).path));
    bytes.writeUInt32BE(0x7fffffff, 16);
    bytes.writeUInt32BE(0x7fffffff, 20);
    await expect(readImage(file(bytes, 'png'))).rejects.toMatchObject({ name: /FormatError/ });
  });

  it.each([{ channels: 2 }, { channels: 5 }, { dtype: 'float32' }, { maxPixels: 0 }, { maxPixels: 1.5 }])(
    'refuses the options %o',
    async (options) => {
      await expect(readImage('unread.png', options as never)).rejects.toMatchObject({ name: 'ArgumentError' });
    },
  );
});

describe('readVolume and readVolumeInfo of pictures', () => {
  it('give colours as samples and grey as a plane', async () => {
    const colors = png(3, Uint8Array).path;
    expect(await readVolumeInfo(colors)).toMatchObject({
      axes: 'YXS',
      shape: [HEIGHT, WIDTH, 3],
      picture: { format: 'png' },
    });
    const grey = png(1, Uint16Array);
    const { volume, info } = await readVolume(grey.path);
    expect([info.axes, info.dtype, volume.shape]).toEqual(['YX', 'uint16', [HEIGHT, WIDTH]]);
    expect(volume.get(2, 3)).toBe(grey.data[2 * WIDTH + 3]);
  });

  it('follow a link', async () => {
    const link = join(folder, 'link');
    symlinkSync(png(3, Uint8Array).path, link);
    expect((await readVolume(link)).volume.shape).toEqual([HEIGHT, WIDTH, 3]);
  });
});
