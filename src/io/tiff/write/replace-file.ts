/** A file that appears whole or not at all. */
import { randomBytes } from 'node:crypto';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ArgumentError, isError } from '../../../errors.js';

/**
 * Lets `write` fill a new file beside `path`, which then takes that name, in place of what was there before. When
 * `write` fails, nothing is left and nothing is changed.
 * @throws ArgumentError when the file system refuses; what `write` throws.
 */
export async function replaceFile(path: string, write: (file: FileHandle) => Promise<void>): Promise<void> {
  // The leading dot: a folder of slices that is read meanwhile does not count it as one.
  const unique = `${process.pid}-${randomBytes(4).toString('hex')}`;
  const temporary = join(dirname(path), `.${basename(path)}.${unique}.part`);
  let file: FileHandle | undefined;
  try {
    file = await open(temporary, 'wx');
    await write(file);
    await file.close();
    file = undefined;
    await rename(temporary, path);
  } catch (error) {
    await file?.close().catch(() => undefined);
    await rm(temporary, { force: true }).catch(() => undefined);
    throw isFileSystemError(error) ? refused(path, error) : error;
  }
}

function isFileSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && !isError(error) && 'syscall' in error && 'code' in error;
}

function refused(path: string, error: NodeJS.ErrnoException): ArgumentError {
  return new ArgumentError(`${path}: cannot be written (${error.message})`, { cause: error });
}
