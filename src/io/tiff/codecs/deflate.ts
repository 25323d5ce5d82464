/** Deflate: by the kernel of that name where the thread may be held up, large segments elsewhere on zlib's threads. */
import { inflate as inflateCallback } from 'node:zlib';
import { asMemoryLimit, isError } from '../../../errors.js';
import { zlibDecode } from '../../../kernels/index.js';
import { CodecError, checkDecoded } from './codec-error.js';

/** Below this the way to another thread and back costs more than it saves. */
const ASYNC_BYTES = 128 * 1024;

/**
 * Decodes the zlib stream `input` into `output`, which it must fill exactly; the stream's checksum is verified.
 * @param blocking in this thread, whatever the size
 */
export function inflate(input: Uint8Array, output: Uint8Array, blocking = false): void | Promise<void> {
  if (blocking || output.length < ASYNC_BYTES) return checkDecoded(zlibDecode(input, output));
  // One byte more than needed: zlib then ends in one step, and a stream that gives too much is seen.
  const options = { chunkSize: output.length + 1, maxOutputLength: output.length + 1 };
  return new Promise((resolve, reject) => {
    inflateCallback(input, options, (error, decoded) => {
      try {
        if (error) throw error;
        resolve(take(decoded, output));
      } catch (problem) {
        reject(corrupt(problem, output));
      }
    });
  });
}

function take(decoded: Uint8Array, output: Uint8Array): void {
  if (decoded.length !== output.length) {
    const more = decoded.length > output.length ? 'more than ' : '';
    throw new CodecError(
      `deflate data gives ${more}${Math.min(decoded.length, output.length)} bytes, not ${output.length}`,
    );
  }
  output.set(decoded);
}

function corrupt(error: unknown, output: Uint8Array): Error {
  if (error instanceof CodecError) return error;
  const known = asMemoryLimit('deflate', error);
  if (isError(known, 'MemoryLimitError')) return known;
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ERR_BUFFER_TOO_LARGE') {
    return new CodecError(`deflate data gives more than the ${output.length} bytes declared`);
  }
  return new CodecError(`corrupt deflate data (${message})`, 0, { cause: error });
}
