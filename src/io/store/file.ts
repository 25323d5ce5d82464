/** Files that are read at given places, holding the thread up (which is quicker, for workers) or not. */
import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from 'node:fs';
import { open } from 'node:fs/promises';
import { FormatError } from '../../errors.js';

/** Opening a FIFO for reading would wait for its writer. (Windows lacks both.) */
const READ_NOW = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);
/** One read call, so that an abort is noticed and no platform's limit of 2 GiB is met. */
const READ_BYTES = 64 * 1024 * 1024;

/** An open file. */
export interface OpenFile {
  stat(): Promise<Stats> | Stats;
  /** Reads at most `length` bytes into `target` at `at`; gives how many. */
  read(target: Uint8Array, at: number, length: number, position: number): Promise<number> | number;
  close(): Promise<void> | void;
}

/** Opens a file; undefined if there is none. @throws the system's errors. */
export async function openFile(path: string, blocking: boolean): Promise<OpenFile | undefined> {
  try {
    return blocking ? openBlocking(path) : await openAsync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}

async function openAsync(path: string): Promise<OpenFile> {
  const file = await open(path, READ_NOW);
  return {
    stat: () => file.stat(),
    read: async (target, at, length, position) => (await file.read(target, at, length, position)).bytesRead,
    close: () => file.close(),
  };
}

function openBlocking(path: string): OpenFile {
  const descriptor = openSync(path, READ_NOW);
  return {
    stat: () => fstatSync(descriptor),
    read: (target, at, length, position) => readSync(descriptor, target, at, length, position),
    close: () => closeSync(descriptor),
  };
}

/** Fills `target` with the bytes from `position` on. @throws FormatError if the file ends before. */
export async function readFully(
  file: OpenFile,
  target: Uint8Array,
  position: number,
  place: string,
  signal?: AbortSignal,
): Promise<void> {
  let done = 0;
  while (done < target.length) {
    signal?.throwIfAborted();
    const count = await file.read(target, done, Math.min(READ_BYTES, target.length - done), position + done);
    if (count === 0) {
      throw new FormatError(`${place}: at byte ${position + done}: it was cut off while it was read`);
    }
    done += count;
  }
}
