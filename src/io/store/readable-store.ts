/** A store of zarrita's kind, or a Map, as a store here. */
import { FormatError, isError } from '../../errors.js';
import { type ByteStore, resolveByteRange, unreadable } from './byte-store.js';

/** What zarrita calls Readable, e.g. its `FetchStore` or `ZipFileStore`, or a `Map` of keys to bytes. Keys begin with '/'. */
export interface ReadableStore {
  /** All bytes of a key; undefined if there is none. */
  get(key: `/${string}`, options?: { signal?: AbortSignal }): Uint8Array | undefined | Promise<Uint8Array | undefined>;
  /** A part of them. Without it, all are read. */
  getRange?(
    key: `/${string}`,
    range: { offset: number; length: number } | { suffixLength: number },
    options?: { signal?: AbortSignal },
  ): Uint8Array | undefined | Promise<Uint8Array | undefined>;
}

/** Reads through an object of this thread. It stays the caller's to close. */
export function readableStore(store: ReadableStore): ByteStore {
  const place = (key: string): string => `store: /${key}`;
  return {
    name: 'store',
    place,
    read: async (key, { range, signal } = {}) => {
      const options = signal && { signal };
      try {
        if (range === undefined) return await store.get(`/${key}`, options);
        if (store.getRange === undefined) {
          const all = await store.get(`/${key}`, options);
          if (all === undefined) return undefined;
          const { offset, length } = resolveByteRange(range, all.length, place(key));
          return all.subarray(offset, offset + length);
        }
        const part = await store.getRange(`/${key}`, range, options);
        const wanted = 'suffixLength' in range ? range.suffixLength : range.length;
        if (part === undefined || part.length === wanted) return part;
        throw new FormatError(`${place(key)}: gave ${part.length} bytes for a part of ${wanted}: it is cut off`);
      } catch (error) {
        if (isError(error) || signal?.aborted === true) throw error;
        return unreadable(place(key), error);
      }
    },
    close: async () => {},
  };
}
