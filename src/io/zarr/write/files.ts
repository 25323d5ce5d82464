/** Writing files. */
import { writeSync } from 'node:fs';
import { ArgumentError, isError } from '../../../errors.js';

/** Writes all of the bytes at the end of the file. */
export function writeAll(file: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done, bytes.length - done);
}

/** What the file system refuses names the file; other errors stay what they are. */
export function refusedBySystem(path: string, error: unknown): unknown {
  const system = error instanceof Error && !isError(error) && 'syscall' in error && 'code' in error;
  return system ? new ArgumentError(`${path}: cannot be written (${error.message})`, { cause: error }) : error;
}
