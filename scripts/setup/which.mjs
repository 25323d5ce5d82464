import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';

const windows = process.platform === 'win32';

/** The first of `names` that is an executable file on the PATH (or an absolute path to one), else undefined. */
export function which(...names) {
  for (const name of names) {
    if (!name) continue;
    const found = isAbsolute(name) ? executable(name) : search(name);
    if (found) return found;
  }
  return undefined;
}

function search(name) {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const found = folder && executable(join(folder, name));
    if (found) return found;
  }
  return undefined;
}

function executable(path) {
  for (const suffix of windows ? ['', '.exe', '.cmd', '.bat'] : ['']) {
    try {
      accessSync(path + suffix, constants.X_OK);
      if (statSync(path + suffix).isFile()) return path + suffix;
    } catch {
      // not there, or not ours to run: look on
    }
  }
  return undefined;
}
