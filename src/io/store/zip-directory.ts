/**
 * The directory at the end of a ZIP file (PKWARE's APPNOTE, 4.3), read as what it is: something that others wrote. It is
 * checked against the file's size, the entries' own headers and one another before anything is read by it.
 */
import { FormatError, UnsupportedFormatError } from '../../errors.js';
import { type OpenFile, readFully } from './file.js';

/** One file in the archive. */
export interface ZipEntry {
  readonly name: string;
  readonly method: 'stored' | 'deflate';
  /** Bytes in the archive, and of the file itself. */
  readonly packed: number;
  readonly size: number;
  readonly crc: number;
  /** Where its local header is. */
  readonly header: number;
}

/** The files of an archive by name. */
export type ZipDirectory = ReadonlyMap<string, ZipEntry>;

const END = 0x06054b50;
const END_64 = 0x06064b50;
const LOCATOR_64 = 0x07064b50;
const ENTRY = 0x02014b50;
const END_BYTES = 22;
const COMMENT_BYTES = 0xffff;
const LOCATOR_BYTES = 20;
const END_64_BYTES = 56;
const ENTRY_BYTES = 46;
const IN_64 = 0xffffffff;
const IN_64_SHORT = 0xffff;
const EXTRA_64 = 1;
/** A directory is held in memory. */
const MOST_BYTES = 2 ** 30;
const METHODS: Readonly<Record<number, ZipEntry['method']>> = { 0: 'stored', 8: 'deflate' };

interface Extent {
  readonly count: number;
  readonly offset: number;
  readonly size: number;
}

/** Reads the directory of an archive of `size` bytes. @throws FormatError, UnsupportedFormatError naming `path`. */
export async function readZipDirectory(file: OpenFile, size: number, path: string): Promise<ZipDirectory> {
  const { count, offset, size: length } = await findDirectory(file, size, path);
  if (length > MOST_BYTES) throw new UnsupportedFormatError(`${path}: its directory has ${length} bytes`);
  const bytes = Buffer.alloc(length);
  await readFully(file, bytes, offset, path);
  const entries = new Map<string, ZipEntry>();
  let at = 0;
  for (let i = 0; i < count; i++) {
    const where = `${path}: entry ${i} of the directory, at byte ${offset + at}`;
    if (at + ENTRY_BYTES > length || bytes.readUInt32LE(at) !== ENTRY) {
      throw new FormatError(`${where}: there is none, though the archive says it has ${count}`);
    }
    const [nameBytes, extraBytes, commentBytes] = [28, 30, 32].map((field) => bytes.readUInt16LE(at + field));
    const next = at + ENTRY_BYTES + (nameBytes as number) + (extraBytes as number) + (commentBytes as number);
    if (next > length) throw new FormatError(`${where}: reaches beyond the directory`);
    const entry = entryAt(bytes, at, offset, where);
    if (!entry.name.endsWith('/')) {
      if (entries.has(entry.name)) throw new FormatError(`${where}: ${JSON.stringify(entry.name)} is there twice`);
      entries.set(entry.name, entry);
    }
    at = next;
  }
  if (at !== length) throw new FormatError(`${path}: its directory has ${length} bytes, its ${count} entries ${at}`);
  refuseOverlaps(entries, offset, path);
  return entries;
}

async function findDirectory(file: OpenFile, size: number, path: string): Promise<Extent> {
  const tail = Buffer.alloc(Math.min(size, END_BYTES + COMMENT_BYTES + LOCATOR_BYTES));
  await readFully(file, tail, size - tail.length, path);
  let at = tail.length - END_BYTES;
  while (at >= 0 && !(tail.readUInt32LE(at) === END && at + END_BYTES + tail.readUInt16LE(at + 20) === tail.length))
    at--;
  if (at < 0) throw new FormatError(`${path}: no ZIP archive: it has no directory at its end (cut off?)`);
  const end = size - tail.length + at;
  const extent = {
    count: tail.readUInt16LE(at + 10),
    size: tail.readUInt32LE(at + 12),
    offset: tail.readUInt32LE(at + 16),
  };
  const several = tail.readUInt16LE(at + 4) !== 0 && tail.readUInt16LE(at + 4) !== IN_64_SHORT;
  if (several) throw new UnsupportedFormatError(`${path}: is one of several parts of an archive`);
  const wide = extent.count === IN_64_SHORT || extent.size === IN_64 || extent.offset === IN_64;
  const locator = at - LOCATOR_BYTES;
  const found =
    wide && locator >= 0 && tail.readUInt32LE(locator) === LOCATOR_64
      ? await readEnd64(file, tail.readBigUInt64LE(locator + 8), end, path)
      : extent;
  if (found.offset + found.size > end || found.count * ENTRY_BYTES > found.size) {
    throw new FormatError(
      `${path}: says its directory has ${found.count} entries in ${found.size} bytes at byte ${found.offset}, which ` +
        `do not fit in before byte ${end}`,
    );
  }
  return found;
}

