/**
 * The class path of the JVM. It must be whole when the VM starts: jars added later land in class loaders of their
 * own, which cannot see each other's packages.
 *
 * Our own jars are in this package. BigDataViewer is not on Maven Central, so it comes from where the user has it (a
 * Fiji installation, a folder of jars), or from SciJava's public Maven repository.
 */
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ClassPathError } from '../errors.js';
import { formatBytes, progressBar } from '../progress.js';
import {
  type FailedDownload,
  failedDownload,
  failedDownloadFile,
  forgetFailedDownload,
  noteFailedDownload,
} from './failed-download.js';
import type { Jar } from './jar.js';
import { readJar } from './jar.js';
import { fijiJars, jarsIn, namedJars, ownJars } from './jar-folders.js';
import { hasBigDataViewer, oneOfEach } from './jar-set.js';
import { javaCommandIn } from './java-home.js';
import { type JavaEnvironment, thisEnvironment } from './java-places.js';
import { type LocateOptions, locateJvm } from './locate.js';
import { type DownloadProgress, type MavenRequest, resolvedBefore, resolveMaven } from './maven.js';

/** What the class path is to hold, and where BigDataViewer may come from. */
export interface ClassPathOptions extends LocateOptions {
  /** A Fiji installation; default: the environment variable IMGLIB2_NODE_FIJI. */
  fiji?: string | undefined;
  /** A folder of jars; default: IMGLIB2_NODE_JARS. */
  jars?: string | undefined;
  /** true: fail when BigDataViewer can't be had. Otherwise it is there if its jars are on this machine already. */
  bigDataViewer?: boolean | undefined;
  /**
   * Base URLs (`file:` too) or folders of Maven repositories to ask before the public ones; default:
   * IMGLIB2_NODE_REPOSITORIES, separated by commas or spaces.
   */
  repositories?: readonly string[] | undefined;
  /** Download nothing. */
  offline?: boolean | undefined;
  /** false: do not try again a download that failed in the last hours. Default true. */
  retry?: boolean | undefined;
  /** Told of downloads; default: a progress bar if standard error is a terminal. */
  onProgress?: ((progress: DownloadProgress) => void) | undefined;
  /** Stops a download. */
  signal?: AbortSignal | undefined;
}

/** The class path, and how it came about. */
export interface ClassPath {
  readonly classPath: string[];
  /** Whether BigDataViewer is on it. */
  readonly bigDataViewer: boolean;
  /** Where BigDataViewer comes from, or why it is missing. */
  readonly source: string;
  /** Each source that was looked at, with what came of it. */
  readonly tried: string[];
  /** What was left out of the class path, and for what. */
  readonly notes: string[];
}

/** What this module sees of the machine and of this package; tests give their own. */
export interface ClassPathPlaces extends JavaEnvironment {
  /** The folder with `jars/` and `resolver/`. */
  readonly dist: string;
  /** The repositories that are asked after the user's. */
  readonly repositories: readonly string[];
}

/** BigDataViewer, and the pom that sets the versions of what it needs. */
export const BIG_DATA_VIEWER: Omit<MavenRequest, 'repositories'> = {
  dependencies: ['sc.fiji:bigdataviewer-core:10.6.7'],
  boms: ['org.scijava:pom-scijava:44.0.0'],
};

const PUBLIC_REPOSITORIES = ['central', 'https://maven.scijava.org/content/groups/public'];

/** The places of this process. */
export function thesePlaces(): ClassPathPlaces {
  const dist = fileURLToPath(new URL('../../dist/', import.meta.url));
  return { ...thisEnvironment(), dist, repositories: PUBLIC_REPOSITORIES };
}

/**
 * The class path to start a JVM with: one jar of each artifact. Downloads BigDataViewer if it is asked for
 * (`bigDataViewer: true`), is nowhere on this machine and `offline` is not set; a later run finds it in the cache
 * (Coursier's, or below IMGLIB2_NODE_CACHE) and starts no resolver.
 * @throws ClassPathError when this package's jars are not built, a folder that was named is wrong, or BigDataViewer
 *   is asked for and can't be had: then it says what was tried and the ways to get it
 * @throws JvmNotFoundError when the download needs a Java and there is none
 * @example
 * const { classPath, source } = await resolveClassPath({ bigDataViewer: true });
 */
