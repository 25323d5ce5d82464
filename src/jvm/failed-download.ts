/** A note of a download that failed, so that the next programs need not wait for it to fail again. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the note says. */
export interface FailedDownload {
  /** For who finds the file. */
  readonly note: string;
  /** The repositories that were asked. */
  readonly repositories: readonly string[];
  /** When, in ms since 1970. */
  readonly at: number;
  readonly message: string;
}

/** After this it is tried anew: by then the network may be another one. */
const KEPT_MS = 4 * 60 * 60 * 1000;

/** Notes that these repositories could not bring BigDataViewer. */
export function noteFailedDownload(cache: string, repositories: readonly string[], message: string): void {
  const note =
    'A download of BigDataViewer failed. So that view() does not wait for that again at each start, it takes ImageJ for ' +
    'the next 4 hours. Delete this file, or run `imglib2-node jars --resolve`, to have it tried again.';
  const failed: FailedDownload = { note, repositories, at: Date.now(), message };
  try {
    mkdirSync(cache, { recursive: true });
    writeFileSync(failedDownloadFile(cache), `${JSON.stringify(failed, undefined, 1)}\n`);
  } catch {
    // A cache folder that cannot be written costs the next start some seconds.
  }
}

/** The note, if it is of these repositories, and not too old. */
export function failedDownload(cache: string, repositories: readonly string[]): FailedDownload | undefined {
  try {
    const failed = JSON.parse(readFileSync(failedDownloadFile(cache), 'utf8')) as FailedDownload;
    const age = Date.now() - failed.at;
    const same = JSON.stringify(failed.repositories) === JSON.stringify(repositories);
    return same && age >= 0 && age < KEPT_MS ? failed : undefined;
  } catch {
    // None, or one half written by a crash.
    return undefined;
  }
}

/** Takes the note away: a download went well. */
export function forgetFailedDownload(cache: string): void {
  try {
    rmSync(failedDownloadFile(cache), { force: true });
  } catch {
    // It is of no use any more: the list of files is found first.
  }
}

/** Where the note is. */
export function failedDownloadFile(cache: string): string {
  return join(cache, 'big-data-viewer-download-failed.json');
}
