/** Which store a path or URL means, in terms that can be sent to worker threads. */
import { stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { ArgumentError } from '../../errors.js';
import type { ByteStore } from './byte-store.js';
import { folderStore } from './folder-store.js';
import { type HttpOptions, httpStore } from './http-store.js';
import { zipStore } from './zip-store.js';

/** Where a store is. */
export type StoreLocation =
  | { readonly kind: 'folder' | 'zip'; readonly path: string }
  | { readonly kind: 'http'; readonly url: string; readonly options: HttpOptions };

/** Whether a text is a URL of http or https. */
export function isHttpUrl(text: string): boolean {
  return /^https?:\/\//i.test(text);
}

/** The store that a path or URL means. @throws ArgumentError when there is none. */
export async function locateStore(source: string | URL, options: HttpOptions = {}): Promise<StoreLocation> {
  const text = String(source);
  if (isHttpUrl(text)) {
    if (!URL.canParse(text)) throw new ArgumentError(`${text}: is no URL`);
    return { kind: 'http', url: text, options };
  }
  const path = text.startsWith('file:') ? fileURLToPath(text) : text;
  if (path === '') throw new ArgumentError('the path is empty; give a folder, a .zip file or a URL');
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory()) return { kind: 'folder', path };
  if (found?.isFile()) return { kind: 'zip', path };
  throw new ArgumentError(`${path}: no such folder or file`);
}

/** Opens a store; nothing is read yet. `blocking`: reads of files hold the thread up, for workers. */
export function openStore(location: StoreLocation, blocking: boolean): ByteStore {
  switch (location.kind) {
    case 'folder':
      return folderStore(location.path, blocking);
    case 'zip':
      return zipStore(location.path, blocking);
    case 'http':
      return httpStore(location.url, location.options);
  }
}
