/** Bounded reads of one file: nothing past its end is ever asked for, and no more is allocated than it holds. */
import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from 'node:fs';
import { open } from 'node:fs/promises';
import { ArgumentError, FormatError, UnsupportedFormatError } from '../../errors.js';

/** Directories and their values are small and lie together: one read of this size often serves a whole file. */
const WINDOW_BYTES = 16 * 1024;
/** One read call, so that an abort is noticed and no platform's limit of 2 GiB is met. */
const READ_BYTES = 64 * 1024 * 1024;
/** Opening a FIFO for reading would wait for its writer. (Windows lacks both.) */
const READ_NOW = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** What `passingBytes` hands out in this thread, of at most so many bytes. */
export const PASSING_BYTES = 16 * 1024 * 1024;
const passing: [Uint8Array, Uint8Array, Uint8Array] = [new Uint8Array(0), new Uint8Array(0), new Uint8Array(0)];

/** What a file is read through. */
interface OpenFile {
  stat(): Promise<Stats> | Stats;
  /** Reads at most `length` bytes into `target` at `at`; gives how many. */
  read(target: Uint8Array, at: number, length: number, position: number): Promise<number> | number;
  close(): Promise<void> | void;
  /** Of a file that is read with the thread held up. */
  readonly descriptor?: number;
}

/**
 * A regular file that is open for reading. Whoever opens it closes it (`close()`, also in a `finally`).
 * Bytes that it hands out stay valid after `close()`.
 */
export class ByteSource {
  readonly path: string;
  /** Bytes in the file when it was opened. */
  readonly size: number;
  /** Whether reading holds the thread up: decoding should as well, then. */
  readonly blocking: boolean;
  readonly #handle: OpenFile;
  #windowStart = 0;
  #window = new Uint8Array(0);

  private constructor(path: string, size: number, handle: OpenFile, blocking: boolean) {
    this.path = path;
    this.size = size;
    this.#handle = handle;
    this.blocking = blocking;
  }

  /**
   * Opens `path`. `blocking`: each read holds the thread up, which is quicker; for worker threads.
   * @throws ArgumentError when it is missing, not readable or not a regular file.
   */
  static async open(path: string, blocking = false): Promise<ByteSource> {
    const handle = await (blocking ? openBlocking(path) : openAsync(path)).catch((error: Error) => {
      throw new ArgumentError(`${path}: cannot be opened (${error.message})`, { cause: error });
    });
    try {
      const stats = await handle.stat();
      if (!stats.isFile()) throw new ArgumentError(`${path}: not a file; give the path of a file`);
      return new ByteSource(path, stats.size, handle, blocking);
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /** What the system knows the file by while it is open, of a source that blocks. */
  get descriptor(): number | undefined {
    return this.#handle.descriptor;
  }

  /** The `length` bytes at `offset`, read-only. `what` names them in the FormatError for a range outside the file. */
  async bytes(offset: number, length: number, what: string): Promise<Uint8Array> {
    this.check(offset, length, what);
    const start = offset - this.#windowStart;
    if (start >= 0 && start + length <= this.#window.length) return this.#window.subarray(start, start + length);
    const window = new Uint8Array(Math.min(Math.max(length, WINDOW_BYTES), this.size - offset));
    await this.#fill(window, offset, 0, what);
    if (length <= WINDOW_BYTES) {
      this.#window = window;
      this.#windowStart = offset;
    }
    return window.subarray(0, length);
  }

  /**
   * The `length` bytes at `offset`, read-only. From a source that blocks they come at once, and are valid until this
   * thread asks any source for such bytes again: what is decoded straight away needs no memory of its own.
   */
  passingBytes(offset: number, length: number, what: string): Uint8Array | Promise<Uint8Array> {
    if (!this.blocking || length > PASSING_BYTES) return this.bytes(offset, length, what);
    return this.passingBytesNow(offset, length, what, 0);
  }

  /** The same of at most PASSING_BYTES, of a source that blocks: valid until the same slot is used again (0 as above). */
  passingBytesNow(offset: number, length: number, what: string, slot: 0 | 1 | 2): Uint8Array {
    this.check(offset, length, what);
    if (passing[slot].length < length) passing[slot] = new Uint8Array(Math.min(PASSING_BYTES, 2 * length));
    const bytes = passing[slot].subarray(0, length);
    this.readInto(bytes, offset, what);
    return bytes;
  }

  /**
   * Fills `target` with the bytes at `offset`, straight from the file where they are not at hand already; before it
   * returns, if the source blocks.
   */
  readInto(target: Uint8Array, offset: number, what: string, signal?: AbortSignal): void | Promise<void> {
    this.check(offset, target.length, what);
    const start = offset - this.#windowStart;
    if (start >= 0 && start + target.length <= this.#window.length) {
      target.set(this.#window.subarray(start, start + target.length));
      return;
    }
    return this.#fill(target, offset, 0, what, signal);
  }

  /** @throws FormatError when the range is not inside the file. */
  check(offset: number, length: number, what: string): void {
    if (offset >= 0 && length >= 0 && offset + length <= this.size) return;
    this.corrupt(offset, `${what} (${length} bytes) lies outside the file, which has ${this.size} bytes`);
  }

  /** @throws FormatError always. */
  corrupt(offset: number, problem: string, cause?: unknown): never {
    throw new FormatError(`${this.path}: at byte ${offset}: ${problem}`, cause === undefined ? {} : { cause });
  }

  /** @throws UnsupportedFormatError always. */
  unsupported(feature: string): never {
    throw new UnsupportedFormatError(`${this.path}: ${feature}`);
  }

  /** Closes the file; a second call does nothing. */
  async close(): Promise<void> {
    await this.#handle.close();
  }

  #fill(target: Uint8Array, offset: number, done: number, what: string, signal?: AbortSignal): void | Promise<void> {
    let at = done;
    const advance = (bytesRead: number): void => {
      if (bytesRead === 0) this.corrupt(offset + at, `${what} was cut off: the file became shorter while it was read`);
      at += bytesRead;
    };
    while (at < target.length) {
      signal?.throwIfAborted();
      const reading = this.#handle.read(target, at, Math.min(READ_BYTES, target.length - at), offset + at);
      if (typeof reading !== 'number') {
        return reading.then((bytesRead) => {
          advance(bytesRead);
          return this.#fill(target, offset, at, what, signal);
        });
      }
      advance(reading);
    }
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

async function openBlocking(path: string): Promise<OpenFile> {
  const descriptor = openSync(path, READ_NOW);
  let open = true;
  return {
    descriptor,
    stat: () => fstatSync(descriptor),
    read: (target, at, length, position) => readSync(descriptor, target, at, length, position),
    close: () => {
      if (open) closeSync(descriptor);
      open = false;
    },
  };
}
