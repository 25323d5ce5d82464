/** A folder as a store: each key is a file. */
import { join } from 'node:path';
import { isError, StoreError } from '../../errors.js';
import { newElements } from '../../volume/index.js';
import { type ByteStore, type ReadBytesOptions, resolveByteRange, unreadable } from './byte-store.js';
import { openFile, readFully } from './file.js';

/** The files below `folder`. `blocking`: each read holds the thread up, which is quicker; for worker threads. */
export function folderStore(folder: string, blocking: boolean): ByteStore {
  const place = (key: string): string => join(folder, key);
  return {
    name: folder,
    place,
    read: async (key, options) => {
      try {
        return await readFile(place(key), blocking, options);
      } catch (error) {
        if (isError(error) || options?.signal?.aborted === true) throw error;
        return unreadable(place(key), error);
      }
    },
    close: async () => {},
  };
}

async function readFile(
  path: string,
  blocking: boolean,
  { range, into, signal }: ReadBytesOptions = {},
): Promise<Uint8Array | undefined> {
  const file = await openFile(path, blocking);
  if (file === undefined) return undefined;
  try {
    const stats = await file.stat();
    if (!stats.isFile()) throw new StoreError(`${path}: is not a file`);
    const { offset, length } = resolveByteRange(range, stats.size, path);
    const target = into?.(length) ?? newElements(path, 'uint8', length);
    await readFully(file, target, offset, path, signal);
    return target;
  } finally {
    await file.close();
  }
}
