import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../', import.meta.url));
const PIP = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-input', '-r'];

/** A Python of an environment with the pinned packages of a requirements file, made under .cache on first use. */
export type Python = { readonly python: string } | { readonly missing: string };

/**
 * The environment for `requirements` (a path from the package's root). `missing` says why there is none: no Python that
 * the packages run on. That they cannot be installed is an error where tests are required (CI), else a reason too.
 */
export async function pythonEnvironment(requirements: string): Promise<Python> {
  const version = await pythonVersion();
  if (version === undefined) return { missing: 'needs python3, version 3.11 or later, with venv' };
  const file = join(root, requirements);
  const folder = join(root, '.cache', 'python', keyOf(version, file));
  const python = join(folder, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  const stamp = join(folder, 'complete');
  if (existsSync(stamp)) return { python };
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(dirname(folder), { recursive: true });
  try {
    await run('python3', ['-m', 'venv', folder]);
    await run(python, [...PIP, file]);
  } catch (error) {
    if (process.env.CI !== undefined) throw error;
    return { missing: `the packages of ${requirements} cannot be installed (${(error as Error).message})` };
  }
  writeFileSync(stamp, '');
  return { python };
}

async function pythonVersion(): Promise<string | undefined> {
  const program = 'import sys, venv, ensurepip; print(sys.version); sys.exit(sys.version_info < (3, 11))';
  return run('python3', ['-c', program]).then(
    ({ stdout }) => stdout,
    () => undefined,
  );
}

/** Another Python or other pins: another environment. Files that it includes with -r count too. */
function keyOf(version: string, file: string): string {
  const hash = createHash('sha256').update(version);
  const add = (path: string): void => {
    const text = readFileSync(path, 'utf8');
    hash.update(text);
    for (const [, included] of text.matchAll(/^-r (.+)$/gm)) add(join(dirname(path), included as string));
  };
  add(file);
  return hash.digest('hex').slice(0, 16);
}

/** Runs a program of scripts/ in the environment; gives what it prints. */
export async function runPython(python: string, script: string, args: readonly string[]): Promise<string> {
  const { stdout } = await run(python, [join(root, script), ...args], { maxBuffer: 2 ** 26 });
  return stdout;
}
