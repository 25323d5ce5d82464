/** What this machine has and lacks, as data: the command line's `doctor` prints it. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { core, jni } from '../native.js';
import {
  type ClassPathOptions,
  type ClassPathPlaces,
  knownToFail,
  localClassPath,
  thesePlaces,
  WAYS_TO_BIG_DATA_VIEWER,
} from './class-path.js';
import { displayProblem } from './display.js';
import { readJar } from './jar.js';
import { isProblem } from './java-home.js';
import { howToGetJava, type JvmLocation, locateJvm, surveyJava } from './locate.js';

/** One thing that was looked at. */
export interface Check {
  readonly name: string;
  readonly ok: boolean;
  /** Whether the package serves without it, with less. */
  readonly optional: boolean;
  /** What is there, in words; '' for nothing. */
  readonly found: string;
  /** What is not there, or wrong with what is; '' if ok. */
  readonly missing: string;
  /** What to do about it; '' if ok. */
  readonly remedy: string;
}

const OLDEST_NODE = [20, 17] as const;
const SETUP = 'run `npm run setup` in the folder of imglib2-node';

/**
 * Looks at Node, the native addons, Java, the jars and the display. Starts neither Java's VM nor a download, and
 * never throws: what cannot be looked at is a check that is not ok.
 */
export async function diagnoseJvm(options: ClassPathOptions = {}, places = thesePlaces()): Promise<Check[]> {
  const java = attempt(() => locateJvm(options, places));
  const found = java.value;
  return [
    checkNode(process.versions.node),
    checkAddon('native addon', core, SETUP),
    checkAddon('native addon for Java', jni, `${SETUP}, where a JDK is`),
    checkJava(options, places, java),
    checkLibjvm(found),
    ...checkJars(options, places),
    checkNewJavaClasses(places, found),
    checkWindows(found, places),
    await checkDisplay(places),
  ];
}

interface Attempt<T> {
  value?: T;
  message: string;
}

function attempt<T>(work: () => T): Attempt<T> {
  try {
    return { value: work(), message: '' };
  } catch (error) {
    // Of any kind: a doctor that falls over what it looks at helps nobody.
    return { message: error instanceof Error ? error.message : String(error) };
  }
}

function ok(name: string, found: string, optional = false): Check {
  return { name, ok: true, optional, found, missing: '', remedy: '' };
}

function bad(name: string, missing: string, remedy: string, { found = '', optional = false } = {}): Check {
  return { name, ok: false, optional, found, missing, remedy };
}

function checkNode(version: string): Check {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldest, oldestMinor] = OLDEST_NODE;
  if (major > oldest || (major === oldest && minor >= oldestMinor)) return ok('Node', version);
  const needed = `${version} is too old: ${OLDEST_NODE.join('.')} or later is needed`;
  return bad('Node', needed, 'install a newer Node', { found: version });
}

function checkAddon(name: string, load: () => unknown, remedy: string): Check {
  const { message } = attempt(load);
  return message === '' ? ok(name, 'loads') : bad(name, message, remedy);
}

function checkJava(options: ClassPathOptions, places: ClassPathPlaces, java: Attempt<JvmLocation>): Check {
  const all = surveyJava(options, places).map(({ folder, from, found }) => {
    const what = isProblem(found) ? found.message : `Java ${found.fullVersion} (${found.vendor})`;
    return `${folder}${from.startsWith('/') ? '' : ` from ${from}`}: ${what}`;
  });
  if (java.value === undefined) {
    return bad('Java', java.message, howToGetJava(places.platform), { found: all.join('; ') });
  }
  const { fullVersion, vendor, javaHome, from } = java.value;
  const others = all.filter((text) => !text.startsWith(javaHome));
  const rest = others.length > 0 ? `; also ${others.join('; ')}` : '';
  return ok('Java', `${fullVersion} (${vendor}) in ${javaHome}, by ${from}${rest}`);
}

function checkLibjvm(java: JvmLocation | undefined): Check {
  return java === undefined ? bad('libjvm', 'no Java to take it from', 'see Java') : ok('libjvm', java.libjvm);
}

function checkJars(options: ClassPathOptions, places: ClassPathPlaces): Check[] {
  const viewer = 'BigDataViewer';
  const own = attempt(() => readdirSync(join(places.dist, 'jars')).filter((name) => name.endsWith('.jar')));
  const local = attempt(() => localClassPath({ ...options, bigDataViewer: undefined }, places));
  if (local.value === undefined) {
    return [bad('jars', local.message, SETUP), bad(viewer, 'not looked for: see jars', 'see jars', { optional: true })];
  }
  const { bigDataViewer, source, tried, notes, classPath } = local.value;
  const jars = ok('jars', `${classPath.length} on the class path, of this package ${own.value?.join(', ')}`);
  const found = [source, ...notes].join('; ');
  if (bigDataViewer) return [jars, ok(viewer, found, true)];
  const failed = knownToFail(options, places);
  if (failed !== undefined) tried.push(failed);
  const remedy = `${WAYS_TO_BIG_DATA_VIEWER}; or \`imglib2-node jars --resolve\` to download it`;
  return [jars, bad(viewer, `not on this machine yet: ${tried.join('; ')}`, remedy, { optional: true })];
}

/** The jar has a second set of memory access classes where the build found a JDK that can compile them. */
function checkNewJavaClasses({ dist }: ClassPathPlaces, java: JvmLocation | undefined): Check {
  const name = 'classes for Java 22 and later';
  const file = join(dist, 'jars', 'imglib2-node.jar');
  const jar = attempt(() => readJar(file));
  if (jar.value === undefined) return bad(name, jar.message, SETUP, { optional: true });
  const has = [...jar.value.entries].some((entry) => /^META-INF\/versions\/22\/.*\.class$/.test(entry));
  if (has) return ok(name, `in ${file}`, true);
  const older = java !== undefined && java.version < 22 ? ` (the Java found is ${java.version} and needs none)` : '';
  return bad(
    name,
    `left out of ${file}, since the build found no JDK 22 or later${older}; the older memory access serves, with a warning on such a Java`,
    `install a JDK 22 or later, then ${SETUP}`,
    { optional: true },
  );
}

/** "Headless" packages of Java lack the libraries that open windows, whatever the display. */
function checkWindows(java: JvmLocation | undefined, { platform }: ClassPathPlaces): Check {
  const name = "Java's windows";
  if (java === undefined) return bad(name, 'no Java', 'see Java', { optional: true });
  const library = join(java.javaHome, 'lib', 'libawt_xawt.so');
  if (platform !== 'linux' || existsSync(library)) return ok(name, `in ${java.javaHome}`, true);
  return bad(name, `${library}: this Java is a headless one`, howToGetJava(platform), { optional: true });
}

async function checkDisplay(places: ClassPathPlaces): Promise<Check> {
  const problem = await displayProblem(places);
  if (problem === undefined) return ok('display', places.env.DISPLAY || 'the desktop', true);
  const remedy = 'log in to a desktop, use `ssh -X`, or start the program with `xvfb-run`; or use headless forms';
  return bad('display', problem, remedy, { optional: true });
}
