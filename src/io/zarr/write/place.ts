/**
 * Where a Zarr array or group is written: a folder beside the path that was asked for, `PATH.part`, which takes that name
 * when everything in it is whole. Until then a marker in it says what is being written, so that the same write can go on
 * where another one ended.
 */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { ArgumentError } from '../../../errors.js';
import { refusedBySystem } from './files.js';

const MARKER = '.imglib2-node-unfinished.json';
const TEMPORARY = '.imglib2-node-temporary';
const METADATA = ['zarr.json', '.zgroup', '.zarray'];

/** A write under way. */
export interface Place {
  /** The folder that is filled. */
  readonly folder: string;
  /** Where files lie until they are whole. */
  readonly temporary: string;
  /** Writes a file of the folder, whole or not at all. */
  write(path: string, bytes: Uint8Array): Promise<void>;
  /** Everything is there: the folder takes its name. */
  finish(): Promise<void>;
  /** Removes what was written, unless it is to be gone on with. */
  abandon(): Promise<void>;
}

/** What decides between what is there and what is to be. */
export interface PlaceOptions {
  readonly overwrite?: boolean | undefined;
  readonly resume?: boolean | undefined;
}

/**
 * Begins a write, or goes on with one of the same plan.
 * @param plan anything that JSON can say: what makes two writes the same.
 * @throws ArgumentError where something is there that was not to be replaced.
 */
export async function beginPlace(
  caller: string,
  path: string,
  plan: unknown,
  { overwrite = false, resume = false }: PlaceOptions,
): Promise<Place> {
  const target = resolve(path);
  const folder = `${target}.part`;
  const marker = `${JSON.stringify({ unfinished: true, plan }, bigints)}\n`;
  try {
    await checkTarget(caller, path, target, overwrite);
    if (existsSync(folder)) await checkPart(caller, path, folder, marker, overwrite, resume);
    await mkdir(folder, { recursive: false }).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
    const place = placeAt(target, folder, resume);
    await rm(place.temporary, { recursive: true, force: true });
    await mkdir(place.temporary);
    if (!existsSync(join(folder, MARKER))) await place.write(MARKER, Buffer.from(marker));
    return place;
  } catch (error) {
    throw refusedBySystem(path, error);
  }
}

function placeAt(target: string, folder: string, resume: boolean): Place {
  const temporary = join(folder, TEMPORARY);
  return {
    folder,
    temporary,
    write: async (path, bytes) => {
      const part = join(temporary, randomBytes(6).toString('hex'));
      await writeFile(part, bytes, { flag: 'wx' });
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await rename(part, join(folder, path));
    },
    finish: () => takeName(target, folder, temporary),
    abandon: async () => {
      if (!resume) await rm(folder, { recursive: true, force: true });
    },
  };
}

/** What was there goes away only when the new one has its name. */
async function takeName(target: string, folder: string, temporary: string): Promise<void> {
  const old = `${target}.old-${randomBytes(4).toString('hex')}`;
  try {
    await rm(temporary, { recursive: true, force: true });
    const replaces = existsSync(target);
    if (replaces) await rename(target, old);
    try {
      await rename(folder, target);
    } catch (error) {
      if (replaces) await rename(old, target);
      throw error;
    }
    await rm(join(target, MARKER), { force: true });
    if (replaces) await rm(old, { recursive: true, force: true });
  } catch (error) {
    throw refusedBySystem(target, error);
  }
}

async function checkTarget(caller: string, path: string, target: string, overwrite: boolean): Promise<void> {
  const found = await stat(target).catch(() => undefined);
  if (found === undefined) return;
  if (!overwrite) {
    throw new ArgumentError(`${caller}: ${path} is there already; 'overwrite' replaces it, or give another path`);
  }
  const entries = found.isDirectory() ? await readdir(target) : undefined;
  const isZarr = entries?.length === 0 || entries?.some((entry) => METADATA.includes(entry)) === true;
  // What is removed must be what it was taken for.
  if (!isZarr) throw new ArgumentError(`${caller}: ${path} is no Zarr array or group, so it is not overwritten`);
}

async function checkPart(
  caller: string,
  path: string,
  folder: string,
  marker: string,
  overwrite: boolean,
  resume: boolean,
): Promise<void> {
  const found = await readFile(join(folder, MARKER), 'utf8').catch(() => undefined);
  if (resume && found === marker) return;
  if (resume && found !== undefined) {
    throw new ArgumentError(
      `${caller}: ${path}.part is an unfinished write of another volume or with other options; give the same ones, or ` +
        "'overwrite' without 'resume' to begin anew",
    );
  }
  const entries = await readdir(folder).catch(() => []);
  const ours = found !== undefined || entries.every((entry) => entry === TEMPORARY);
  if (ours && (overwrite || resume)) {
    await rm(folder, { recursive: true, force: true });
    return;
  }
  const remedy = ours ? "'resume' goes on with it, 'overwrite' begins anew" : 'remove it, or give another path';
  throw new ArgumentError(`${caller}: ${path}.part is there, ${ours ? 'an unfinished write' : 'not ours'}; ${remedy}`);
}

function bigints(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}
