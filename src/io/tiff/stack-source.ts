/**
 * A chunk source: TIFF files of one shape and dtype, the first axis one of the files, read when their voxels are needed.
 * Worker threads import this module.
 */
import { isMainThread } from 'node:worker_threads';
import type { ChunkReader } from '../../lazy/index.js';
import { dtypeInfo, newElements, type Region, type TypedArray } from '../../volume/index.js';
import { after, inTurn } from '../in-turn.js';
import { type PageLayout, pageShape } from './layout.js';
import { OpenSlices, type StackFiles } from './open-slices.js';
import { readBox } from './read-box.js';
import { copyElements, readPage } from './read-page.js';
import { runsOf } from './runs.js';
import { SegmentPairs } from './segment-pairs.js';
import type { ByteSource } from './source.js';
import type { TiffFile } from './tiff-file.js';

/** The reader of a stack; regions have the axis of files first. */
export function openStack(stack: StackFiles): ChunkReader {
  const files = new OpenSlices(stack);
  return {
    acrossChunks: true,
    read: async (region, target, signal) => {
      if (region.shape[0] === 1) return readSlices(files, { region, target, signal });
      const pairs = isMainThread ? undefined : SegmentPairs.begin();
      try {
        await readSlices(files, { region, target, signal, pairs });
        pairs?.flush();
      } catch (error) {
        signal?.throwIfAborted();
        if (pairs === undefined) throw error;
        await readSlices(files, { region, target, signal });
      } finally {
        pairs?.end();
      }
    },
    granularity: async () => stack.grain ?? (await files.use(0, grainOf)),
    // Elsewhere than in a worker nothing may wait for a file.
    ...(!isMainThread && {
      withRuns: (region, use) =>
        files.useAll(region.start[0] as number, region.shape[0] as number, (open) => {
          const runs = runsOf(open, tail(region));
          return runs && use(runs);
        }),
    }),
    close: () => files.close(),
  };
}

/** A box of a stack that is to be read. */
interface Request {
  readonly region: Region;
  readonly target: TypedArray;
  readonly signal: AbortSignal | undefined;
  readonly pairs?: SegmentPairs | undefined;
}

/** Reads a box of slices; waits only where files have to be opened. */
async function readSlices(files: OpenSlices, request: Request): Promise<void> {
  const { region, target } = request;
  const count = region.shape[0] as number;
  const length = target.length / count;
  const box = tail(region);
  for (let i = 0; i < count; i++) {
    const part = target.subarray(i * length, (i + 1) * length) as TypedArray;
    const reading = files.use((region.start[0] as number) + i, (file) => readPart(file, box, part, request));
    if (reading instanceof Promise) await reading;
  }
}

/** The box within a file. */
function tail({ start, shape }: Region): Region {
  return { start: start.slice(1), shape: shape.slice(1) };
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

/** Fills `target` with a box of an open file; at once, if that blocks. */
function readPart(file: TiffFile, region: Region, target: TypedArray, request: Request): void | Promise<void> {
  const [only] = file.pages as readonly [PageLayout];
  const lead = file.shape.length - pageShape(only).length;
  if (lead === 0) return readOfPage(file, only, region, target, request);
  const pageRegion = { start: region.start.slice(lead), shape: region.shape.slice(lead) };
  const places = placesOf({ start: region.start.slice(0, lead), shape: region.shape.slice(0, lead) }, file.shape);
  const length = target.length / places.length;
  return inTurn(places.entries(), ([i, place]) => {
    request.signal?.throwIfAborted();
    const part = target.subarray(i * length, (i + 1) * length) as TypedArray;
    return readOfPage(file, file.pages[place] as PageLayout, pageRegion, part, request);
  });
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

function readOfPage(
  file: TiffFile,
  page: PageLayout,
  { start, shape }: Region,
  target: TypedArray,
  { signal, pairs }: Request,
): void | Promise<void> {
  const { source } = file;
  const whole = pageShape(page);
  const all = shape.join() === whole.join();
  const [top = 0, left = 0] = start;
  const [height = 0, width = 0] = shape;
  if (page.planes === 1 && (page.samples === 1 || shape[2] === page.samples) && (source.blocking || !all)) {
    return readBox(source, page, { top, left, height, width }, target, pairs);
  }
  if (all) return readPage(source, page, target, signal);
  return readSamples(source, page, { start, shape }, target, signal);
}

/** Some of the samples: rare, and they are decoded together anyhow. */
function readSamples(
  source: ByteSource,
  page: PageLayout,
  { start, shape }: Region,
  target: TypedArray,
  signal?: AbortSignal,
): void | Promise<void> {
  const whole = pageShape(page);
  const all = newElements(
    'readTiff',
    page.dtype,
    whole.reduce((a, b) => a * b, 1),
  );
  const { components } = dtypeInfo(page.dtype);
  const [n0 = 1, n1 = 1, n2 = 1] = shape;
  const [s0 = 0, s1 = 0, s2 = 0] = start;
  return after(readPage(source, page, all, signal), () => {
    for (let i = 0; i < n0; i++) {
      for (let j = 0; j < n1; j++) {
        const from = (((s0 + i) * (whole[1] as number) + s1 + j) * (whole[2] as number) + s2) * components;
        copyElements(all.subarray(from, from + n2 * components) as TypedArray, target, (i * n1 + j) * n2 * components);
      }
    }
  });
}
