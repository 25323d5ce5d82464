/** ZIP archives whose directories lie. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openZarr, readZarr } from '../../src/io/index.js';

const DOCUMENT = JSON.stringify({
  zarr_format: 3,
  node_type: 'array',
  shape: [4, 4],
  data_type: 'uint8',
  chunk_grid: { name: 'regular', configuration: { chunk_shape: [4, 4] } },
  chunk_key_encoding: { name: 'default', configuration: { separator: '/' } },
  fill_value: 0,
  codecs: [{ name: 'bytes', configuration: {} }],
  attributes: {},
});
const CHUNK = Buffer.from(Array.from({ length: 16 }, (_, i) => i));

/** What the directory says of one file; the rest is as it should be. */
interface Lie {
  name?: string;
  size?: number;
  packed?: number;
  crc?: number;
  header?: number;
  method?: number;
  flags?: number;
}

let path: string;
beforeAll(() => {
  path = join(mkdtempSync(join(tmpdir(), 'zip-')), 'array.zarr.zip');
});
afterAll(() => rmSync(join(path, '..'), { recursive: true }));

/** An archive of an array whose chunk is deflated. */
function archive(lie: Lie = {}, edit: (end: Buffer) => void = () => {}): Buffer {
  const files = [
    { name: 'zarr.json', data: Buffer.from(DOCUMENT), method: 0, lie: {} as Lie },
    { name: 'c/0/0', data: CHUNK, method: 8, lie },
  ];
  const parts: Buffer[] = [];
  const entries: Buffer[] = [];
  let offset = 0;
  for (const { name, data, method, lie: said } of files) {
    const packed = method === 8 ? deflateRawSync(data) : data;
    const header = Buffer.alloc(30);
    header.writeUInt32LE(0x04034b50, 0);
    header.writeUInt16LE(method, 8);
    header.writeUInt32LE(crc32(data), 14);
    header.writeUInt32LE(packed.length, 18);
    header.writeUInt32LE(data.length, 22);
    header.writeUInt16LE(name.length, 26);
    const entry = Buffer.alloc(46);
    const called = said.name ?? name;
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(said.flags ?? 0, 8);
    entry.writeUInt16LE(said.method ?? method, 10);
    entry.writeUInt32LE(said.crc ?? crc32(data), 16);
    entry.writeUInt32LE(said.packed ?? packed.length, 20);
    entry.writeUInt32LE(said.size ?? data.length, 24);
    entry.writeUInt16LE(called.length, 28);
    entry.writeUInt32LE(said.header ?? offset, 42);
    entries.push(entry, Buffer.from(called));
    parts.push(header, Buffer.from(name), packed);
    offset += 30 + name.length + packed.length;
  }
  const directory = Buffer.concat(entries);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  edit(end);
  return Buffer.concat([...parts, directory, end]);
}

it('an honest archive is read', async () => {
  writeFileSync(path, archive());
  const volume = await (await openZarr(path)).compute();
  expect(Buffer.from(volume.data.buffer as ArrayBuffer, 0, 16)).toEqual(CHUNK);
  volume.close();
});

it.each<[string, Buffer, string, RegExp]>([
  ['a size too large', archive({ size: 2 ** 31 }), 'FormatError', /unpacks to 16 bytes, the directory says 2147483648/],
  ['a size too small', archive({ size: 3 }), 'FormatError', /cannot be unpacked to its 3 bytes/],
  ['packed bytes beyond the end', archive({ packed: 10_000 }), 'FormatError', /10000 bytes at byte/],
  ['a header elsewhere', archive({ header: 5 }), 'FormatError', /over each other|there is no file/],
  ['a checksum', archive({ crc: 1 }), 'FormatError', /checksum/],
  ['another method', archive({ method: 0, packed: 16 }), 'FormatError', /./],
  ['an unknown method', archive({ method: 12 }), 'UnsupportedFormatError', /method 12/],
  ['encryption', archive({ flags: 1 }), 'UnsupportedFormatError', /encrypted/],
  ['a name out of the archive', archive({ name: '../../c' }), 'FormatError', /does not lie in the archive/],
  ['a name twice', archive({ name: 'zarr.json' }), 'FormatError', /twice/],
  [
    'another name than its own',
    archive({ name: 'c/0/0', header: 0 }),
    'FormatError',
    /say different things|over each other/,
  ],
  ['too many entries', archive({}, (end) => end.writeUInt16LE(999, 10)), 'FormatError', /999 entries/],
  ['a directory beyond the end', archive({}, (end) => end.writeUInt32LE(2 ** 30, 16)), 'FormatError', /do not fit/],
  ['a directory elsewhere', archive({}, (end) => end.writeUInt32LE(3, 16)), 'FormatError', /./],
  ['no directory', archive().subarray(0, -10), 'FormatError', /no ZIP archive/],
  ['nothing at all', Buffer.alloc(0), 'FormatError', /no ZIP archive/],
])('%s', async (_, bytes, name, reason) => {
  writeFileSync(path, bytes);
  const reading = readZarr(path);
  await expect(reading).rejects.toMatchObject({ name });
  await expect(reading).rejects.toThrow(reason);
  await expect(reading).rejects.toThrow(path);
});
