import { JvmStartError } from '../errors.js';
import { addonPath, jni } from '../native.js';
import { bridge, javaCall } from './bridge.js';
import { type ClassPath, type ClassPathOptions, localClassPath, resolveClassPath } from './class-path.js';
import { javaClass } from './classes.js';
import { type JvmLocation, locateJvm } from './locate.js';

/** How Java is found and started. The VM starts once a process: later calls must ask for nothing else. */
export interface JvmOptions extends ClassPathOptions {
  /** The folder of a JDK or JRE, 17 or later. Default: JAVA_HOME, else `java` on the PATH, else the usual folders. */
  javaHome?: string;
  /** The libjvm (libjvm.so, libjvm.dylib, jvm.dll) itself. */
  libjvm?: string;
  /** The most heap memory that Java takes, as `-Xmx` does: '512m', '4g'. Shared volumes are not in it. */
  heap?: string;
  /** Run without windows, also where there is a display. */
  headless?: boolean;
  /** Further options of the VM, such as `-XX:+UseSerialGC`. */
  args?: readonly string[];
}

/** The running VM. */
export interface Jvm {
  /** 17, 21, 25 ... */
  readonly javaVersion: number;
  readonly javaHome: string;
  /** Whether Java opens no windows: it was asked not to, or there is no display. */
  readonly headless: boolean;
  readonly classPath: readonly string[];
  readonly hasBigDataViewer: boolean;
  /** Where BigDataViewer's jars come from, or why there are none. */
  readonly why: string;
  /** How long the VM took to start. */
  readonly startMillis: number;
}

let running: { jvm: Jvm; location: JvmLocation; options: JvmOptions } | undefined;
let starting: Promise<Jvm> | undefined;

/**
 * Starts Java in this process, or gives the VM that runs. May download BigDataViewer's jars if
 * `bigDataViewer: true` asks for them and no folder of jars has them.
 *
 * @throws JvmNotFoundError without a usable Java; JvmStartError if the VM does not start, or runs with other options;
 * ClassPathError if jars are missing.
 * @example await startJvm({ heap: '4g', headless: true });
 */
export async function startJvm(options: JvmOptions = {}): Promise<Jvm> {
  if (starting !== undefined) await starting.catch(() => undefined);
  if (running !== undefined) return compatible(options);
  const location = locateJvm(options);
  starting = resolveClassPath(options).then((classPath) => running?.jvm ?? boot(location, classPath, options));
  try {
    return await starting;
  } finally {
    starting = undefined;
  }
}

/** As `startJvm`, at once, with the jars that are on this machine. */
export function startJvmSync(options: JvmOptions = {}): Jvm {
  if (running !== undefined) return compatible(options);
  return boot(locateJvm(options), localClassPath(options), options);
}

/** The VM if it runs; this never starts it. */
export function runningJvm(): Jvm | undefined {
  return running?.jvm;
}

function boot(location: JvmLocation, classPath: ClassPath, options: JvmOptions): Jvm {
  const began = performance.now();
  const separator = process.platform === 'win32' ? ';' : ':';
  const opts = [
    `-Djava.class.path=${classPath.classPath.join(separator)}`,
    // Without it Java takes over SIGINT, and JavaScript's handlers from before the start are lost.
    '-Xrs',
    ...(location.version >= 22 ? ['--enable-native-access=ALL-UNNAMED'] : []),
    ...(options.heap === undefined ? [] : [`-Xmx${options.heap}`]),
    ...(options.headless === true ? ['-Djava.awt.headless=true'] : []),
    ...(options.args ?? []),
  ];
  launch(location, opts);
  javaCall(() => javaClass('NativeLibrary').loadSync(addonPath('jni')));
  jni();
  const startMillis = performance.now() - began;
  const jvm: Jvm = Object.freeze({
    javaVersion: location.version,
    javaHome: location.javaHome,
    headless: javaCall(() => javaClass('GraphicsEnvironment').isHeadlessSync() as boolean),
    classPath: classPath.classPath,
    hasBigDataViewer: classPath.bigDataViewer,
    why: classPath.source,
    startMillis,
  });
  running = { jvm, location, options };
  return jvm;
}

function launch(location: JvmLocation, opts: string[]): void {
  let fresh: boolean;
  try {
    fresh = bridge.ensureJvm({ libPath: location.libjvm, opts });
  } catch (cause) {
    const text = cause instanceof Error ? cause.message.split('\n')[0] : String(cause);
    throw new JvmStartError(
      `Java ${location.version} in ${location.javaHome} did not start: ${text}; check the options ` +
        `(${opts.slice(1).join(' ')}) and JAVA_TOOL_OPTIONS`,
      { cause },
    );
  }
  if (!fresh) {
    throw new JvmStartError(
      'a JVM was started in this process by other code, without the class path of imglib2-node; ' +
        'call startJvm() before anything else uses java-bridge',
    );
  }
}

/** The running VM, if it serves what is asked. */
function compatible(wanted: JvmOptions): Jvm {
  const { jvm, location, options } = running as NonNullable<typeof running>;
  const differences: string[] = [];
  if (wanted.javaHome !== undefined || wanted.libjvm !== undefined) {
    const asked = locateJvm(wanted);
    if (asked.libjvm !== location.libjvm) differences.push(`Java of ${location.javaHome}, not ${asked.javaHome}`);
  }
  if (wanted.heap !== undefined && wanted.heap !== options.heap) {
    differences.push(`heap ${options.heap ?? 'by default'}, not ${wanted.heap}`);
  }
  if (wanted.headless === true && !jvm.headless) differences.push('windows, not headless');
  if (wanted.headless === false && jvm.headless) differences.push('no display or headless, not with windows');
  for (const key of ['jars', 'fiji'] as const) {
    if (wanted[key] !== undefined && wanted[key] !== options[key]) {
      differences.push(`${key} ${options[key] ?? 'by default'}, not ${wanted[key]}`);
    }
  }
  const missing = (wanted.args ?? []).filter((arg) => !(options.args ?? []).includes(arg));
  if (missing.length > 0) differences.push(`without ${missing.join(' ')}`);
  if (wanted.bigDataViewer === true && !jvm.hasBigDataViewer) differences.push(`without BigDataViewer (${jvm.why})`);
  if (differences.length === 0) return jvm;
  throw new JvmStartError(
    `the JVM of this process runs already, ${differences.join('; ')}. It starts once a process: call startJvm() with ` +
      'the options that you need before anything else uses Java',
  );
}
