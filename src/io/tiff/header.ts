/** The first bytes of a TIFF: byte order, classic or BigTIFF, where the first directory is. */
import type { ByteSource } from './source.js';

/** What the header says. */
export interface TiffHeader {
  readonly littleEndian: boolean;
  readonly bigTiff: boolean;
  /** Offset of the first directory. */
  readonly firstIfd: number;
}

/** Reads the header. @throws FormatError when the file is no TIFF. */
export async function readHeader(source: ByteSource): Promise<TiffHeader> {
  const bytes = await source.bytes(0, 8, 'the TIFF header');
  const order = String.fromCharCode(bytes[0] ?? 0, bytes[1] ?? 0);
  if (order !== 'II' && order !== 'MM')
    source.corrupt(0, "not a TIFF: it does not begin with 'II' or 'MM'; convert it to TIFF or OME-Zarr first");
  const littleEndian = order === 'II';
  const view = viewOf(bytes);
  const magic = view.getUint16(2, littleEndian);
  if (magic === 42) return { littleEndian, bigTiff: false, firstIfd: view.getUint32(4, littleEndian) };
  if (magic !== 43) source.corrupt(2, `not a TIFF: the version is ${magic}, not 42 or 43 (BigTIFF)`);
  if (view.getUint16(4, littleEndian) !== 8 || view.getUint16(6, littleEndian) !== 0) {
    source.corrupt(4, 'not a BigTIFF: its offsets are not of 8 bytes');
  }
  const rest = viewOf(await source.bytes(8, 8, 'the BigTIFF header'));
  return { littleEndian, bigTiff: true, firstIfd: safeOffset(source, rest, 0, littleEndian, 8) };
}

/** The 64-bit number at `position`, which must be one that JavaScript holds exactly. `offset`: where it is in the file. */
export function safeOffset(
  source: ByteSource,
  view: DataView,
  position: number,
  littleEndian: boolean,
  offset: number,
): number {
  const value = view.getBigUint64(position, littleEndian);
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) source.corrupt(offset, `the number ${value} is too large`);
  return Number(value);
}

/** A DataView of exactly these bytes. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
