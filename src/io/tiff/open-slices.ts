/** The files of a stack that are open in one thread. */
import { isMainThread } from 'node:worker_threads';
import { FormatError } from '../../errors.js';
import type { DType } from '../../volume/index.js';
import { after } from '../in-turn.js';
import { openTiff, type TiffFile } from './tiff-file.js';

/** Files that stay open for the next box of theirs; a reduction goes through about so many chunks at a time. */
const OPEN_FILES = 128;

/** What is to be read. */
export interface StackFiles {
  readonly files: readonly string[];
  /** What each file must hold. */
  readonly shape: readonly number[];
  readonly dtype: DType;
  /** Boxes that are read at no extra cost, as `ChunkReader.granularity` gives them, where that is known. */
  readonly grain?: readonly number[];
}

interface Slice {
  file: TiffFile | Promise<TiffFile>;
  users: number;
}

/** Opens the files when they are needed. Whoever makes it closes it, when no file is in use. */
export class OpenSlices {
  readonly #stack: StackFiles;
  readonly #open = new Map<number, Slice>();

  constructor(stack: StackFiles) {
    this.#stack = stack;
  }

  /**
   * Calls `read` with a file; at once, if it is open already. The file stays open for the next time; what failed is
   * tried anew then.
   */
  use<T>(index: number, read: (file: TiffFile) => T | Promise<T>): T | Promise<T> {
    const slice = this.#slice(index);
    const fail = (error: unknown): never => {
      this.#release(index, slice, true);
      throw error;
    };
    const done = (result: T): T => {
      this.#release(index, slice, false);
      return result;
    };
    slice.users += 1;
    try {
      const result = after(slice.file, read);
      return result instanceof Promise ? result.then(done, fail) : done(result);
    } catch (error) {
      return fail(error);
    }
  }

  /** Calls `read` with several files, at most OPEN_FILES, all of which stay open meanwhile. */
  useAll<T>(first: number, count: number, read: (files: readonly TiffFile[]) => T): T | Promise<T> {
    const open: TiffFile[] = [];
    const next = (file: TiffFile): T | Promise<T> => {
      open.push(file);
      return open.length === count ? read(open) : this.use(first + open.length, next);
    };
    return this.use(first, next);
  }

  /** Closes all files. */
  async close(): Promise<void> {
    const slices = [...this.#open.values()];
    this.#open.clear();
    for (const slice of slices) await closeFile(slice);
  }

  #slice(index: number): Slice {
    let slice = this.#open.get(index);
    if (slice === undefined) {
      const opened: Slice = { file: openSlice(this.#stack, index), users: 0 };
      slice = opened;
      // Its failure is that of who uses it.
      Promise.resolve(opened.file).then(
        (file) => {
          opened.file = file;
        },
        () => {},
      );
    }
    // The most recently used is last.
    this.#open.delete(index);
    this.#open.set(index, slice);
    return slice;
  }

  #release(index: number, slice: Slice, failed: boolean): void {
    slice.users -= 1;
    if (failed && this.#open.get(index) === slice) this.#open.delete(index);
    if (slice.users === 0 && this.#open.get(index) !== slice) void closeFile(slice);
    if (this.#open.size <= OPEN_FILES) return;
    for (const [other, idle] of this.#open) {
      if (this.#open.size <= OPEN_FILES) return;
      if (idle.users > 0) continue;
      this.#open.delete(other);
      void closeFile(idle);
    }
  }
}

/** Closing a file that was only read has nothing to fail with. */
async function closeFile({ file }: Slice): Promise<void> {
  const open = await Promise.resolve(file).catch(() => undefined);
  await open?.source.close().catch(() => undefined);
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
