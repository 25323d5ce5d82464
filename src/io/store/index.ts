/** Stores: bytes by key, from folders, ZIP archives and web servers. */
export type { ByteRange, ByteStore, ReadBytesOptions } from './byte-store.js';
export type { HttpOptions } from './http-store.js';
export { isHttpUrl, locateStore, openStore, type StoreLocation } from './location.js';
export { type ReadableStore, readableStore } from './readable-store.js';
