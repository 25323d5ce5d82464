/**
 * Maven coordinates -> files, by Coursier in a short `java` of its own (imglib2node.classpath.ResolveMain, whose
 * lines on standard output are read here), and the list of files kept, so that later runs start no such process.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { ClassPathError } from '../errors.js';

/** What to resolve, from where. */
export interface MavenRequest {
  /** Coordinates `group:artifact:version`. */
  readonly dependencies: readonly string[];
  /** Coordinates of poms whose dependencyManagement sets the versions of what comes in through `dependencies`. */
  readonly boms: readonly string[];
  /** Base URLs in the order they are asked; 'central' is Maven Central (or the mirror in Coursier's configuration). */
  readonly repositories: readonly string[];
}

/** How far a download is. */
export interface DownloadProgress {
  /** The file the news is about. */
  readonly file: string;
  /** Bytes so far, of all files. */
  readonly done: number;
  /** Bytes of all files whose length is known yet; it grows as more are asked for. */
  readonly total: number;
}

/** How to run the resolver. */
export interface ResolverOptions {
  /** The `java` command. */
  readonly java: string;
  /** The resolver's jars: Coursier's, and ours. */
  readonly classPath: readonly string[];
  /** Where lists of files are kept. */
  readonly cache: string;
  /** Where Coursier keeps files; its own place (COURSIER_CACHE, or the platform's cache folder) if undefined. */
  readonly artifacts?: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly onProgress?: ((progress: DownloadProgress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  /** The longest silence, in ms. Coursier itself gives up on a silent server after 60 s. */
  readonly silenceMs?: number;
  /** The longest time in all, in ms. */
  readonly limitMs?: number;
}

/**
 * The files of `request`, downloaded where they are not there yet, each verified against its published checksum.
 * @throws ClassPathError with Coursier's words when an artifact is missing, a checksum is wrong or missing, the time
 *   is up, or `signal` aborts
 */
export async function resolveMaven(request: MavenRequest, options: ResolverOptions): Promise<string[]> {
  const files = await runResolver(request, options);
  keepList(request, options.cache, files);
  return files;
}

interface KeptList {
  files: { path: string; size: number }[];
}

/** The files that an earlier `resolveMaven` of the same request found, if all are still there, as long as then. */
export function resolvedBefore(request: MavenRequest, cache: string): string[] | undefined {
  try {
    const { files } = JSON.parse(readFileSync(listFile(request, cache), 'utf8')) as KeptList;
    const same = files.every(({ path, size }) => statSync(path).size === size);
    return same ? files.map(({ path }) => path) : undefined;
  } catch {
    // No list, a list half written by a crash, or a file that was cleaned away: resolve again.
    return undefined;
  }
}

function keepList(request: MavenRequest, cache: string, paths: string[]): void {
  const list: KeptList = { files: paths.map((path) => ({ path, size: statSync(path).size })) };
  const file = listFile(request, cache);
  try {
    mkdirSync(dirname(file), { recursive: true });
    const temporary = `${file}.${process.pid}`;
    writeFileSync(temporary, JSON.stringify({ ...request, ...list }, undefined, 1));
    // Renamed, so that another process reads all of it or none.
    renameSync(temporary, file);
  } catch {
    // A cache folder that cannot be written costs the next run a second; the files are there.
  }
}

function listFile({ dependencies, boms, repositories }: MavenRequest, cache: string): string {
  const key = createHash('sha256')
    .update(JSON.stringify([dependencies, boms, repositories]))
    .digest('hex');
  return join(cache, 'class-paths', `${key.slice(0, 32)}.json`);
}

function resolverArguments({ dependencies, boms, repositories }: MavenRequest, options: ResolverOptions): string[] {
  const each = (name: string, values: readonly string[]): string[] => values.flatMap((value) => [name, value]);
  return [
    // A run of a second or two: no time for the optimising compiler, no need for a parallel collector.
    ...['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-Xmx512m', '-Djava.awt.headless=true'],
    ...proxyArguments(options.env),
    ...['-cp', options.classPath.join(delimiter), 'imglib2node.classpath.ResolveMain'],
    ...(options.artifacts === undefined ? [] : ['--cache', options.artifacts]),
    ...each('--repository', repositories),
    ...each('--bom', boms),
    ...dependencies,
  ];
}

/** Java does not know the variables that tell npm, curl and git of a proxy. */
export function proxyArguments(env: ResolverOptions['env']): string[] {
  return ['http', 'https'].flatMap((scheme) => {
    const value = env[`${scheme}_proxy`] || env[`${scheme.toUpperCase()}_PROXY`];
    if (!value || !URL.canParse(value)) return [];
    const { hostname, port, protocol } = new URL(value);
    return [`-D${scheme}.proxyHost=${hostname}`, `-D${scheme}.proxyPort=${port || (protocol === 'https:' ? 443 : 80)}`];
  });
}

async function runResolver(request: MavenRequest, options: ResolverOptions): Promise<string[]> {
  const { java, env, signal, silenceMs = 120_000, limitMs = 20 * 60_000 } = options;
  const child = spawn(java, resolverArguments(request, options), {
    env: { ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
  });
  let stopped: string | undefined;
  const stop = (why: string): void => {
    stopped ??= why;
    child.kill();
  };
  const silence = setTimeout(() => stop(`nothing happened for ${silenceMs / 1000} s`), silenceMs);
  const limit = setTimeout(() => stop(`it took longer than ${limitMs / 1000} s`), limitMs);
  const onAbort = (): void => stop('it was aborted');
  const onExit = (): void => void child.kill();
  process.once('exit', onExit);
  signal?.addEventListener('abort', onAbort, { once: true });
  if (signal?.aborted) onAbort();
  try {
    const events = new ResolverEvents(options.onProgress);
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-2000);
    });
    createInterface({ input: child.stdout }).on('line', (line) => {
      silence.refresh();
      events.take(line);
    });
    const status = await ended(child);
    if (stopped !== undefined) throw new ClassPathError(`${stopped}`, { cause: signal?.reason });
    if (status === 0) return events.files;
    throw new ClassPathError(events.error ?? `the resolver ended with ${status}: ${said.trim()}`);
  } finally {
    clearTimeout(silence);
    clearTimeout(limit);
    process.off('exit', onExit);
    signal?.removeEventListener('abort', onAbort);
  }
}

