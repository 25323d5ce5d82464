/** Directories (IFDs) as bytes. */
import { FIELD_TYPE_SIZES } from '../tags.js';

/** Byte order and the width of offsets. */
export interface FileForm {
  readonly littleEndian: boolean;
  readonly bigTiff: boolean;
}

/** Field types by their names in the TIFF 6 and BigTIFF specifications. */
export const TYPE = { BYTE: 1, ASCII: 2, SHORT: 3, LONG: 4, RATIONAL: 5, LONG8: 16 } as const;

/** One entry of a directory. A RATIONAL has two numbers a value; ASCII and BYTE may be given as bytes. */
export interface Entry {
  readonly tag: number;
  readonly type: (typeof TYPE)[keyof typeof TYPE];
  readonly values: ArrayLike<number>;
}

/** The header: byte order, version, the offset of the first directory. */
export function encodeHeader(form: FileForm): Uint8Array {
  const bytes = new Uint8Array(headerBytes(form));
  const view = new DataView(bytes.buffer);
  bytes.fill(form.littleEndian ? 0x49 : 0x4d, 0, 2);
  view.setUint16(2, form.bigTiff ? 43 : 42, form.littleEndian);
  if (form.bigTiff) {
    view.setUint16(4, 8, form.littleEndian);
    view.setBigUint64(8, BigInt(bytes.length), form.littleEndian);
  } else view.setUint32(4, bytes.length, form.littleEndian);
  return bytes;
}

/** Bytes of the header; the first directory follows it. */
export function headerBytes(form: FileForm): number {
  return form.bigTiff ? 16 : 8;
}

/**
 * A directory and, behind it, the values that don't fit into its entries. Its length depends on the tags and the
 * numbers of values alone.
 * @param at where it will be in the file, an even number; `next`: where the next one will be, or 0
 */
export function encodeDirectory(entries: readonly Entry[], at: number, next: number, form: FileForm): Uint8Array {
  const { littleEndian, bigTiff } = form;
  const pointer = bigTiff ? 8 : 4;
  const countSize = bigTiff ? 8 : 2;
  const head = countSize + entries.length * (4 + 2 * pointer) + pointer;
  const outside = entries.map((entry) => (valueBytes(entry) > pointer ? even(valueBytes(entry)) : 0));
  const bytes = new Uint8Array(outside.reduce((a, b) => a + b, even(head)));
  const view = new DataView(bytes.buffer);
  const setPointer = (position: number, value: number): void => {
    if (bigTiff) view.setBigUint64(position, BigInt(value), littleEndian);
    else view.setUint32(position, value, littleEndian);
  };
  if (bigTiff) view.setBigUint64(0, BigInt(entries.length), littleEndian);
  else view.setUint16(0, entries.length, littleEndian);
  let free = even(head);
  for (const [i, entry] of [...entries].sort((a, b) => a.tag - b.tag).entries()) {
    const position = countSize + i * (4 + 2 * pointer);
    view.setUint16(position, entry.tag, littleEndian);
    view.setUint16(position + 2, entry.type, littleEndian);
    setPointer(position + 4, valueCount(entry));
    const inline = valueBytes(entry) <= pointer;
    const place = inline ? position + 4 + pointer : free;
    if (!inline) {
      setPointer(position + 4 + pointer, at + free);
      free += even(valueBytes(entry));
    }
    setValues(view, place, entry, littleEndian);
  }
  setPointer(head - pointer, next);
  return bytes;
}

function setValues(view: DataView, place: number, { type, values }: Entry, littleEndian: boolean): void {
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (type === TYPE.BYTE || type === TYPE.ASCII) view.setUint8(place + i, value);
    else if (type === TYPE.SHORT) view.setUint16(place + 2 * i, value, littleEndian);
    else if (type === TYPE.LONG8) view.setBigUint64(place + 8 * i, BigInt(value), littleEndian);
    else view.setUint32(place + 4 * i, value, littleEndian);
  }
}

function valueCount({ type, values }: Entry): number {
  return type === TYPE.RATIONAL ? values.length / 2 : values.length;
}

function valueBytes(entry: Entry): number {
  return valueCount(entry) * (FIELD_TYPE_SIZES[entry.type] as number);
}

function even(length: number): number {
  return length + (length % 2);
}

/** Text as the values of an ASCII field, which end in a zero. It must be ASCII. */
export function asciiValues(text: string): Uint8Array {
  return Buffer.from(`${text}\0`, 'latin1');
}

/**
 * The RATIONAL next to a positive `value`: the continued fraction, as far as 32 bits go, so that 1 / 1.5 is 2 / 3.
 */
export function rationalOf(value: number): [number, number] {
  const MAX = 2 ** 32 - 1;
  let [n0, d0, n1, d1] = [0, 1, 1, 0];
  for (let x = value; ; x = 1 / (x - Math.floor(x))) {
    const whole = Math.floor(x);
    const [n2, d2] = [whole * n1 + n0, whole * d1 + d0];
    if (!(n2 <= MAX && d2 <= MAX)) break;
    [n0, d0, n1, d1] = [n1, d1, n2, d2];
    if (n1 / d1 === value || x === whole) break;
  }
  return [n1, d1];
}