async function readEnd64(file: OpenFile, position: bigint, end: number, path: string): Promise<Extent> {
  if (position + BigInt(END_64_BYTES) > BigInt(end)) {
    throw new FormatError(`${path}: says that its directory's end is at byte ${position}, beyond byte ${end}`);
  }
  const record = Buffer.alloc(END_64_BYTES);
  await readFully(file, record, Number(position), path);
  if (record.readUInt32LE(0) !== END_64) throw new FormatError(`${path}: at byte ${position}: no end of a directory`);
  const [count, size, offset] = [32, 40, 48].map((field) => Number(record.readBigUInt64LE(field)));
  return { count: count as number, size: size as number, offset: offset as number };
}

function entryAt(bytes: Buffer, at: number, end: number, where: string): ZipEntry {
  const flags = bytes.readUInt16LE(at + 8);
  const nameEnd = at + ENTRY_BYTES + bytes.readUInt16LE(at + 28);
  const name = bytes.toString(flags & 0x800 ? 'utf8' : 'latin1', at + ENTRY_BYTES, nameEnd);
  const place = `${where}: ${JSON.stringify(name)}`;
  const escapes = name.startsWith('/') || name.includes('\\') || name.split('/').includes('..');
  if (escapes) throw new FormatError(`${place} does not lie in the archive`);
  if (flags & 1) throw new UnsupportedFormatError(`${place} is encrypted`);
  const method = METHODS[bytes.readUInt16LE(at + 10)];
  if (method === undefined) {
    throw new UnsupportedFormatError(
      `${place} is compressed by method ${bytes.readUInt16LE(at + 10)}; 0 and 8 are read`,
    );
  }
  const wide = wideFields(bytes.subarray(nameEnd, nameEnd + bytes.readUInt16LE(at + 30)));
  const field = (offset: number): number => {
    const value = bytes.readUInt32LE(at + offset);
    return value === IN_64 ? (wide.shift() ?? value) : value;
  };
  // The order in which the wide ones are written.
  const size = field(24);
  const packed = field(20);
  const header = field(42);
  if (method === 'stored' && packed !== size) {
    throw new FormatError(`${place} is stored as it is, but says ${packed} bytes there and ${size} in itself`);
  }
  if (header + packed > end) {
    throw new FormatError(`${place} says it has ${packed} bytes at byte ${header}, but the directory begins at ${end}`);
  }
  return { name, method, packed, size, crc: bytes.readUInt32LE(at + 16), header };
}

/** The numbers of 64 bits among an entry's extra fields. */
function wideFields(extra: Buffer): number[] {
  for (let at = 0; at + 4 <= extra.length; ) {
    const length = extra.readUInt16LE(at + 2);
    if (extra.readUInt16LE(at) === EXTRA_64) {
      const count = Math.floor(Math.min(length, extra.length - at - 4) / 8);
      return Array.from({ length: count }, (_, i) => Number(extra.readBigUInt64LE(at + 4 + 8 * i)));
    }
    at += 4 + length;
  }
  return [];
}

/** Two entries over the same bytes are how small archives claim to be huge. */
function refuseOverlaps(entries: ZipDirectory, end: number, path: string): void {
  const sorted = [...entries.values()].sort((a, b) => a.header - b.header);
  for (const [i, { name, header, packed }] of sorted.entries()) {
    const next = sorted[i + 1];
    if (header + packed <= (next?.header ?? end)) continue;
    throw new FormatError(`${path}: ${JSON.stringify(name)} and ${JSON.stringify(next?.name)} lie over each other`);
  }
}
