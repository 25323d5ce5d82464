import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { which } from './which.mjs';

/** The oldest Java that the package's classes run on, and so the oldest JDK that may build them. */
export const OLDEST_JAVA = 17;
/** From here on foreign-memory access is final: a JDK this new also compiles the multi-release classes. */
export const FOREIGN_MEMORY_JAVA = 22;

const exe = process.platform === 'win32' ? '.exe' : '';

/**
 * All JDKs found, best first: JAVA_HOME, then what `java` and `javac` on the PATH lead to, then the usual folders, newest
 * first. A JDK has a compiler; a JRE is left out. Looks at files only (`java -version` costs 50 ms and more each).
 * @returns {{ home: string, version: number, include: string | undefined }[]}
 */
export function findJdks() {
  const seen = new Set();
  const look = (homes) => homes.map((home) => inspect(home, seen)).filter((jdk) => jdk !== undefined);
  const named = look([process.env.JAVA_HOME, homeOf(which('javac')), homeOf(which('java'))]);
  const usual = look(usualFolders()).sort((a, b) => b.version - a.version);
  return [...named, ...usual];
}

/** The JDK that runs Maven and compiles for Java 17: one of before foreign memory if there is, as its warnings are known. */
export function jdkForJava(jdks = findJdks()) {
  const fit = jdks.filter((jdk) => jdk.version >= OLDEST_JAVA);
  return fit.find((jdk) => jdk.version < FOREIGN_MEMORY_JAVA) ?? fit[0];
}

/** The JDK that compiles the multi-release classes; without one they are left out and older ways serve. */
export function jdkForForeignMemory(jdks = findJdks()) {
  return jdks.find((jdk) => jdk.version >= FOREIGN_MEMORY_JAVA);
}

/** The folder with jni.h of the first JDK that has it, or undefined. */
export function jniInclude(jdks = findJdks()) {
  return jdks.find((jdk) => jdk.include !== undefined)?.include;
}

function homeOf(program) {
  return program === undefined ? undefined : dirname(dirname(realpathSync(program)));
}

function inspect(home, seen) {
  if (!home || !existsSync(join(home, 'bin', `javac${exe}`))) return undefined;
  const real = realpathSync(home);
  if (seen.has(real)) return undefined;
  seen.add(real);
  const include = join(real, 'include');
  return { home: real, version: versionOf(real), include: existsSync(join(include, 'jni.h')) ? include : undefined };
}

/** The feature version (17, 25); 0 when it can't be told. */
function versionOf(home) {
  let text;
  try {
    text = /^JAVA_VERSION="(.*)"/m.exec(readFileSync(join(home, 'release'), 'utf8'))?.[1];
  } catch {
    // some distributions leave the file out; the compiler knows
  }
  text ??= spawnSync(join(home, 'bin', `javac${exe}`), ['-version'], { encoding: 'utf8' }).stdout?.split(' ')[1];
  const parts = (text ?? '').split(/[^0-9]/).map(Number);
  return (parts[0] === 1 ? parts[1] : parts[0]) || 0;
}

function usualFolders() {
  const home = homedir();
  const everywhere = [
    join(home, '.sdkman/candidates/java'),
    join(home, '.jdks'),
    join(home, '.local/share/mise/installs/java'),
  ];
  if (process.platform === 'darwin') {
    const bundles = [
      ...inside('/Library/Java/JavaVirtualMachines'),
      ...inside(join(home, 'Library/Java/JavaVirtualMachines')),
    ];
    const brewed = ['/opt/homebrew/opt', '/usr/local/opt'].flatMap(inside).filter((path) => /openjdk[^/]*$/.test(path));
    return [
      ...bundles.map((path) => join(path, 'Contents/Home')),
      ...brewed.map((path) => join(path, 'libexec/openjdk.jdk/Contents/Home')),
      ...everywhere.flatMap(inside),
    ];
  }
  if (process.platform === 'win32') {
    const programs = [
      process.env.ProgramFiles ?? 'C:\\Program Files',
      join(process.env.LOCALAPPDATA ?? home, 'Programs'),
    ];
    const vendors = ['Java', 'Eclipse Adoptium', 'Microsoft', 'Zulu', 'Amazon Corretto', 'BellSoft', 'OpenJDK'];
    const folders = programs.flatMap((program) => vendors.map((vendor) => join(program, vendor)));
    return [...folders, ...everywhere].flatMap(inside);
  }
  return ['/usr/lib/jvm', '/usr/java', '/opt/java', '/opt', ...everywhere].flatMap(inside);
}

function inside(folder) {
  try {
    return readdirSync(folder).map((name) => join(folder, name));
  } catch {
    return [];
  }
}
