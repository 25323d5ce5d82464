/** Which library computes a function: the rules of NEP 18. */
import { isComplexNumber } from '../../volume/index.js';
import { registeredType } from './register.js';
import {
  ARRAY_FUNCTION,
  type ArrayFunction,
  type ArrayFunctionHandler,
  type ArrayType,
  NOT_IMPLEMENTED,
} from './symbols.js';

/** An array of a call that may compute it, the first of its type. */
interface Candidate {
  readonly type: ArrayType;
  readonly array: object;
  readonly handle: ArrayFunctionHandler;
}

/**
 * Computes `func(...args)` by the first of the arrays' types that can: from left to right, but a class before those it
 * extends. Numbers, bigints, truth values and complex numbers among `arrays` have no say.
 *
 * @throws TypeError that names all types if none can, or if what should be an array is none.
 */
export function dispatch(func: ArrayFunction, arrays: readonly unknown[], args: readonly unknown[]): unknown {
  const candidates: Candidate[] = [];
  for (let i = 0; i < arrays.length; i++) {
    const array = arrays[i];
    if (isScalar(array)) continue;
    const candidate = candidateOf(func, array);
    if (!candidates.some(({ type }) => type === candidate.type)) insert(candidates, candidate);
  }
  if (candidates.length === 0) {
    throw new TypeError(`${func.name}: none of the ${arrays.length} arguments that may be arrays is one`);
  }
  const types = candidates.map(({ type }) => type);
  for (const { array, handle } of candidates) {
    const result = handle.call(array, func, types, args);
    if (result !== NOT_IMPLEMENTED) return result;
  }
  throw new TypeError(
    `${func.name}: no implementation for arrays of the types ${types.map(typeName).join(', ')}; ` +
      'convert them to one library, for instance with asVolume',
  );
}

function isScalar(value: unknown): boolean {
  const kind = typeof value;
  return kind === 'number' || kind === 'bigint' || kind === 'boolean' || isComplexNumber(value);
}

function candidateOf(func: ArrayFunction, array: unknown): Candidate {
  if ((typeof array === 'object' && array !== null) || typeof array === 'function') {
    const handle = (array as { [ARRAY_FUNCTION]?: unknown })[ARRAY_FUNCTION];
    if (typeof handle === 'function') {
      return { type: array.constructor, array, handle: handle as ArrayFunctionHandler };
    }
    const type = registeredType(array);
    if (type !== undefined) return { type, array, handle: type.handle };
  }
  throw new TypeError(
    `${func.name}: ${describe(array)} is no array that this package knows; see register and asVolume`,
  );
}

/** Before the first type that it extends, else at the end. */
function insert(candidates: Candidate[], candidate: Candidate): void {
  const at = candidates.findIndex(({ type }) => extendsType(candidate.type, type));
  if (at < 0) candidates.push(candidate);
  else candidates.splice(at, 0, candidate);
}

function extendsType(type: ArrayType, base: ArrayType): boolean {
  return typeof type === 'function' && typeof base === 'function' && type.prototype instanceof base;
}

function typeName(type: ArrayType): string {
  return String((type as { name?: unknown } | undefined)?.name || 'an object without a class');
}

function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value === 'string') return 'a string';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? `an object of ${typeName(value.constructor)}` : `a ${typeof value}`;
}