export async function resolveClassPath(options: ClassPathOptions = {}, places = thesePlaces()): Promise<ClassPath> {
  const search = searchLocally(options, places);
  if (search.found || options.bigDataViewer !== true) return assemble(search);
  if (options.offline) throw missing(search, 'not downloaded, since `offline` is set');
  const cache = cacheFolder(places);
  const { repositories } = bigDataViewerRequest(options, places);
  const failed = options.retry === false ? failedDownload(cache, repositories) : undefined;
  if (failed !== undefined) throw missing(search, notTriedAgain(cache, failed));
  try {
    const files = await download(options, places);
    addMaven(search, files, 'downloaded');
    forgetFailedDownload(cache);
  } catch (cause) {
    if (!(cause instanceof ClassPathError)) throw cause;
    if (!options.signal?.aborted) noteFailedDownload(cache, repositories, cause.message);
    throw missing(search, cause.message, cause);
  }
  return assemble(search);
}

/** Why no download was tried, for messages and the doctor. */
function notTriedAgain(cache: string, { at, message }: FailedDownload): string {
  const when = new Date(at).toISOString().slice(0, 16);
  return `not tried again, since it failed at ${when} UTC (${message}); that is noted in ${failedDownloadFile(cache)}`;
}

/** What is noted of a download that failed in the last hours; undefined if nothing is. */
export function knownToFail(options: ClassPathOptions, places: ClassPathPlaces): string | undefined {
  const cache = cacheFolder(places);
  const failed = failedDownload(cache, bigDataViewerRequest(options, places).repositories);
  return failed && `the download is ${notTriedAgain(cache, failed)}`;
}

/**
 * The same with what is on this machine already: it downloads nothing, and asks no network.
 * @throws ClassPathError as `resolveClassPath`
 */
export function localClassPath(options: ClassPathOptions = {}, places = thesePlaces()): ClassPath {
  const search = searchLocally(options, places);
  if (!search.found && options.bigDataViewer === true) {
    throw missing(search, 'not downloaded before (a blocking call downloads nothing)');
  }
  return assemble(search);
}

/** The folder for what can be made again: IMGLIB2_NODE_CACHE, else the platform's place for caches. */
export function cacheFolder({ env, platform, home }: JavaEnvironment): string {
  if (env.IMGLIB2_NODE_CACHE) return resolve(env.IMGLIB2_NODE_CACHE);
  if (platform === 'darwin') return join(home, 'Library', 'Caches', 'imglib2-node');
  if (platform === 'win32') return join(env.LOCALAPPDATA ?? join(home, 'AppData', 'Local'), 'imglib2-node', 'Cache');
  return join(env.XDG_CACHE_HOME || join(home, '.cache'), 'imglib2-node');
}

interface Search {
  jars: Jar[];
  found: boolean;
  source: string;
  readonly tried: string[];
}

function searchLocally(options: ClassPathOptions, places: ClassPathPlaces): Search {
  const search: Search = { jars: ownJars(join(places.dist, 'jars')), found: false, source: '', tried: [] };
  const { env, platform, arch } = places;
  const fiji = namedFolder('fiji', options.fiji, 'IMGLIB2_NODE_FIJI', env);
  if (fiji === undefined) search.tried.push('Fiji: none named (option fiji, IMGLIB2_NODE_FIJI)');
  else add(search, fijiJars(fiji.folder, fiji.name, platform, arch), `Fiji in ${fiji.folder} (${fiji.name})`);
  const jars = namedFolder('jars', options.jars, 'IMGLIB2_NODE_JARS', env);
  if (jars === undefined) search.tried.push('a folder of jars: none named (option jars, IMGLIB2_NODE_JARS)');
  else add(search, namedJars(jars.folder, jars.name), `the jars in ${jars.folder} (${jars.name})`);
  if (!search.found) {
    const files = resolvedBefore(bigDataViewerRequest(options, places), cacheFolder(places));
    if (files !== undefined) addMaven(search, files, 'from the cache');
  }
  return search;
}

function namedFolder(
  option: string,
  value: string | undefined,
  variable: string,
  env: ClassPathPlaces['env'],
): { folder: string; name: string } | undefined {
  if (value) return { folder: resolve(value), name: `option ${option}` };
  const set = env[variable];
  return set ? { folder: resolve(set), name: variable } : undefined;
}

