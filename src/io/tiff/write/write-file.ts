/**
 * The file itself: header, all directories, then the pixels in one run. How many bytes the directories take follows
 * from the plan, so they are written last, when it is known where each strip came to lie.
 */
import type { FileHandle } from 'node:fs/promises';
import { ArgumentError } from '../../../errors.js';
import type { ReadOptions } from '../../read-options.js';
import { TAG } from '../tags.js';
import { type Entry, encodeDirectory, encodeHeader, headerBytes, TYPE } from './directory.js';
import type { WritePlan } from './page-plan.js';
import type { Plane, PlaneSource } from './plane-source.js';
import { rowsAsBytes } from './rows.js';

/** Pixels begin at a multiple of this, so that they can be mapped as any element type. */
const ALIGNMENT = 64;
/** Strips that are encoded at a time: node:zlib has four threads. */
const STRIPS_AT_ONCE = 8;
/** Rows that are not encoded are written in larger pieces than strips. */
const PIECE_BYTES = 16 * 2 ** 20;
const CLASSIC_END = 2 ** 32 - 1;

/** Where each strip lies, page after page. */
interface Strips {
  readonly offsets: Float64Array;
  readonly byteCounts: Float64Array;
}

/** Writes the whole file. */
export async function writeFile(
  file: FileHandle,
  planes: PlaneSource,
  plan: WritePlan,
  options: ReadOptions,
): Promise<void> {
  const head = headerBytes(plan.form);
  const [first, rest] = [0, 1].map((index) => directory(plan, index, 0, 0, undefined).length) as [number, number];
  const place = (index: number) => head + (index === 0 ? 0 : first + (index - 1) * rest);
  const start = Math.ceil(place(plan.directories) / ALIGNMENT) * ALIGNMENT;
  const strips = await (plan.encoder.code === 1 ? writeRaw : writeEncoded)(file, planes, plan, start, options);
  await writeAll(file, encodeHeader(plan.form), 0);
  const parts: Uint8Array[] = [];
  let from = head;
  for (let index = 0, held = 0; index < plan.directories; index++) {
    const last = index + 1 === plan.directories;
    const part = directory(plan, index, place(index), last ? 0 : place(index + 1), strips);
    parts.push(part);
    held += part.length;
    if (!last && held < PIECE_BYTES) continue;
    await writeAll(file, Buffer.concat(parts.splice(0)), from);
    from += held;
    held = 0;
  }
}

/** The bytes of one directory. Without `strips`, of one as long. */
function directory(plan: WritePlan, index: number, at: number, next: number, strips: Strips | undefined): Uint8Array {
  const type = plan.form.bigTiff ? TYPE.LONG8 : TYPE.LONG;
  const own = [index * plan.strips, (index + 1) * plan.strips] as const;
  const none = new Float64Array(plan.strips);
  const entries: Entry[] = [
    ...plan.entries,
    ...(index === 0 ? plan.firstEntries : []),
    { tag: TAG.StripOffsets, type, values: strips?.offsets.subarray(...own) ?? none },
    { tag: TAG.StripByteCounts, type, values: strips?.byteCounts.subarray(...own) ?? none },
  ];
  return encodeDirectory(entries, at, next, plan.form);
}

/** Encodes and writes all planes from `start` on, in their order. */
async function writeEncoded(
  file: FileHandle,
  planes: PlaneSource,
  plan: WritePlan,
  start: number,
  { signal, onProgress }: ReadOptions,
): Promise<Strips> {
  const { encoder, strips, pages, axes, rowsPerStrip, rowBytes } = plan;
  const stored = { offsets: new Float64Array(pages * strips), byteCounts: new Float64Array(pages * strips) };
  const wanted = { predictor: plan.predictor, copy: encoder.inThreads };
  const open: Plane[] = [];
  const queue: Promise<Uint8Array>[] = [];
  let at = start;
  let written = 0;
  const flush = async (): Promise<void> => {
    const bytes = await (queue[0] as Promise<Uint8Array>);
    checkEnd(plan, at + bytes.length);
    await writeAll(file, bytes, at);
    stored.offsets[written] = at;
    stored.byteCounts[written++] = bytes.length;
    at += bytes.length;
    queue.shift();
    if (written % strips !== 0) return;
    open.shift()?.close();
    onProgress?.({ done: written / strips, total: pages });
  };
  try {
    for (let strip = 0; strip < pages * strips; strip++) {
      signal?.throwIfAborted();
      const row = (strip % strips) * rowsPerStrip;
      if (row === 0) open.push(await planes.at(strip / strips));
      if (queue.length >= STRIPS_AT_ONCE) await flush();
      const plane = open.at(-1) as Plane;
      const input = rowsAsBytes(plane.volume, row, Math.min(rowsPerStrip, axes.height - row), wanted);
      const encoded = Promise.resolve(encoder.encode(input, rowBytes, plan.level));
      // It is awaited later; until then its failure is nobody's.
      encoded.catch(() => undefined);
      queue.push(encoded);
    }
    while (queue.length > 0) await flush();
  } finally {
    await Promise.allSettled(queue);
    for (const plane of open) plane.close();
  }
  return stored;
}

/** Planes as they are, each in one stretch. */
async function writeRaw(
  file: FileHandle,
  planes: PlaneSource,
  plan: WritePlan,
  start: number,
  { signal, onProgress }: ReadOptions,
): Promise<Strips> {
  const { strips, pages, axes, rowsPerStrip, rowBytes, pageBytes } = plan;
  const rows = Math.max(1, Math.floor(PIECE_BYTES / rowBytes));
  for (let page = 0; page < pages; page++) {
    const plane = await planes.at(page);
    try {
      for (let row = 0; row < axes.height; row += rows) {
        signal?.throwIfAborted();
        const bytes = rowsAsBytes(plane.volume, row, Math.min(rows, axes.height - row), { predictor: 1, copy: false });
        await writeAll(file, bytes, start + page * pageBytes + row * rowBytes);
      }
    } finally {
      plane.close();
    }
    onProgress?.({ done: page + 1, total: pages });
  }
  const strip = (index: number) => (index % strips) * rowsPerStrip;
  const count = plan.directories * strips;
  return {
    offsets: Float64Array.from(
      { length: count },
      (_, i) => start + Math.floor(i / strips) * pageBytes + strip(i) * rowBytes,
    ),
    byteCounts: Float64Array.from(
      { length: count },
      (_, i) => Math.min(rowsPerStrip, axes.height - strip(i)) * rowBytes,
    ),
  };
}

/** @throws ArgumentError when a classic TIFF has grown past what its offsets reach. */
function checkEnd(plan: WritePlan, end: number): void {
  if (plan.form.bigTiff || end <= CLASSIC_END) return;
  const remedy = plan.flavor === 'imagej' ? "write it with compression 'none'" : "allow 'bigtiff'";
  throw new ArgumentError(`writeTiff: the encoded planes do not fit into a TIFF below 4 GiB; ${remedy}`);
}

async function writeAll(file: FileHandle, bytes: Uint8Array, at: number): Promise<void> {
  // Its length is 0 once its volume is closed, and the write fails.
  const { length } = bytes;
  for (let done = 0; done < length; ) {
    const { bytesWritten } = await file.write(bytes, done, length - done, at + done);
    done += bytesWritten;
  }
}
