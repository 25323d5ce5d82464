/** Directories (IFDs): their entries, the chain of them, and the values of an entry. */
import { isUtf8 } from 'node:buffer';
import { safeOffset, type TiffHeader, viewOf } from './header.js';
import type { ByteSource } from './source.js';
import { FIELD_TYPE_SIZES, tagName } from './tags.js';

/** There are 65536 tags, so no directory has more entries. */
const MAX_ENTRIES = 65535;
/** The largest OME-XML seen in practice is some tens of MB. */
const MAX_TEXT = 2 ** 28;

/** One entry of a directory; its values are read when they are asked for. */
export interface Field {
  readonly tag: number;
  readonly type: number;
  readonly count: number;
  /** Where its values are in the file. */
  readonly offset: number;
}

/** One directory. */
export interface Ifd {
  readonly offset: number;
  /** Bytes it takes, its values elsewhere in the file not counted. */
  readonly byteLength: number;
  /** Offset of the next one, or 0. */
  readonly next: number;
  readonly fields: ReadonlyMap<number, Field>;
}

/** A file with what its header says: what every value is read from. */
export interface TiffSource {
  readonly source: ByteSource;
  readonly header: TiffHeader;
}

/** All directories of the main chain. @throws FormatError for a chain that is broken, empty, or bites its tail. */
export async function readIfds(file: TiffSource): Promise<Ifd[]> {
  const { source, header } = file;
  const ifds: Ifd[] = [];
  const seen = new Set<number>();
  let bytes = 0;
  for (let offset = header.firstIfd; offset !== 0; ) {
    if (seen.has(offset)) source.corrupt(offset, 'the chain of directories leads back to this directory');
    seen.add(offset);
    const ifd = await readIfd(file, offset);
    // Directories that overlap are a lie, and reading them all may take for ever.
    bytes += ifd.byteLength;
    if (bytes > source.size) source.corrupt(offset, 'the directories overlap');
    ifds.push(ifd);
    offset = ifd.next;
  }
  if (ifds.length === 0) source.corrupt(header.bigTiff ? 8 : 4, 'the file has no image');
  return ifds;
}

async function readIfd({ source, header }: TiffSource, offset: number): Promise<Ifd> {
  const { littleEndian, bigTiff } = header;
  const countSize = bigTiff ? 8 : 2;
  const pointerSize = bigTiff ? 8 : 4;
  const entrySize = bigTiff ? 20 : 12;
  const head = viewOf(await source.bytes(offset, countSize, 'a directory'));
  const count = bigTiff ? safeOffset(source, head, 0, littleEndian, offset) : head.getUint16(0, littleEndian);
  if (count === 0) source.corrupt(offset, 'a directory has no entries');
  if (count > MAX_ENTRIES) source.corrupt(offset, `a directory of ${count} entries`);
  const byteLength = countSize + count * entrySize + pointerSize;
  const view = viewOf(await source.bytes(offset, byteLength, `a directory of ${count} entries`));
  const pointer = (at: number) =>
    bigTiff ? safeOffset(source, view, at, littleEndian, offset + at) : view.getUint32(at, littleEndian);

  const fields = new Map<number, Field>();
  for (let at = countSize; at < byteLength - pointerSize; at += entrySize) {
    const tag = view.getUint16(at, littleEndian);
    const type = view.getUint16(at + 2, littleEndian);
    const size = FIELD_TYPE_SIZES[type];
    // Readers skip field types that they do not know; of the tags that matter, `field` below demands a known one.
    if (size === undefined || fields.has(tag)) continue;
    const valueCount = pointer(at + 4);
    const valueAt = at + 4 + pointerSize;
    const inline = valueCount * size <= pointerSize;
    fields.set(tag, { tag, type, count: valueCount, offset: inline ? offset + valueAt : pointer(valueAt) });
  }
  return { offset, byteLength, next: pointer(byteLength - pointerSize), fields };
}

/**
 * The `count` values of an unsigned integer field, or undefined when the directory has no such field.
 * @throws FormatError for another number of values, before any is read.
 */
export async function integers(file: TiffSource, ifd: Ifd, tag: number, count: number): Promise<number[] | undefined> {
  const field = ifd.fields.get(tag);
  if (field === undefined) return undefined;
  if (field.count !== count) {
    file.source.corrupt(field.offset, `${tagName(tag)} has ${field.count} values where ${count} are needed`);
  }
  const { source, header } = file;
  const view = viewOf(await valueBytes(file, field));
  const le = header.littleEndian;
  const values = new Array<number>(field.count);
  for (let i = 0; i < field.count; i++) {
    if (field.type === 1) values[i] = view.getUint8(i);
    else if (field.type === 3) values[i] = view.getUint16(2 * i, le);
    else if (field.type === 4 || field.type === 13) values[i] = view.getUint32(4 * i, le);
    else if (field.type === 16 || field.type === 18)
      values[i] = safeOffset(source, view, 8 * i, le, field.offset + 8 * i);
    else source.corrupt(field.offset, `${tagName(tag)} has field type ${field.type}, which holds no unsigned integers`);
  }
  return values;
}

/** The one value of an unsigned integer field, or `fallback` when there is no such field. */
export async function integer<T>(file: TiffSource, ifd: Ifd, tag: number, fallback: T): Promise<number | T> {
  const values = await integers(file, ifd, tag, 1);
  return values === undefined ? fallback : (values[0] as number);
}

/** The first value of a RATIONAL field, or undefined when there is none that is a positive number. */
export async function rational(file: TiffSource, ifd: Ifd, tag: number): Promise<number | undefined> {
  const field = ifd.fields.get(tag);
  if (field?.type !== 5 || field.count < 1) return undefined;
  const view = viewOf(await valueBytes(file, field));
  const value = view.getUint32(0, file.header.littleEndian) / view.getUint32(4, file.header.littleEndian);
  return Number.isFinite(value) && value > 0 ? value : undefined;
}

/** The text of an ASCII field (UTF-8 is accepted, as writers use it), or undefined when there is no such field. */
export async function text(file: TiffSource, ifd: Ifd, tag: number): Promise<string | undefined> {
  const field = ifd.fields.get(tag);
  if (field === undefined || (field.type !== 2 && field.type !== 1 && field.type !== 7)) return undefined;
  if (field.count > MAX_TEXT) file.source.corrupt(field.offset, `${tagName(tag)} is a text of ${field.count} bytes`);
  const bytes = await valueBytes(file, field);
  const end = bytes.indexOf(0);
  const used = end < 0 ? bytes : bytes.subarray(0, end);
  // ImageJ writes Latin-1 ('µm'); what is not valid UTF-8 is that.
  return new TextDecoder(isUtf8(used) ? 'utf-8' : 'latin1').decode(used);
}

function valueBytes({ source }: TiffSource, field: Field): Promise<Uint8Array> {
  const length = field.count * (FIELD_TYPE_SIZES[field.type] as number);
  return source.bytes(field.offset, length, `the value of ${tagName(field.tag)}`);
}
