/**
 * A chunk source: TIFF files of one shape and dtype, the first axis one of the files, read when their voxels are needed.
 * Worker threads import this module.
 */
import { isMainThread } from 'node:worker_threads';
import { FormatError } from '../../errors.js';
import type { ChunkReader } from '../../lazy/index.js';
import type { DType, Region, TypedArray } from '../../volume/index.js';
import { type PageLayout, pageShape } from './layout.js';
import { readBox } from './read-box.js';
import { allocate, copyElements, readPage } from './read-page.js';
import { openTiff, type TiffFile } from './tiff-file.js';

/** Files that stay open for the next box of theirs. */
const OPEN_FILES = 16;

/** What is to be read. */
export interface StackFiles {
  readonly files: readonly string[];
  /** What each file must hold. */
  readonly shape: readonly number[];
  readonly dtype: DType;
  /** Boxes that are read at no extra cost, as `ChunkReader.granularity` gives them, where that is known. */
  readonly grain?: readonly number[];
}

/** The reader of a stack; regions have the axis of files first. */
export function openStack(stack: StackFiles): ChunkReader {
  const open = new Map<number, Promise<TiffFile>>();
  const fileAt = (index: number): Promise<TiffFile> => {
    const file = open.get(index) ?? openSlice(stack, index);
    // The most recently used is last.
    open.delete(index);
    open.set(index, file);
    return file;
  };
  const closeAt = async (index: number): Promise<void> => {
    const file = open.get(index);
    open.delete(index);
    await (await file?.catch(() => undefined))?.source.close();
  };
  const using = new Map<number, number>();
  const trim = async (): Promise<void> => {
    for (const index of [...open.keys()]) {
      if (open.size <= OPEN_FILES) return;
      if (!using.get(index)) await closeAt(index);
    }
  };
  return {
    read: async (region, target, signal) => {
      const count = region.shape[0] as number;
      for (let i = 0; i < count; i++) {
        const index = (region.start[0] as number) + i;
        const length = target.length / count;
        using.set(index, (using.get(index) ?? 0) + 1);
        try {
          const part = target.subarray(i * length, (i + 1) * length) as TypedArray;
          await readPart(await fileAt(index), tail(region), part, signal);
        } catch (error) {
          // What failed is tried anew the next time.
          await closeAt(index);
          throw error;
        } finally {
          using.set(index, (using.get(index) as number) - 1);
        }
      }
      await trim();
    },
    granularity: async () => stack.grain ?? grainOf(await fileAt(0)),
    close: async () => {
      for (const index of [...open.keys()]) await closeAt(index);
    },
  };
}

/** The box within a file. */
function tail({ start, shape }: Region): Region {
  return { start: start.slice(1), shape: shape.slice(1) };
}

async function openSlice({ files, shape, dtype }: StackFiles, index: number): Promise<TiffFile> {
  // A worker has nothing else to do meanwhile.
  const file = await openTiff(files[index] as string, !isMainThread);
  const found = file.pages[0]?.dtype;
  if (found === dtype && file.shape.join() === shape.join()) return file;
  await file.source.close();
  throw new FormatError(
    `${file.source.path}: at byte 0: it is ${found} [${file.shape.join(', ')}], but each file of the stack is to be ` +
      `${dtype} [${shape.join(', ')}]; take this file out, or give the shape and dtype that the files have`,
  );
}

/** Extents of boxes of a stack that are read at no extra cost. */
export function grainOf(file: TiffFile): number[] {
  const page = file.pages[0] as PageLayout;
  const inPage = pageShape(page);
  const lead = file.shape.slice(0, file.shape.length - inPage.length).map(() => 1);
  if (page.planes > 1) return [1, ...lead, ...inPage];
  const raw = page.compression === 1 && !page.tiled;
  const rows = raw ? 1 : Math.min(page.segmentHeight, page.height);
  const columns = raw ? page.width : Math.min(page.segmentWidth, page.width);
  return [1, ...lead, rows, columns, ...inPage.slice(2)];
}

/** Fills `target` with a box of an open file. */
async function readPart(file: TiffFile, region: Region, target: TypedArray, signal?: AbortSignal): Promise<void> {
  const page = file.pages[0] as PageLayout;
  const inPage = pageShape(page);
  const lead = file.shape.length - inPage.length;
  const pageRegion = { start: region.start.slice(lead), shape: region.shape.slice(lead) };
  const places = placesOf({ start: region.start.slice(0, lead), shape: region.shape.slice(0, lead) }, file.shape);
  const length = target.length / places.length;
  for (const [i, place] of places.entries()) {
    signal?.throwIfAborted();
    const part = target.subarray(i * length, (i + 1) * length) as TypedArray;
    await readOfPage(file, file.pages[place] as PageLayout, pageRegion, part, signal);
  }
}

/** The numbers of the pages at a box of the leading axes, in C order. */
function placesOf({ start, shape }: Region, extents: readonly number[]): number[] {
  let places = [0];
  for (const [d, first] of start.entries()) {
    const count = shape[d] as number;
    places = places.flatMap((place) =>
      Array.from({ length: count }, (_, i) => place * (extents[d] as number) + first + i),
    );
  }
  return places;
}

async function readOfPage(
  file: TiffFile,
  page: PageLayout,
  { start, shape }: Region,
  target: TypedArray,
  signal?: AbortSignal,
): Promise<void> {
  const whole = pageShape(page);
  if (shape.join() === whole.join()) return readPage(file.source, page, target, signal);
  const [top = 0, left = 0] = start;
  const [height = 0, width = 0] = shape;
  if (page.planes === 1 && (page.samples === 1 || shape[2] === page.samples)) {
    return readBox(file.source, page, { top, left, height, width }, target);
  }
  // Some of the samples: rare, and they are decoded together anyhow.
  const all = allocate(
    page.dtype,
    whole.reduce((a, b) => a * b, 1),
  );
  await readPage(file.source, page, all, signal);
  const [n0 = 1, n1 = 1, n2 = 1] = shape;
  const [s0 = 0, s1 = 0, s2 = 0] = start;
  for (let i = 0; i < n0; i++) {
    for (let j = 0; j < n1; j++) {
      const from = ((s0 + i) * (whole[1] as number) + s1 + j) * (whole[2] as number) + s2;
      copyElements(all.subarray(from, from + n2) as TypedArray, target, (i * n1 + j) * n2);
    }
  }
}
