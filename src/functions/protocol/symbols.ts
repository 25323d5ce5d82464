/** The names under which arrays of different libraries find one another; see docs/array-protocol.md. */

/**
 * The method by which an array takes part in the functions of this package, as NumPy's `__array_function__` (NEP 18):
 * `array[ARRAY_FUNCTION](func, types, args)` gives the result, or `NOT_IMPLEMENTED`.
 */
export const ARRAY_FUNCTION: unique symbol = Symbol.for('imglib2-node.arrayFunction') as never;

/** What an array's method gives for a function, or for types of arrays, that it knows nothing of. */
export const NOT_IMPLEMENTED: unique symbol = Symbol.for('imglib2-node.notImplemented') as never;

/** A function of this package, as handlers see it: known by what it is, or by its name (`func.name === 'sum'`). */
export type ArrayFunction = (...args: any[]) => unknown;

/** What stands for the kind of an array: its class, or what `register` gave for its library. */
export type ArrayType = unknown;

/**
 * Computes `func(...args)` for arrays of these types, each once, or gives `NOT_IMPLEMENTED`. `args` are the arguments of
 * the call as they were given, options last; arrays may be nested in lists there.
 */
export type ArrayFunctionHandler = (func: ArrayFunction, types: readonly ArrayType[], args: readonly any[]) => unknown;

/** An array that takes part by a method of its own. */
export interface TakesPart {
  [ARRAY_FUNCTION]: ArrayFunctionHandler;
}
