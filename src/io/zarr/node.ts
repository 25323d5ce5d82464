/** Finding the documents of an array or a group in a store. */
import { ArgumentError } from '../../errors.js';
import type { ByteStore } from '../store/index.js';
import { type JsonObject, parseJson } from './json.js';
import { type ArrayMetadata, attributesOf, type GroupMetadata } from './metadata.js';
import { parseArrayV2 } from './metadata-v2.js';
import { nodeType, parseArrayV3, parseGroupV3 } from './metadata-v3.js';

/** What lies at a path of a store, and the document that said so. */
export type ZarrNode =
  | { readonly kind: 'array'; readonly array: ArrayMetadata; readonly document: string }
  | { readonly kind: 'group'; readonly group: GroupMetadata; readonly document: string };

/** Reads the documents at `path` ('' is the store itself): version 3's if there is one, else version 2's. */
export async function readNode(store: ByteStore, path: string, signal?: AbortSignal): Promise<ZarrNode> {
  const node = (await readV3(store, path, signal)) ?? (await readV2(store, path, signal));
  if (node !== undefined) return node;
  throw new ArgumentError(
    `${store.place(path)}: no Zarr array or group; it has neither zarr.json (version 3) nor .zarray or .zgroup (version 2)`,
  );
}

/** A path in a store, and one below it. */
export function below(path: string, name: string): string {
  return path === '' ? name : `${path}/${name}`;
}

async function document(
  store: ByteStore,
  path: string,
  name: string,
  signal: AbortSignal | undefined,
): Promise<{ readonly json: JsonObject; readonly where: string } | undefined> {
  const key = below(path, name);
  const bytes = await store.read(key, { signal });
  const where = store.place(key);
  return bytes && { json: parseJson(bytes, where), where };
}

async function readV3(store: ByteStore, path: string, signal?: AbortSignal): Promise<ZarrNode | undefined> {
  const found = await document(store, path, 'zarr.json', signal);
  if (found === undefined) return undefined;
  const { json, where } = found;
  if (nodeType(json, where) === 'group') return { kind: 'group', group: parseGroupV3(json), document: where };
  return { kind: 'array', array: parseArrayV3(json, where), document: where };
}

async function readV2(store: ByteStore, path: string, signal?: AbortSignal): Promise<ZarrNode | undefined> {
  const array = await document(store, path, '.zarray', signal);
  const group = array === undefined ? await document(store, path, '.zgroup', signal) : undefined;
  const attributes = array || group ? await document(store, path, '.zattrs', signal) : undefined;
  const said = attributesOf(attributes?.json);
  if (array !== undefined) {
    return { kind: 'array', array: parseArrayV2(array.json, said, array.where), document: array.where };
  }
  if (group === undefined) return undefined;
  return {
    kind: 'group',
    group: { format: 2, attributes: said },
    document: attributes?.where ?? group.where,
  };
}
