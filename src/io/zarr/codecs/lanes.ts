/** Elements as whole numbers of their width, with which they are copied, whatever they mean. */

/** Such numbers, and how many of them an element has. */
export interface Lanes {
  readonly data: Uint8Array | Uint16Array | Uint32Array;
  readonly count: number;
}

/** Bytes as numbers as wide as may be, up to four bytes. `bytes` must begin where such a number may. */
export function lanesOf(bytes: Uint8Array, itemsize: number): Lanes {
  const { buffer, byteOffset, byteLength } = bytes;
  if (itemsize === 1) return { data: bytes, count: 1 };
  if (itemsize === 2) return { data: new Uint16Array(buffer, byteOffset, byteLength / 2), count: 1 };
  return { data: new Uint32Array(buffer, byteOffset, byteLength / 4), count: itemsize / 4 };
}

/** The same bytes, where an element of `itemsize` may begin; copied if they begin elsewhere. */
export function aligned(bytes: Uint8Array, itemsize: number): Uint8Array {
  return bytes.byteOffset % itemsize === 0 ? bytes : bytes.slice();
}
