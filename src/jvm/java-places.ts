/** Where Java installations usually lie, per platform. */
import { existsSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { homeOfCommand, javaCommandIn } from './java-home.js';

/** What the search sees of the machine; tests give their own. */
export interface JavaEnvironment {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: string;
  /** The processor, in Node's words. */
  readonly arch: string;
  /** The user's home folder. */
  readonly home: string;
  /** Put before the absolute folders of `usualFolders`: a test's temporary folder, else ''. */
  readonly root: string;
}

/** A folder that holds Java homes: each of its folders that begins with `prefix`, and in it `inside`. */
export interface JavaFolder {
  readonly folder: string;
  readonly prefix?: string;
  readonly inside?: string;
}

/** The environment of this process. */
export function thisEnvironment(): JavaEnvironment {
  return { env: process.env, platform: process.platform, arch: process.arch, home: homedir(), root: '' };
}

/** The folders that the platform's installers and version managers use. */
export function usualFolders({ env, platform, home, root }: JavaEnvironment): JavaFolder[] {
  const managers = ['.sdkman/candidates/java', '.jdks', '.asdf/installs/java', '.local/share/mise/installs/java'];
  const own: JavaFolder[] = managers.map((name) => ({ folder: join(home, name) }));
  if (env.CONDA_PREFIX) own.push({ folder: join(env.CONDA_PREFIX, 'lib'), prefix: 'jvm' });
  if (platform === 'win32') return [...windowsFolders(env, root), ...own];
  if (platform === 'darwin') return [...macFolders(home, root), ...own];
  const linux: JavaFolder[] = ['/usr/lib/jvm', '/usr/lib64/jvm', '/usr/java', '/opt', '/opt/java'].map((folder) => ({
    folder: `${root}${folder}`,
  }));
  // The container images of OpenJDK lie beside everything else that is in /usr/local.
  linux.push({ folder: `${root}/usr/local`, prefix: 'openjdk' });
  return [...linux, ...own];
}

function macFolders(home: string, root: string): JavaFolder[] {
  const inside = 'Contents/Home';
  const brew = { prefix: 'openjdk', inside: `libexec/openjdk.jdk/${inside}` };
  return [
    { folder: `${root}/Library/Java/JavaVirtualMachines`, inside },
    { folder: join(home, 'Library/Java/JavaVirtualMachines'), inside },
    { folder: `${root}/opt/homebrew/opt`, ...brew },
    { folder: `${root}/usr/local/opt`, ...brew },
  ];
}

function windowsFolders(env: JavaEnvironment['env'], root: string): JavaFolder[] {
  const programs = env.ProgramFiles ?? join(root, 'C:\\Program Files');
  return [
    { folder: join(programs, 'Java') },
    { folder: join(programs, 'Eclipse Adoptium') },
    { folder: join(programs, 'Microsoft'), prefix: 'jdk' },
    { folder: join(programs, 'Zulu') },
    { folder: join(programs, 'Amazon Corretto') },
  ];
}

/** The folders in `place` that look like Java homes; none where it does not exist or may not be read. */
export function javaHomesIn({ folder, prefix = '', inside = '' }: JavaFolder, platform: string): string[] {
  let names: string[];
  try {
    names = readdirSync(folder).sort();
  } catch {
    return [];
  }
  const homes = names.filter((name) => name.startsWith(prefix)).map((name) => join(folder, name, inside));
  // /opt holds anything, and Debian leaves folders of sources behind: a home has a java or a release file.
  return homes.filter((home) => existsSync(javaCommandIn(home, platform)) || existsSync(join(home, 'release')));
}

/**
 * The home of the first `java` on the PATH, or undefined.
 * Symbolic links are followed (Debian's alternatives); a shim of a version manager is asked where its Java is.
 */
export function javaHomeOnPath({
  env,
  platform,
}: JavaEnvironment): { command: string; home: string | undefined } | undefined {
  const path = env.PATH ?? env.Path ?? '';
  const names = platform === 'win32' ? ['java.exe', 'java.cmd', 'java.bat'] : ['java'];
  for (const folder of path.split(platform === 'win32' ? ';' : ':')) {
    for (const name of folder === '' ? [] : names) {
      const command = join(folder, name);
      if (!statSync(command, { throwIfNoEntry: false })?.isFile()) continue;
      // macOS ships a stand-in that asks the user to install Java when there is none; the folders it would choose
      // from are searched anyway.
      if (platform === 'darwin' && command === '/usr/bin/java') continue;
      return { command, home: homeAround(command) };
    }
  }
  return undefined;
}

function homeAround(command: string): string | undefined {
  const real = realpathSync(command);
  const home = dirname(dirname(real));
  const isHome = basename(dirname(real)) === 'bin' && existsSync(join(home, 'release'));
  return isHome ? home : homeOfCommand(command);
}
