/** The files of the page, as set-up has built them. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { ViewerError } from '../../../errors.js';

/** A file as it is sent. */
export interface Asset {
  readonly type: string;
  readonly bytes: Buffer;
}

const TYPES: Readonly<Record<string, string>> = {
  'index.html': 'text/html; charset=utf-8',
  'main.css': 'text/css; charset=utf-8',
  'main.js': 'text/javascript; charset=utf-8',
  'chunk_worker.bundle.js': 'text/javascript; charset=utf-8',
  'async_computation.bundle.js': 'text/javascript; charset=utf-8',
};

/** From dist/viewers/browser/server as from src/viewers/browser/server. */
const FOLDER = fileURLToPath(new URL('../../../../dist/browser/', import.meta.url));

/** All files of the page, by name. @throws ViewerError if they were not built. */
export async function loadAssets(): Promise<ReadonlyMap<string, Asset>> {
  try {
    const entries = Object.entries(TYPES).map(
      async ([name, type]): Promise<[string, Asset]> => [name, { type, bytes: await readFile(`${FOLDER}${name}`) }],
    );
    return new Map(await Promise.all(entries));
  } catch (cause) {
    throw new ViewerError(
      `the page of the browser viewer is not in ${FOLDER}; run "npm run setup" in the package's folder`,
      { cause },
    );
  }
}
