/** CRC-32C (Castagnoli; RFC 3720, 12.1), four bytes at a time. */

const POLYNOMIAL = 0x82f63b78;

const TABLES = makeTables();

function makeTables(): readonly Int32Array[] {
  const first = Int32Array.from({ length: 256 }, (_, byte) => {
    let value = byte;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ POLYNOMIAL : value >>> 1;
    return value;
  });
  const tables = [first];
  for (let i = 1; i < 4; i++) {
    const before = tables[i - 1] as Int32Array;
    tables.push(before.map((value) => (value >>> 8) ^ (first[value & 255] as number)));
  }
  return tables;
}

/** The checksum of some bytes, from 0 to 2^32 - 1. */
export function crc32c(bytes: Uint8Array): number {
  const [t0, t1, t2, t3] = TABLES as [Int32Array, Int32Array, Int32Array, Int32Array];
  let sum = -1;
  let at = 0;
  for (; at + 4 <= bytes.length; at += 4) {
    sum ^=
      (bytes[at] as number) |
      ((bytes[at + 1] as number) << 8) |
      ((bytes[at + 2] as number) << 16) |
      ((bytes[at + 3] as number) << 24);
    sum =
      (t3[sum & 255] as number) ^
      (t2[(sum >>> 8) & 255] as number) ^
      (t1[(sum >>> 16) & 255] as number) ^
      (t0[sum >>> 24] as number);
  }
  for (; at < bytes.length; at++) sum = (sum >>> 8) ^ (t0[(sum ^ (bytes[at] as number)) & 255] as number);
  return (sum ^ -1) >>> 0;
}
