/**
 * Finds the Java to start: an option, JAVA_HOME, `java` on the PATH, then the usual folders, newest first.
 *
 * What the user named must serve, or it is an error that names it: to start another Java than the one asked for
 * would be a silent surprise. What the search met on its own is skipped when it cannot serve.
 */
import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { JvmNotFoundError } from '../errors.js';
import { inspectJavaHome, isProblem, type JavaHome, type JavaHomeProblem, OLDEST_JAVA } from './java-home.js';
import {
  type JavaEnvironment,
  type JavaFolder,
  javaHomeOnPath,
  javaHomesIn,
  thisEnvironment,
  usualFolders,
} from './java-places.js';

/** Where to look. */
export interface LocateOptions {
  /** The file libjvm.so, libjvm.dylib or jvm.dll. */
  libjvm?: string | undefined;
  /** A Java home, or on macOS the bundle around it. */
  javaHome?: string | undefined;
}

/** The Java that was found, and what led to it: 'option javaHome', 'option libjvm', 'JAVA_HOME', 'PATH', or a folder. */
export interface JvmLocation extends JavaHome {
  readonly from: string;
}

/** One place that was looked at, with the Java there or why it cannot serve. */
export interface JavaCandidate {
  readonly from: string;
  readonly folder: string;
  readonly found: JavaHome | JavaHomeProblem;
}

interface Skipped {
  readonly from: string;
  readonly folder: string;
  readonly message: string;
}

/**
 * The Java to start.
 * @throws JvmNotFoundError when the one that was named is missing, older than 17, for another processor or without
 *   libjvm, or when none was named and the search met none that serves; it lists every place looked at.
 * @example
 * const { libjvm, version } = locateJvm();
 */
export function locateJvm(options: LocateOptions = {}, environment = thisEnvironment()): JvmLocation {
  const named = namedJava(options, environment);
  if (named !== undefined) {
    if (!isProblem(named.found)) return { ...named.found, from: named.from };
    const remedy = named.from.startsWith('option') ? 'Correct or leave out that option' : 'Correct or unset it';
    throw new JvmNotFoundError(
      `${named.from} is ${named.folder}, which ${named.found.message}. ${remedy}; ${howToGetJava(environment.platform)}.`,
    );
  }
  const skipped: Skipped[] = [];
  for (const { found, from, folder } of foundJava(environment)) {
    if (!isProblem(found)) return { ...found, from };
    skipped.push({ from, folder, message: found.message });
  }
  throw noneFound(skipped, environment);
}

/** Every Java of this machine, usable or not, in the order of preference; for reports. Never throws. */
export function surveyJava(options: LocateOptions = {}, environment = thisEnvironment()): JavaCandidate[] {
  const named = namedJava(options, environment);
  const seen = new Set<string>();
  return [...(named === undefined ? [] : [named]), ...foundJava(environment)].filter(({ found, folder }) => {
    const key = isProblem(found) ? folder : found.javaHome;
    return seen.has(key) ? false : seen.add(key);
  });
}

function namedJava({ libjvm, javaHome }: LocateOptions, environment: JavaEnvironment): JavaCandidate | undefined {
  const { env, platform, arch } = environment;
  if (libjvm) {
    const from = 'option libjvm';
    if (!existsSync(libjvm)) return { from, folder: libjvm, found: { kind: 'missing', message: 'does not exist' } };
    // Both lib/server/libjvm.so and bin/server/jvm.dll lie two folders below the home.
    const library = realpathSync(libjvm);
    const home = javaHome || dirname(dirname(dirname(library)));
    return { from, folder: libjvm, found: inspectJavaHome(home, platform, arch, library) };
  }
  const [from, folder] = javaHome ? ['option javaHome', javaHome] : ['JAVA_HOME', env.JAVA_HOME];
  return folder ? { from, folder, found: inspectJavaHome(folder, platform, arch) } : undefined;
}

function* foundJava(environment: JavaEnvironment): Generator<JavaCandidate> {
  const { platform, arch } = environment;
  const onPath = javaHomeOnPath(environment);
  if (onPath !== undefined) {
    const { command, home } = onPath;
    const silent: JavaHomeProblem = { kind: 'not java', message: 'does not say where its Java is' };
    const found = home === undefined ? silent : inspectJavaHome(home, platform, arch);
    yield { from: 'PATH', folder: home ?? command, found };
  }
  const candidates = usualFolders(environment).flatMap((place) =>
    javaHomesIn(place, platform).map(
      (folder): JavaCandidate => ({ from: place.folder, folder, found: inspectJavaHome(folder, platform, arch) }),
    ),
  );
  yield* candidates.sort((a, b) => compareFound(b.found, a.found));
}

/** Orders by version, what cannot serve lowest. */
function compareFound(a: JavaHome | JavaHomeProblem, b: JavaHome | JavaHomeProblem): number {
  if (isProblem(a) || isProblem(b)) return Number(isProblem(b)) - Number(isProblem(a));
  return a.fullVersion.localeCompare(b.fullVersion, 'en', { numeric: true });
}

function noneFound(skipped: Skipped[], environment: JavaEnvironment): JvmNotFoundError {
  const looked = ['JAVA_HOME: not set'];
  if (!skipped.some(({ from }) => from === 'PATH')) looked.push('PATH: no java');
  for (const { from, folder, message } of skipped) {
    looked.push(`${from === 'PATH' ? 'PATH: ' : ''}${folder} ${message}`);
  }
  const empty = usualFolders(environment).filter(({ folder }) => !skipped.some(({ from }) => from === folder));
  if (empty.length > 0) looked.push(`no Java in ${empty.map(placeName).join(', ')}`);
  const { platform, arch } = environment;
  return new JvmNotFoundError(
    `no Java ${OLDEST_JAVA} or later for ${platform} ${arch} was found. Looked at: ${looked.join('; ')}. ` +
      `To get one: ${howToGetJava(platform)}.`,
  );
}

function placeName({ folder, prefix }: JavaFolder): string {
  return prefix === undefined ? folder : join(folder, `${prefix}*`);
}

/** What to type to get a Java with windows (a "headless" package has none). */
export function howToGetJava(platform: string): string {
  const install: Record<string, string> = {
    darwin: '`brew install openjdk`',
    win32: '`winget install EclipseAdoptium.Temurin.21.JDK`',
  };
  const linux =
    '`sudo apt install openjdk-17-jdk` (Debian, Ubuntu) or `sudo dnf install java-21-openjdk-devel` (Fedora)';
  return `install a JDK ${OLDEST_JAVA} or later, e.g. ${install[platform] ?? linux}, or name one with JAVA_HOME`;
}
