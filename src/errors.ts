/**
 * The errors this package throws. Each has a `name` that programs can branch on, a message that names the input,
 * what is wrong and what to do, and where another error lies behind it, that error as `cause`.
 */

/** The names of all errors of this package. */
export type ErrorName =
  | 'ArgumentError'
  | 'DTypeError'
  | 'ReleasedError'
  | 'DetachedError'
  | 'ReadOnlyError'
  | 'SharingError'
  | 'MemoryLimitError'
  | 'NativeError'
  | 'JvmNotFoundError'
  | 'JvmStartError'
  | 'JavaError'
  | 'ClassPathError'
  | 'DisplayError'
  | 'ViewerError'
  | 'FormatError'
  | 'UnsupportedFormatError'
  | 'ComputeError'
  | 'StoreError';

/** The base of every error of this package: `error instanceof ImgLib2NodeError`, then look at `error.name`. */
export class ImgLib2NodeError extends Error {
  override readonly name!: ErrorName;
}

/** An argument is wrong: the message names the function, the argument, its value and what is accepted. */
export class ArgumentError extends ImgLib2NodeError {
  override readonly name = 'ArgumentError';
}

/** An element type that is unknown, or that this operation does not take; the message lists those it takes. */
export class DTypeError extends ImgLib2NodeError {
  override readonly name = 'DTypeError';
}

/** A volume, handle or viewer was used after its `close()`. */
export class ReleasedError extends ImgLib2NodeError {
  override readonly name = 'ReleasedError';
}

/** The ArrayBuffer below a volume was transferred, or its WebAssembly memory grew; Java still sees the old memory. */
export class DetachedError extends ImgLib2NodeError {
  override readonly name = 'DetachedError';
}

/** A write to a read-only volume. */
export class ReadOnlyError extends ImgLib2NodeError {
  override readonly name = 'ReadOnlyError';
}

/** Memory that cannot be shared with no copy (a resizable buffer, a Java heap image, a runtime that refuses it). */
export class SharingError extends ImgLib2NodeError {
  override readonly name = 'SharingError';
}

/** Memory could not be had: the message says for what, and where it is known of how many bytes. */
export class MemoryLimitError extends ImgLib2NodeError {
  override readonly name = 'MemoryLimitError';
}

/** The native addon is missing or was built for another Node; the message says how to build it. */
export class NativeError extends ImgLib2NodeError {
  override readonly name = 'NativeError';
}

/** No usable Java was found (none, too old, or for another processor). */
export class JvmNotFoundError extends ImgLib2NodeError {
  override readonly name = 'JvmNotFoundError';
}

/** The JVM could not be started, or runs already with other options. */
export class JvmStartError extends ImgLib2NodeError {
  override readonly name = 'JvmStartError';
}

/** A Java exception; `javaClass` is its class, `javaFrames` its stack, causes follow as `cause`. */
export class JavaError extends ImgLib2NodeError {
  override readonly name = 'JavaError';
  constructor(
    message: string,
    readonly javaClass: string,
    readonly javaFrames: readonly string[] = [],
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** What Java threw, as the native layers give it; `message` is empty or null where Java has none. */
export interface JavaThrowable {
  readonly javaClass: string;
  readonly message: string | null;
  readonly javaFrames: readonly string[];
}

/** One JavaError for an exception and all its causes: `chain` has the exception first. @internal */
export function javaErrorOf(chain: readonly JavaThrowable[]): JavaError {
  let error: JavaError | undefined;
  for (const { javaClass, message, javaFrames } of [...chain].reverse()) {
    const options = error === undefined ? undefined : { cause: error };
    error = new JavaError(message ? `${javaClass}: ${message}` : javaClass, javaClass, javaFrames, options);
  }
  return error ?? new JavaError('Java failed and does not say why', 'java.lang.Throwable');
}

/** Jars are missing; the message says what was tried and how to get them. */
export class ClassPathError extends ImgLib2NodeError {
  override readonly name = 'ClassPathError';
  /**
   * Set where nothing is wrong but BigDataViewer is simply not to be had: why, in a few words. Another viewer will do
   * then; it will not where a folder that was named is wrong.
   */
  readonly lacking: string | undefined;
  constructor(message: string, options?: ErrorOptions & { readonly lacking?: string }) {
    super(message, options);
    this.lacking = options?.lacking;
  }
}

/** A window was asked for where there is no display. */
export class DisplayError extends ImgLib2NodeError {
  override readonly name = 'DisplayError';
}

/** A viewer cannot be had, or cannot do what was asked. */
export class ViewerError extends ImgLib2NodeError {
  override readonly name = 'ViewerError';
}

/** A file is corrupt or truncated; the message names file and offset. */
export class FormatError extends ImgLib2NodeError {
  override readonly name = 'FormatError';
}

/** A file is sound but uses a feature this package does not read; the message names file and feature. */
export class UnsupportedFormatError extends ImgLib2NodeError {
  override readonly name = 'UnsupportedFormatError';
}

/** A chunk of a lazy volume could not be computed; the message names it and its file, the failure is the `cause`. */
export class ComputeError extends ImgLib2NodeError {
  override readonly name = 'ComputeError';
}

/** A file or server did not give or take bytes; the message names the path or URL and the reason. */
export class StoreError extends ImgLib2NodeError {
  override readonly name = 'StoreError';
}

/** How JavaScript and Node say that there is no memory for an array. */
const LACKING = /allocation failed|invalid (typed )?array( buffer)? length/i;
const LACKING_CODES: readonly unknown[] = ['Z_MEM_ERROR', 'ERR_MEMORY_ALLOCATION_FAILED'];

/**
 * `error` as a MemoryLimitError that names `what`, if it is one by which JavaScript or Node says that it lacks memory;
 * else as it is. @internal
 */
export function asMemoryLimit(what: string, error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const lacking = error instanceof RangeError && LACKING.test(error.message);
  if (!lacking && !LACKING_CODES.includes((error as { code?: unknown }).code)) return error;
  return new MemoryLimitError(
    `${what}: could not allocate memory (${error.message}); close volumes that are no longer used, or ask for less`,
    { cause: error },
  );
}

/**
 * What `make` gives, such as a typed array. @throws MemoryLimitError, which names `what`, where JavaScript lacks the memory.
 * @internal
 */
export function allocated<T>(what: string, make: () => T): T {
  try {
    return make();
  } catch (error) {
    throw asMemoryLimit(what, error);
  }
}

/**
 * Tells whether `error` is an error of this package, and of that name if one is given. It works across copies of
 * the package and worker threads, where `instanceof` does not.
 *
 * @example
 * try { volume.data; } catch (error) { if (isError(error, 'ReleasedError')) reopen(); else throw error; }
 */
export function isError(error: unknown, name?: ErrorName): error is ImgLib2NodeError {
  if (!(error instanceof Error)) return false;
  return name === undefined ? NAMES.has(error.name) : error.name === name;
}

const NAMES: ReadonlySet<string> = new Set<ErrorName>([
  'ArgumentError',
  'DTypeError',
  'ReleasedError',
  'DetachedError',
  'ReadOnlyError',
  'SharingError',
  'MemoryLimitError',
  'NativeError',
  'JvmNotFoundError',
  'JvmStartError',
  'JavaError',
  'ClassPathError',
  'DisplayError',
  'ViewerError',
  'FormatError',
  'UnsupportedFormatError',
  'ComputeError',
  'StoreError',
]);
