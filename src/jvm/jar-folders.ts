/** Folders that jars are taken from: this package's own, a Fiji installation, any folder of jars. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { ClassPathError } from '../errors.js';
import { type Jar, readJar } from './jar.js';
import { holds } from './jar-set.js';

/** The jars directly in `folder`, by name. @throws ClassPathError when one cannot be read */
export function jarsIn(folder: string): Jar[] {
  return jarFiles(folder).map(readJar);
}

function jarFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !entry.isDirectory() && entry.name.toLowerCase().endsWith('.jar'))
    .map((entry) => join(folder, entry.name))
    .sort();
}

/**
 * This package's own jars: our classes, imglib2 and ImageJ.
 * @throws ClassPathError that says how to build them, when one is missing
 */
export function ownJars(folder: string): Jar[] {
  const jars = existsSync(folder) ? jarsIn(folder) : [];
  const missing = [
    jars.some(({ artifactId }) => artifactId === 'imglib2-node') ? [] : ['imglib2-node.jar'],
    jars.some((jar) => holds(jar, 'imglib2')) ? [] : ['imglib2'],
    jars.some((jar) => holds(jar, 'ij')) ? [] : ['ij (ImageJ)'],
  ].flat();
  if (missing.length === 0) return jars;
  throw new ClassPathError(
    `the jars of this package are not built: ${folder} lacks ${missing.join(', ')}. Build them with \`npm run setup\` ` +
      'in the folder of imglib2-node (it needs a JDK and Maven)',
  );
}

/**
 * The jars in a folder the user named.
 * @param name how the user named it, for messages: 'option jars', 'IMGLIB2_NODE_JARS'
 * @throws ClassPathError when it is no folder, holds no jars, or one of them cannot be read
 */
export function namedJars(folder: string, name: string): Jar[] {
  checkFolder(folder, name);
  const jars = jarsIn(folder);
  if (jars.length > 0) return jars;
  const hint = existsSync(join(folder, 'jars')) ? '; it looks like a Fiji installation: name it with `fiji`' : '';
  throw new ClassPathError(`${name} is ${folder}, which holds no jars${hint}`);
}

/**
 * The jars of a Fiji installation: all of its `jars/`, since that is the set Fiji itself runs BigDataViewer with.
 * (What bigdataviewer-core needs could be followed through the poms in the jars, but not all jars carry one, and a
 * class missing at run time is worse than a jar that is never opened.) The `plugins/` are ImageJ's to load.
 * @param folder the installation, or its `jars/`
 * @throws ClassPathError when it is no folder, or no Fiji
 */
export function fijiJars(folder: string, name: string, platform: string, arch: string): Jar[] {
  checkFolder(folder, name);
  const root = basename(folder) === 'jars' ? dirname(folder) : folder;
  const jars = join(root, 'jars');
  if (!existsSync(jars) || jarFiles(jars).length === 0) {
    throw new ClassPathError(
      `${name} is ${folder}, which is no Fiji installation: it has no folder jars/ with jars. Name the folder that ` +
        'Fiji was unpacked to (Fiji.app), or give a plain folder of jars with `jars`',
    );
  }
  const below = readdirSync(jars, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const folders = below.map((entry) => entry.name).filter((sub) => isForPlatform(sub, platform, arch));
  return [jars, ...folders.sort().map((sub) => join(jars, sub))].flatMap(jarsIn);
}

/** Fiji keeps native libraries in jars/linux64, jars/macos-arm64, ...; other folders (bio-formats) are for all. */
function isForPlatform(folder: string, platform: string, arch: string): boolean {
  const match = /^(linux|mac|win)(.*)$/.exec(folder);
  if (match === null) return true;
  const [, system = '', rest = ''] = match;
  if (!platform.startsWith({ linux: 'linux', mac: 'darwin', win: 'win32' }[system] ?? '-')) return false;
  if (arch === 'arm64') return rest.includes('arm64');
  return !rest.includes('arm') && !rest.includes('32');
}

function checkFolder(folder: string, name: string): void {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return;
  const why = existsSync(folder) ? 'is a file' : 'does not exist';
  throw new ClassPathError(`${name} is ${folder}, which ${why}; it must be a folder`);
}
