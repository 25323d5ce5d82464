/**
 * What one Java home holds. The `release` file answers without starting Java (which costs 50-200 ms for each
 * installation looked at); only where it is missing or incomplete is `java` itself asked.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';

/** A Java installation that can be started in this process. */
export interface JavaHome {
  /** The library that holds the VM. */
  readonly libjvm: string;
  readonly javaHome: string;
  /** The feature release: 17, 21, 25. */
  readonly version: number;
  /** All of it, as Java says it: '17.0.15'. */
  readonly fullVersion: string;
  readonly vendor: string;
  /** The processor, in Node's words: 'x64', 'arm64'. */
  readonly arch: string;
}

/** Why a folder cannot serve; `message` completes the sentence "<folder> ...". */
export interface JavaHomeProblem {
  readonly kind: 'missing' | 'not java' | 'too old' | 'wrong architecture' | 'no libjvm';
  readonly message: string;
}

/** The oldest Java that this package runs on: its classes are compiled for it. */
export const OLDEST_JAVA = 17;

/** What a Java says about itself, from its `release` file or its own mouth; absent where neither told. */
interface JavaFacts {
  javaHome?: string;
  fullVersion?: string;
  vendor?: string;
  arch?: string;
}

const LIBJVM: Readonly<Record<string, string>> = {
  darwin: 'lib/server/libjvm.dylib',
  win32: 'bin/server/jvm.dll',
};

/** Where libjvm lies within a Java home of that platform. */
export function libjvmIn(javaHome: string, platform: string): string {
  return join(javaHome, LIBJVM[platform] ?? 'lib/server/libjvm.so');
}

/** The `java` command of a Java home of that platform. */
export function javaCommandIn(javaHome: string, platform: string): string {
  return join(javaHome, 'bin', platform === 'win32' ? 'java.exe' : 'java');
}

/**
 * Looks at one folder.
 * @param folder a Java home, or on macOS the bundle around it
 * @param libjvm the library, where the caller knows better than the usual layout
 */
export function inspectJavaHome(
  folder: string,
  platform: string,
  arch: string,
  libjvm?: string,
): JavaHome | JavaHomeProblem {
  if (!existsSync(folder)) return { kind: 'missing', message: 'does not exist' };
  const bundled = join(folder, 'Contents', 'Home');
  // Symbolic links are resolved so that one installation with several names counts once.
  const named = realpathSync(existsSync(bundled) ? bundled : folder);
  const facts = factsOf(named, platform);
  // A folder whose bin/java is a link or a script (/usr, Homebrew's prefix): that java knows its home.
  const javaHome = facts.javaHome ?? named;
  if (facts.fullVersion === undefined) {
    return { kind: 'not java', message: 'is no Java installation (no release file, and no bin/java that answers)' };
  }
  const version = featureRelease(facts.fullVersion);
  if (!(version >= OLDEST_JAVA)) {
    return { kind: 'too old', message: `is Java ${facts.fullVersion}; ${OLDEST_JAVA} or later is needed` };
  }
  if (facts.arch !== arch) {
    return {
      kind: 'wrong architecture',
      message: `is for ${facts.arch ?? 'an unknown processor'}; this Node is ${arch}`,
    };
  }
  const library = libjvm ?? libjvmIn(javaHome, platform);
  if (!existsSync(library))
    return { kind: 'no libjvm', message: `has no ${library}: it is incomplete, or a client VM` };
  const { fullVersion, vendor = 'unknown vendor' } = facts;
  return { libjvm: library, javaHome, version, fullVersion, vendor, arch };
}

/** Tells what the folder is not. */
export function isProblem(found: JavaHome | JavaHomeProblem): found is JavaHomeProblem {
  return 'kind' in found;
}

/** Java's number of the release: 8 for '1.8.0_392', 17 for '17.0.15', 25 for '25-ea'; NaN for what is no version. */
export function featureRelease(fullVersion: string): number {
  return Number.parseInt(fullVersion.replace(/^1\./, ''), 10);
}

/** The home of the Java that `command` starts, by asking it; for shims, which lie in no Java home. */
export function homeOfCommand(command: string): string | undefined {
  return askJava(command).javaHome;
}

function factsOf(javaHome: string, platform: string): JavaFacts {
  const release = join(javaHome, 'release');
  const read = existsSync(release) ? parseRelease(readFileSync(release, 'utf8')) : {};
  // jlink writes a release file with no OS_ARCH.
  if (read.fullVersion !== undefined && read.arch !== undefined) return read;
  const command = javaCommandIn(javaHome, platform);
  return existsSync(command) ? { ...askJava(command), ...read } : read;
}

/** Reads a `release` file: lines KEY="value". */
export function parseRelease(text: string): JavaFacts {
  const value = (key: string): string | undefined => new RegExp(`^${key}="?([^"\\r\\n]*)"?`, 'm').exec(text)?.[1];
  return factsFrom(value('JAVA_VERSION'), value('IMPLEMENTOR'), value('OS_ARCH'));
}

function askJava(command: string): JavaFacts {
  // The limit is for shims that ask a question or fetch a Java; -version makes an ordinary one end at once.
  const child = spawnSync(command, ['-XshowSettings:properties', '-version'], {
    encoding: 'utf8',
    timeout: 10_000,
    windowsHide: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (child.error !== undefined || child.status !== 0) return {};
  const text = `${child.stderr}\n${child.stdout}`;
  const value = (key: string): string | undefined => new RegExp(`^\\s*${key} = (.*?)\\s*$`, 'm').exec(text)?.[1];
  const home = value('java\\.home');
  const facts = factsFrom(value('java\\.version'), value('java\\.vendor'), value('os\\.arch'));
  return home === undefined ? facts : { ...facts, javaHome: home };
}

function factsFrom(fullVersion?: string, vendor?: string, arch?: string): JavaFacts {
  return {
    ...(fullVersion === undefined ? {} : { fullVersion }),
    ...(vendor === undefined ? {} : { vendor }),
    ...(arch === undefined ? {} : { arch: nodeArch(arch) }),
  };
}

/** Java has several names for one processor, depending on who built it; Node has one. */
function nodeArch(javaArch: string): string {
  const arch = javaArch.toLowerCase();
  if (['x86_64', 'amd64', 'x64'].includes(arch)) return 'x64';
  if (['aarch64', 'arm64'].includes(arch)) return 'arm64';
  if (['x86', 'i386', 'i486', 'i586', 'i686'].includes(arch)) return 'ia32';
  if (arch === 'ppc64le') return 'ppc64';
  if (arch === 'loongarch64') return 'loong64';
  return arch;
}
