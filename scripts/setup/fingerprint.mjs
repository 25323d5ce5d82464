import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { at, root } from './paths.mjs';

/** All files below `folder` (relative to the root), sorted, as paths relative to the root; none if it isn't there. */
export function filesUnder(folder, wanted = () => true) {
  const found = [];
  const walk = (directory) => {
    for (const entry of readdirSync(directory, { withFileTypes: true })) {
      const path = join(directory, entry.name);
      if (entry.isDirectory()) walk(path);
      else if (wanted(path)) found.push(relative(root, path).replaceAll('\\', '/'));
    }
  };
  try {
    walk(at(folder));
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
  return found.sort();
}

/** A hash of the names and contents of `files` and of `facts`: contents, because a fresh clone or checkout changes times. */
export function fingerprint(files, ...facts) {
  const hash = createHash('sha256');
  for (const file of files) {
    hash.update(`${file}\0`);
    hash.update(readFileSync(at(file)));
  }
  hash.update(JSON.stringify(facts));
  return hash.digest('hex');
}

let lockedPackages;

/** The version of an npm package that package-lock.json names; '' in an installed package, which has no lock file. */
export function lockedVersion(name) {
  lockedPackages ??= readLock();
  return lockedPackages[`node_modules/${name}`]?.version ?? '';
}

function readLock() {
  try {
    return JSON.parse(readFileSync(at('package-lock.json'), 'utf8')).packages;
  } catch (error) {
    if (error.code === 'ENOENT') return {};
    throw error;
  }
}