function add(search: Search, jars: Jar[], source: string): void {
  // Judged by what the choice leaves: a jar that is left out for its copy of imglib2 brings no BigDataViewer.
  const { jars: chosen, notes } = oneOfEach([...search.jars, ...jars]);
  const holdsIt = hasBigDataViewer(chosen);
  const why = hasBigDataViewer(jars) ? ` (${notes.join('; ')})` : '';
  const outcome = holdsIt ? 'has BigDataViewer' : `${jars.length} jars, no usable BigDataViewer${why}`;
  search.tried.push(`${source}: ${outcome}`);
  if (holdsIt && !search.found) search.source = source;
  search.found = holdsIt;
  search.jars.push(...jars);
}

function addMaven(search: Search, files: string[], how: string): void {
  add(search, files.map(readJar), `Maven, ${BIG_DATA_VIEWER.dependencies.join(', ')} (${how})`);
}

function assemble(search: Search): ClassPath {
  const { jars, notes } = oneOfEach(search.jars);
  const source = search.found ? search.source : `no BigDataViewer: ${search.tried.join('; ')}`;
  return { classPath: jars.map(({ file }) => file), bigDataViewer: search.found, source, tried: search.tried, notes };
}

function bigDataViewerRequest(options: ClassPathOptions, places: ClassPathPlaces): MavenRequest {
  const named = options.repositories ?? (places.env.IMGLIB2_NODE_REPOSITORIES ?? '').split(/[\s,]+/);
  const extra = named.filter((repository) => repository !== '').map(repositoryUrl);
  return { ...BIG_DATA_VIEWER, repositories: [...extra, ...places.repositories] };
}

/** A URL as it is; a folder as its `file:` URL. (A drive letter is no scheme.) */
function repositoryUrl(repository: string): string {
  if (/^[a-z][a-z0-9+.-]+:/i.test(repository)) return repository;
  return repository === 'central' ? repository : pathToFileURL(resolve(repository)).href;
}

async function download(options: ClassPathOptions, places: ClassPathPlaces): Promise<string[]> {
  const { javaHome } = locateJvm(options, places);
  const cache = cacheFolder(places);
  const bar = progressBar('downloading BigDataViewer', formatBytes);
  try {
    return await resolveMaven(bigDataViewerRequest(options, places), {
      java: javaCommandIn(javaHome, places.platform),
      classPath: resolverJars(places.dist),
      cache,
      artifacts: places.env.IMGLIB2_NODE_CACHE ? join(cache, 'artifacts') : undefined,
      env: places.env,
      onProgress: options.onProgress ?? (({ done, total }) => bar(done, total)),
      signal: options.signal,
    });
  } finally {
    bar.end();
  }
}

function resolverJars(dist: string): string[] {
  const resolver = join(dist, 'resolver');
  let jars: string[] = [];
  try {
    jars = jarsIn(resolver).map(({ file }) => file);
  } catch (cause) {
    throw new ClassPathError(`the resolver is not built: ${resolver} is missing; \`npm run setup\` builds it`, {
      cause,
    });
  }
  return [...jars, join(dist, 'jars', 'imglib2-node.jar')];
}

/** How to get BigDataViewer, in words. */
export const WAYS_TO_BIG_DATA_VIEWER =
  '(1) a Fiji installation: --fiji DIR, option `fiji` or IMGLIB2_NODE_FIJI; ' +
  '(2) a folder with bigdataviewer-core and the jars it needs: --jars DIR, option `jars` or IMGLIB2_NODE_JARS; ' +
  '(3) a Maven repository that this network reaches: --repository URL, option `repositories` or IMGLIB2_NODE_REPOSITORIES';

/** Without what is in brackets. */
function shortly(why: string): string {
  return why.startsWith('not tried again') ? 'could not bring it some time ago' : 'not downloaded';
}

function missing(search: Search, maven: string, cause?: ClassPathError): ClassPathError {
  const tried = [...search.tried, `Maven, ${BIG_DATA_VIEWER.dependencies.join(', ')}: ${maven}`];
  return new ClassPathError(
    `BigDataViewer is not to be had. Tried: ${tried.join('; ')}. Ways to get it: ${WAYS_TO_BIG_DATA_VIEWER}.`,
    { cause, lacking: [...search.tried, `Maven: ${cause ? 'could not bring it' : shortly(maven)}`].join('; ') },
  );
}