function ended(child: ReturnType<typeof spawn>): Promise<number | string> {
  return new Promise((resolve, reject) => {
    child.once('error', (cause) => reject(new ClassPathError(`java cannot be started: ${cause.message}`, { cause })));
    // 'close', not 'exit': the last lines are read by then.
    child.once('close', (status, signal) => resolve(status ?? signal ?? 'unknown'));
  });
}

/** Reads the resolver's lines: tab-separated fields, escaped as imglib2node.classpath.Events says. */
class ResolverEvents {
  readonly files: string[] = [];
  error: string | undefined;
  readonly #onProgress: ((progress: DownloadProgress) => void) | undefined;
  readonly #downloads = new Map<string, { done: number; total: number }>();

  constructor(onProgress: ((progress: DownloadProgress) => void) | undefined) {
    this.#onProgress = onProgress;
  }

  take(line: string): void {
    const [kind, first = '', second = ''] = line.split('\t').map(unescapeField);
    if (kind === 'file') this.files.push(second);
    // Coursier puts each repository's answer on a line of its own; our messages are one line.
    else if (kind === 'error') this.error = first.replace(/\s*\n\s*/g, '; ');
    else if (kind === 'length') this.#report(first, 0, Number(second));
    else if (kind === 'progress') this.#report(first, Number(second));
    else if (kind === 'end' && second === 'ok') this.#report(first, this.#downloads.get(first)?.total ?? 0);
  }

  #report(url: string, done: number, total = this.#downloads.get(url)?.total ?? 0): void {
    this.#downloads.set(url, { done, total });
    const all = [...this.#downloads.values()];
    this.#onProgress?.({
      file: url.slice(url.lastIndexOf('/') + 1),
      done: all.reduce((sum, download) => sum + download.done, 0),
      total: all.reduce((sum, download) => sum + download.total, 0),
    });
  }
}

const ESCAPES: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r' };

function unescapeField(field: string): string {
  return field.replace(/\\(.)/g, (_, letter: string) => ESCAPES[letter] ?? letter);
}
