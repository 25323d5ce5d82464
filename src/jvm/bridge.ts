/**
 * The only user of java-bridge. It is loaded at first use, so that what needs no Java works where it does not load;
 * what Java throws becomes a JavaError here.
 */
import { createRequire } from 'node:module';
import type { JVMOptions } from 'java-bridge';
import { JavaError, type JavaThrowable, JvmStartError, javaErrorOf, NativeError } from '../errors.js';

/** A Java object or class as java-bridge gives it: methods by name, with the suffix Sync for the blocking form. */

export type JavaObject = any;
/** A Java class: static methods by name, and `new`. */

export type JavaClass = any;

type JavaBridge = typeof import('java-bridge');

let loaded: JavaBridge | undefined;
let launched = false;

/** Causes may go round in a circle. */
const MOST_CAUSES = 20;

function library(): JavaBridge {
  if (loaded === undefined) {
    try {
      loaded = withThrowables(createRequire(import.meta.url)('java-bridge') as JavaBridge);
    } catch (cause) {
      const here = `${process.platform} ${process.arch}`;
      throw new NativeError(`java-bridge, which runs Java in this process, does not load on ${here}`, { cause });
    }
  }
  return loaded;
}

// Else an exception of an asynchronous call would come as text, and of its causes the last one alone.
function withThrowables(library: JavaBridge): JavaBridge {
  library.config.asyncJavaExceptionObjects ??= true;
  return library;
}

/** java-bridge's functions, with Java exceptions as JavaError. */
export const bridge = {
  /** Starts the VM. False if one runs already. */
  ensureJvm(options: JVMOptions): boolean {
    const fresh = library().ensureJvm(options);
    launched = true;
    return fresh;
  },
  /** @throws JvmStartError if no VM runs: java-bridge would start one of its own, without our class path, for good. */
  importClass(name: string): JavaClass {
    if (!launched) {
      throw new JvmStartError(`${name}: no Java runs in this process yet; call startJvm() before you use Java classes`);
    }
    return javaCall(() => library().importClass(name));
  },
  newProxy: (type: string, methods: Record<string, (...args: JavaObject[]) => unknown>) =>
    library().newProxy(type, methods, { keepAsDaemon: false }),
  /** Frees a Java object now; else it stays in Java's memory until JavaScript's garbage collector comes by. */
  deleteObject: (object: JavaObject): void => library().deleteObject(object),
  isInstanceOf: (object: JavaObject, type: string): boolean => library().isInstanceOf(object, type),
};

/**
 * Runs calls of java-bridge and turns what Java throws into JavaError.
 * @example const size = javaCall(() => list.sizeSync());
 */
export function javaCall<T>(call: () => T): T {
  try {
    return call();
  } catch (error) {
    throw toJavaError(error);
  }
}

/** As `javaCall`, for one call of an asynchronous form of Java's methods. */
export async function javaCallAsync<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await withoutStackTraces(call);
  } catch (error) {
    throw toJavaError(error);
  }
}

// The bridge makes an Error at each asynchronous call and never lets go of it. With a stack trace it would keep all
// that the calling functions see, a volume and its memory for one.
function withoutStackTraces<T>(call: () => T): T {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return call();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

// The bridge's message is Java's own, then one line a frame, with frames of its Rust code at the end.
function toJavaError(error: unknown): unknown {
  const thrown = error as { message?: string; cause?: JavaObject };
  if (!(error instanceof Error)) return error;
  if (typeof thrown.cause?.getStackTraceSync === 'function') return describeThrowable(thrown.cause, error.message);
  return fromStackTrace(error) ?? error;
}

// The bridge's asynchronous calls give no throwable, only its printed form.
function fromStackTrace(error: Error): JavaError | undefined {
  const [first = '', ...rest] = error.message.split('\n');
  const name = /^[\w$]+(?:\.[\w$]+)+(?=:|$)/.exec(first)?.[0];
  const frames = rest.filter((line) => /^\s+at /.test(line)).map((line) => line.trim().slice('at '.length));
  if (name === undefined || frames.length === 0) return undefined;
  return new JavaError(
    first,
    name,
    frames.filter((frame) => !frame.startsWith('crates/')),
  );
}

function describeThrowable(throwable: JavaObject, text: string): JavaError {
  try {
    const chain: JavaThrowable[] = [];
    for (let each = throwable; each && chain.length < MOST_CAUSES; each = each.getCauseSync() as JavaObject | null) {
      chain.push({
        javaClass: String(each.getClassSync().getNameSync()),
        message: each.getMessageSync() as string | null,
        javaFrames: (each.getStackTraceSync() as JavaObject[]).map((frame) => String(frame.toStringSync())),
      });
    }
    return javaErrorOf(chain);
  } catch (cause) {
    // Java may be out of memory: then the bridge's own words are all there is.
    return new JavaError(text.split('\n')[0] ?? 'Java failed', 'java.lang.Throwable', [], { cause });
  }
}
