/** Zstandard through node:zlib, which has it from Node 22.15 on. */
import * as zlib from 'node:zlib';
import { CodecError } from './codec-error.js';

type Decompress = (
  input: Uint8Array,
  options: zlib.ZlibOptions,
  callback: (error: Error | null, decoded: Uint8Array) => void,
) => void;

// The types are those of Node 20, which lacks it.
const zstdDecompress = (zlib as unknown as { zstdDecompress?: Decompress }).zstdDecompress;

/** Why Zstandard cannot be decoded here, or undefined. */
export function zstdMissing(): string | undefined {
  if (zstdDecompress !== undefined) return undefined;
  return `needs Node 22.15 or later, and this is Node ${process.versions.node}`;
}

/** Decodes the Zstandard frame `input` into `output`, which it must fill exactly. */
export function unzstd(input: Uint8Array, output: Uint8Array): Promise<void> {
  const options = { chunkSize: Math.max(64, output.length + 1), maxOutputLength: output.length + 1 };
  return new Promise((resolve, reject) => {
    zstdDecompress?.(input, options, (error, decoded) => {
      if (error) return reject(new CodecError(`corrupt zstd data (${error.message})`, 0, { cause: error }));
      if (decoded.length !== output.length) {
        return reject(new CodecError(`zstd data gives ${decoded.length} bytes, not ${output.length}`));
      }
      output.set(decoded);
      resolve();
    });
  });
}
