/** A ZIP archive as a store: each key is a file in it. Read only. */
import { crc32, inflateRawSync } from 'node:zlib';
import { asMemoryLimit, FormatError, isError, StoreError } from '../../errors.js';
import { newElements } from '../../volume/index.js';
import { type ByteStore, type ReadBytesOptions, resolveByteRange, unreadable } from './byte-store.js';
import { type OpenFile, openFile, readFully } from './file.js';
import { readZipDirectory, type ZipDirectory, type ZipEntry } from './zip-directory.js';

const LOCAL = 0x04034b50;
const LOCAL_BYTES = 30;
/** A flag: size and checksum come after the bytes, the header has none. */
const AFTERWARDS = 8;
const DOCUMENTS = ['zarr.json', '.zgroup', '.zarray', '.zattrs'];

/** Directories of archives that were opened lately in this thread: each computation opens the store anew. */
const known = new Map<string, { readonly stamp: string; readonly directory: ZipDirectory }>();
const KNOWN = 8;

/** The files in the archive `path`. `blocking` as in `folderStore`. */
export function zipStore(path: string, blocking: boolean): ByteStore {
  let opening: Promise<Archive> | undefined;
  const archive = (): Promise<Archive> => {
    opening ??= openArchive(path, blocking);
    return opening;
  };
  const place = (key: string): string => `${path}: ${key}`;
  return {
    name: path,
    place,
    read: async (key, options) => {
      try {
        const { file, directory, prefix } = await archive();
        const entry = directory.get(prefix + key);
        return entry === undefined ? undefined : await readEntry(file, entry, place(key), options);
      } catch (error) {
        if (isError(error) || options?.signal?.aborted === true) throw error;
        return unreadable(place(key), error);
      }
    },
    close: async () => {
      const open = await opening?.catch(() => undefined);
      opening = undefined;
      await open?.file.close();
    },
  };
}

interface Archive {
  readonly file: OpenFile;
  readonly directory: ZipDirectory;
  /** The folder that all lies in, where an archive was made of a folder and not of what is in it. */
  readonly prefix: string;
}

async function openArchive(path: string, blocking: boolean): Promise<Archive> {
  const file = await openFile(path, blocking);
  if (file === undefined) throw new StoreError(`${path}: no such file`);
  try {
    const stats = await file.stat();
    const stamp = `${stats.size} ${stats.mtimeMs} ${stats.ino}`;
    let directory = known.get(path)?.stamp === stamp ? known.get(path)?.directory : undefined;
    directory ??= await readZipDirectory(file, stats.size, path);
    known.delete(path);
    known.set(path, { stamp, directory });
    for (const other of known.keys()) if (known.size > KNOWN) known.delete(other);
    return { file, directory, prefix: prefixOf(directory) };
  } catch (error) {
    await file.close();
    throw error;
  }
}

function prefixOf(directory: ZipDirectory): string {
  if (DOCUMENTS.some((name) => directory.has(name))) return '';
  const [first = ''] = directory.keys();
  const folder = first.slice(0, first.indexOf('/') + 1);
  const within = [...directory.keys()].every((name) => name.startsWith(folder));
  return within && DOCUMENTS.some((name) => directory.has(folder + name)) ? folder : '';
}

async function readEntry(
  file: OpenFile,
  entry: ZipEntry,
  place: string,
  { range, into, signal }: ReadBytesOptions = {},
): Promise<Uint8Array> {
  const begin = await dataOffset(file, entry, place);
  if (entry.method === 'stored' && range !== undefined) {
    const { offset, length } = resolveByteRange(range, entry.size, place);
    const target = into?.(length) ?? newElements(place, 'uint8', length);
    await readFully(file, target, begin + offset, place, signal);
    return target;
  }
  const whole = entry.method === 'stored' && range === undefined;
  const packed = (whole ? into?.(entry.packed) : undefined) ?? newElements(place, 'uint8', entry.packed);
  await readFully(file, packed, begin, place, signal);
  const bytes = entry.method === 'stored' ? packed : inflated(packed, entry, place);
  const found = crc32(bytes);
  if (found !== entry.crc) throw new FormatError(`${place}: its checksum is ${found}, the directory says ${entry.crc}`);
  const { offset, length } = resolveByteRange(range, bytes.length, place);
  return bytes.subarray(offset, offset + length);
}

/** Where an entry's bytes begin. Its own header must say what the directory says. */
async function dataOffset(file: OpenFile, entry: ZipEntry, place: string): Promise<number> {
  const header = Buffer.alloc(LOCAL_BYTES);
  await readFully(file, header, entry.header, place);
  if (header.readUInt32LE(0) !== LOCAL) {
    throw new FormatError(`${place}: the directory says it is at byte ${entry.header}, where there is no file`);
  }
  const name = Buffer.alloc(header.readUInt16LE(26));
  await readFully(file, name, entry.header + LOCAL_BYTES, place);
  const flags = header.readUInt16LE(6);
  const text = name.toString(flags & 0x800 ? 'utf8' : 'latin1');
  const method = entry.method === 'stored' ? 0 : 8;
  const packed = header.readUInt32LE(18);
  const sizesAgree = (flags & AFTERWARDS) !== 0 || packed === 0xffffffff || packed === entry.packed;
  if (text !== entry.name || header.readUInt16LE(8) !== method || !sizesAgree) {
    throw new FormatError(`${place}: its own header and the directory say different things of it`);
  }
  return entry.header + LOCAL_BYTES + name.length + header.readUInt16LE(28);
}

/** What was packed, which must have just the bytes that the directory says: no more are ever made. */
function inflated(packed: Uint8Array, { size }: ZipEntry, place: string): Uint8Array {
  let bytes: Uint8Array;
  try {
    bytes = inflateRawSync(packed, { maxOutputLength: size + 1 });
  } catch (cause) {
    const known = asMemoryLimit(place, cause);
    if (isError(known)) throw known;
    throw new FormatError(`${place}: cannot be unpacked to its ${size} bytes (${(cause as Error).message})`, { cause });
  }
  if (bytes.length === size) return bytes;
  throw new FormatError(`${place}: unpacks to ${bytes.length} bytes, the directory says ${size}`);
}
