/** Writes small TIFF files tag by tag, so that each can lie in one place. */
import { TAG } from '../../src/io/tiff/tags.js';

/** Values of a directory by tag name; `raw` may set any tag, of any type, to any count and offset. */
export interface Directory {
  readonly tags: Partial<Record<keyof typeof TAG, number | number[] | string>>;
  readonly raw?: readonly { tag: number; type: number; count: number; value: number }[];
  /** Where the next directory is; the one that follows in the list, if not said. */
  readonly next?: number;
}

/** The tags of a sound uint8 image of one uncompressed strip, whose pixels are at `offset`. */
export function greyTags(width: number, height: number, offset = 8): Directory['tags'] {
  return {
    ImageWidth: width,
    ImageLength: height,
    BitsPerSample: 8,
    Compression: 1,
    PhotometricInterpretation: 1,
    StripOffsets: offset,
    RowsPerStrip: height,
    StripByteCounts: width * height,
  };
}

/** A classic little-endian file: `data` at offset 8, then the directories with their values behind each. */
export function buildTiff(data: Uint8Array, directories: readonly Directory[]): Buffer {
  const parts: Buffer[] = [Buffer.from([0x49, 0x49, 42, 0, 0, 0, 0, 0]), Buffer.from(data)];
  let at = 8 + data.length;
  parts[0]?.writeUInt32LE(at, 4);
  for (const [i, directory] of directories.entries()) {
    const built = buildDirectory(directory, at, i === directories.length - 1);
    parts.push(built);
    at += built.length;
  }
  return Buffer.concat(parts);
}

function buildDirectory({ tags, raw = [], next }: Directory, at: number, last: boolean): Buffer {
  const entries = Object.entries(tags).map(([name, value]) => encode(TAG[name as keyof typeof TAG], value));
  const all = [...entries, ...raw.map((entry) => ({ ...entry, outside: undefined }))].sort((a, b) => a.tag - b.tag);
  const head = Buffer.alloc(2 + 12 * all.length + 4);
  const outside: Buffer[] = [];
  let end = at + head.length;
  head.writeUInt16LE(all.length, 0);
  for (const [i, entry] of all.entries()) {
    head.writeUInt16LE(entry.tag, 2 + 12 * i);
    head.writeUInt16LE(entry.type, 4 + 12 * i);
    head.writeUInt32LE(entry.count, 6 + 12 * i);
    head.writeUInt32LE(entry.outside ? end : entry.value, 10 + 12 * i);
    if (entry.outside) {
      outside.push(entry.outside);
      end += entry.outside.length;
    }
  }
  head.writeUInt32LE(next ?? (last ? 0 : end), head.length - 4);
  return Buffer.concat([head, ...outside]);
}

function encode(tag: number, value: number | number[] | string) {
  if (typeof value === 'string') {
    const text = Buffer.from(`${value}\0\0\0\0\0`, 'utf8');
    return { tag, type: 2, count: text.length, value: 0, outside: text };
  }
  const values = [value].flat();
  if (values.length === 1) return { tag, type: 4, count: 1, value: values[0] as number, outside: undefined };
  const numbers = Buffer.alloc(4 * values.length);
  for (const [i, number] of values.entries()) numbers.writeUInt32LE(number, 4 * i);
  return { tag, type: 4, count: values.length, value: 0, outside: numbers };
}
