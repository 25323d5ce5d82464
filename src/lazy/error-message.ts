/** Errors between threads, with their names, causes and stacks. */
import * as errors from '../errors.js';
import type { ErrorMessage } from './messages.js';

/** How deep causes are followed. */
const DEEPEST = 8;

/** An error as plain data. */
export function encodeError(error: unknown, depth = 0): ErrorMessage {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error) };
  const { name, message, stack, cause } = error;
  const { code } = error as { code?: unknown };
  return {
    name,
    message,
    ...(stack === undefined ? {} : { stack }),
    ...(typeof code === 'string' ? { code } : {}),
    ...(cause === undefined || depth >= DEEPEST ? {} : { cause: encodeError(cause, depth + 1) }),
  };
}

/** The error again: of this package's class of that name, of JavaScript's, or an Error with the name. */
export function decodeError(message: ErrorMessage): Error {
  const { name, stack, code, cause } = message;
  const options = cause === undefined ? undefined : { cause: decodeError(cause) };
  const error = make(name, message.message, options);
  if (error.name !== name) error.name = name;
  if (stack !== undefined) error.stack = stack;
  return code === undefined ? error : Object.assign(error, { code });
}

type SimpleError = new (message: string, options?: ErrorOptions) => Error;

function make(name: string, message: string, options: ErrorOptions | undefined): Error {
  if (name === 'JavaError') return new errors.JavaError(message, '', [], options);
  const own = (errors as unknown as Record<string, SimpleError | undefined>)[name];
  const found = /^[A-Z]\w*Error$/.test(name) ? (own ?? STANDARD[name]) : undefined;
  return new (found ?? Error)(message, options);
}

const STANDARD: Readonly<Record<string, SimpleError>> = { TypeError, RangeError, SyntaxError, ReferenceError };
