import { existsSync, lstatSync, readFileSync } from 'node:fs';
import { execute, npmCommand, SetupError } from './execute.mjs';
import { fingerprint } from './fingerprint.mjs';
import { at } from './paths.mjs';

/** The npm packages that package-lock.json names, without their install scripts: none of them needs one. */
export const npm = {
  name: 'npm',
  title: 'npm packages',
  tools: [],
  outputs: ['node_modules/.package-lock.json'],
  fingerprint: () => fingerprint(['package.json', 'package-lock.json'], process.platform, process.arch),
  async run() {
    if (installedMatchesLock()) return;
    refuseLink();
    const { command, prefix, shell } = npmCommand();
    const args = [...prefix, 'ci', '--ignore-scripts', '--include=dev', '--no-audit', '--no-fund'];
    await execute('npm', command, args, { shell });
  },
};

/** `npm ci` empties node_modules first, and with it the folder of another checkout that a link leads to. */
function refuseLink() {
  if (!lstatSync(at('node_modules'), { throwIfNoEntry: false })?.isSymbolicLink()) return;
  throw new SetupError(
    'node_modules is a link, and what it leads to does not match package-lock.json. ' +
      'Remove the link to get packages of its own here, or bring the folder that it leads to up to date.',
  );
}

/** Whether node_modules holds what the lock file names, so that an `npm install` by hand is not thrown away. */
function installedMatchesLock() {
  if (!existsSync(at('node_modules/.package-lock.json'))) return false;
  const locked = packagesIn('package-lock.json');
  const installed = packagesIn('node_modules/.package-lock.json');
  return Object.entries(locked).every(([path, wanted]) => {
    if (path === '' || isForAnotherMachine(wanted)) return true;
    const there = installed[path];
    return (
      there?.version === wanted.version && there.integrity === wanted.integrity && existsSync(at(path, 'package.json'))
    );
  });
}

function packagesIn(file) {
  return JSON.parse(readFileSync(at(file), 'utf8')).packages;
}

/** npm leaves out an optional package that is for another system, processor or C library. */
function isForAnotherMachine({ optional, os, cpu, libc }) {
  if (!optional) return false;
  const fits = (list, value) => list === undefined || list.includes(value);
  return !fits(os, process.platform) || !fits(cpu, process.arch) || (libc !== undefined && !libc.includes(cLibrary()));
}

function cLibrary() {
  return process.report.getReport().header.glibcVersionRuntime ? 'glibc' : 'musl';
}
