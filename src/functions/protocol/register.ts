/** Kinds of arrays whose libraries know nothing of this package. */
import { ArgumentError } from '../../errors.js';
import { checkOptions, valueText } from '../../volume/index.js';
import type { ArrayFunctionHandler } from './symbols.js';

/** A kind of array that was registered: it stands for the type of such arrays in `types`. */
export interface RegisteredType {
  /** Shown in messages. */
  readonly name: string;
  /** Tells such arrays. */
  readonly test: (value: object) => boolean;
  /** Computes for them. */
  readonly handle: ArrayFunctionHandler;
}

/** What `register` gives. */
export interface Registration extends RegisteredType {
  /** Ends it: such arrays are known no more. */
  unregister(): void;
}

const registered: RegisteredType[] = [];

/**
 * Lets the arrays of a library that knows nothing of this package take part in its functions.
 *
 * @param test tells such arrays; it is asked for each argument that has no method of its own, so let it be quick. What
 * was registered last is asked first.
 * @param handler as the method of an array that takes part by itself.
 * @param options `name`: shown in messages, e.g. '@tensorflow/tfjs tensor'.
 * @returns what stands for such arrays in `types`, and `unregister()`, which ends it.
 * @throws ArgumentError if test or handler is no function.
 * @example
 * const type = register((x) => x instanceof MyArray, (func, types, args) =>
 *   func.name === 'sum' ? args[0].total() : NOT_IMPLEMENTED, { name: 'MyArray' });
 */
export function register(
  test: (value: object) => boolean,
  handler: ArrayFunctionHandler,
  options: { readonly name?: string } = {},
): Registration {
  checkOptions('register', options, { name: 'value' });
  if (typeof test !== 'function' || typeof handler !== 'function') {
    throw new ArgumentError(
      `register: test ${valueText(test)} and handler ${valueText(handler)} must be functions: one that tells the arrays, ` +
        'and one that computes',
    );
  }
  const type: RegisteredType = { name: options.name ?? (handler.name || 'registered array'), test, handle: handler };
  registered.unshift(type);
  const unregister = (): void => {
    const at = registered.indexOf(type);
    if (at >= 0) registered.splice(at, 1);
  };
  return Object.assign(type, { unregister });
}

/** The registered kind of a value, if there is one. */
export function registeredType(value: object): RegisteredType | undefined {
  for (const type of registered) if (type.test(value)) return type;
  return undefined;
}
