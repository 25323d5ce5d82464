/** Where the documents and chunks of Zarr lie: bytes by their keys, which are paths with '/'. */
import { FormatError, StoreError } from '../../errors.js';

/** A part of what lies under a key: from a byte on, or the last ones. */
export type ByteRange = { readonly offset: number; readonly length: number } | { readonly suffixLength: number };

/** Options of `ByteStore.read`. */
export interface ReadBytesOptions {
  readonly range?: ByteRange;
  /** Memory for that many bytes, where the store can read into one of the caller's; it may be asked at most once. */
  readonly into?: (length: number) => Uint8Array;
  readonly signal?: AbortSignal | undefined;
}

/** Bytes that are read, never written. Whoever opens it closes it. */
export interface ByteStore {
  /** What it is, for messages: a path or a URL. */
  readonly name: string;
  /**
   * All bytes of a key, or a part of them; undefined if there is no such key. What `into` gave is returned where it was
   * used. A part that does not lie inside is a FormatError.
   * @throws StoreError when the bytes can't be had, FormatError, the signal's reason.
   */
  read(key: string, options?: ReadBytesOptions): Promise<Uint8Array | undefined>;
  /** The text that names a key in messages. */
  place(key: string): string;
  close(): Promise<void>;
}

/** Where a range begins in `size` bytes, and its length. @throws FormatError if it does not lie inside. */
export function resolveByteRange(range: ByteRange | undefined, size: number, place: string) {
  if (range === undefined) return { offset: 0, length: size };
  const [offset, length] =
    'suffixLength' in range ? [size - range.suffixLength, range.suffixLength] : [range.offset, range.length];
  if (offset >= 0 && length >= 0 && offset <= size - length) return { offset, length };
  throw new FormatError(
    `${place}: bytes ${offset} to ${offset + length} are wanted, but there are ${size}: it is cut off or corrupt`,
  );
}

/** @throws StoreError always: bytes that could not be had. */
export function unreadable(place: string, cause: unknown): never {
  throw new StoreError(`${place}: cannot be read (${(cause as Error)?.message ?? String(cause)})`, { cause });
}
