/** The virtual machines that measure: which there are, and one run of one program in one of them. */
import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
/** A run takes seconds; one that hangs must not take the benchmark's time. */
const LIMIT_MS = 120_000;

/** A Java to measure on. */
export interface Jdk {
  readonly version: number;
  readonly home: string;
}

/** What one program took: nanoseconds an element, by `op` and then by kind of image. */
export type Times = ReadonlyMap<string, ReadonlyMap<string, number>>;

/** The first Java of each wanted version that the package's own survey finds. */
export async function findJdks(wanted: readonly number[]): Promise<Jdk[]> {
  // Not a part of the package's interface, so it is not imported by the package's name.
  const url = new URL('../../../../dist/jvm/locate.js', import.meta.url).href;
  const { surveyJava } = (await import(url)) as typeof import('../../dist/jvm/locate.js');
  const found = surveyJava().flatMap(({ found }) =>
    'version' in found ? [{ version: found.version, home: found.javaHome }] : [],
  );
  return wanted.flatMap((version) => found.find((jdk) => jdk.version === version) ?? []);
}

/**
 * Runs a program that uses these kinds of image, in a virtual machine of its own.
 * @throws Error with what the virtual machine printed, if it fails or takes too long
 */
export async function run(jdk: Jdk, dtype: string, kinds: readonly string[], seed: number): Promise<Times> {
  const jars = join(ROOT, 'dist', 'jars');
  const classPath = [
    join(ROOT, 'build', 'java-bench'),
    ...readdirSync(jars)
      .filter((name) => name.endsWith('.jar'))
      .map((name) => join(jars, name)),
  ];
  // The measuring program itself takes its memory from Unsafe, which newer Javas warn of.
  const newer = ['--enable-native-access=ALL-UNNAMED', '--sun-misc-unsafe-memory-access=allow'];
  const args = [
    ...(jdk.version >= 24 ? newer : []),
    // The compiler is waited for, so that a loaded machine doesn't leave loops uncompiled; and no threads that collect.
    ...['-Xbatch', '-XX:+UseSerialGC', '-Xmx512m', `-Dbench.dtype=${dtype}`],
    ...(kinds.includes('cells') ? ['-Dimglib2node.ownTypes=true'] : []),
    ...['-cp', classPath.join(delimiter), 'imglib2node.bench.Main', String(seed), ...kinds],
  ];
  const { stdout } = await promisify(execFile)(join(jdk.home, 'bin', 'java'), args, { timeout: LIMIT_MS });
  return parse(stdout);
}

function parse(text: string): Times {
  const times = new Map<string, Map<string, number>>();
  for (const line of text.split('\n')) {
    const [op, kind, nanos] = line.split('\t');
    if (op === undefined || kind === undefined || nanos === undefined) continue;
    if (!times.has(op)) times.set(op, new Map());
    times.get(op)?.set(kind, Number(nanos.replace(',', '.')));
  }
  return times;
}
