/** The conformance test of the protocol, for other libraries to run; docs/array-protocol.md. */
import { ArgumentError } from '../errors.js';
import { ARRAY_BUFFER, asVolume, showsBuffer, type Volume, valueText } from '../volume/index.js';
import * as binary from './binary.js';
import * as manipulation from './manipulation.js';
import { ARRAY_FUNCTION, type ArrayFunction, NOT_IMPLEMENTED } from './protocol/index.js';
import { registeredType } from './protocol/register.js';
import * as reductions from './reductions.js';
import * as unary from './unary.js';

/** What the test must know of a library. */
export interface ProtocolSubject {
  /** Makes an array of floating-point numbers, given in C order. */
  make(values: readonly number[], shape: readonly number[]): object;
  /** Its shape, and its values in C order. */
  read(array: object): ProtocolValues | Promise<ProtocolValues>;
  /** The names of the functions that it implements: 'sum', 'add', 'stack' ... */
  readonly functions: readonly string[];
}

/** What an array holds. */
export interface ProtocolValues {
  readonly values: ArrayLike<number | bigint>;
  readonly shape: readonly number[];
}

/** One thing that was looked at. */
export interface ProtocolCheck {
  readonly name: string;
  readonly passed: boolean;
  /** What was wrong; what was not to be looked at. */
  readonly message: string;
}

interface Expected {
  readonly run: (a: any, b: any) => unknown;
  readonly values: readonly number[];
  readonly shape: readonly number[];
}

const A = [1, 2, 3, 4, 5, 6];
const B = [6, 5, 4, 3, 2, 1];
const { add, subtract, multiply, maximum } = binary;
const { sum, max, mean } = reductions;
const { stack, concat, permuteDims, reshape } = manipulation;

// On arrays of shape [2, 3].
const TABLE: Readonly<Record<string, Expected>> = {
  add: { run: (a, b) => add(a, b), values: [7, 7, 7, 7, 7, 7], shape: [2, 3] },
  subtract: { run: (a, _) => subtract(10, a), values: [9, 8, 7, 6, 5, 4], shape: [2, 3] },
  multiply: { run: (a, _) => multiply(a, 2), values: [2, 4, 6, 8, 10, 12], shape: [2, 3] },
  maximum: { run: (a, b) => maximum(a, b), values: [6, 5, 4, 4, 5, 6], shape: [2, 3] },
  negative: { run: (a) => unary.negative(a), values: [-1, -2, -3, -4, -5, -6], shape: [2, 3] },
  square: { run: (a) => unary.square(a), values: [1, 4, 9, 16, 25, 36], shape: [2, 3] },
  sum: { run: (a) => sum(a, { axis: 0 }), values: [5, 7, 9], shape: [3] },
  max: { run: (a) => max(a, { axis: 1, keepdims: true }), values: [3, 6], shape: [2, 1] },
  mean: { run: (a) => mean(a), values: [3.5], shape: [] },
  stack: { run: (a, b) => stack([a, b], { axis: 1 }), values: [1, 2, 3, 6, 5, 4, 4, 5, 6, 3, 2, 1], shape: [2, 2, 3] },
  concat: { run: (a, b) => concat([a, b]), values: [...A, ...B], shape: [4, 3] },
  permuteDims: { run: (a) => permuteDims(a, [1, 0]), values: [1, 4, 2, 5, 3, 6], shape: [3, 2] },
  reshape: { run: (a) => reshape(a, [3, -1]), values: A, shape: [3, 2] },
};

/**
 * Looks whether the arrays of a library keep to the protocol: what they compute, that they leave alone what they don't
 * know, and that the memory they show is theirs.
 *
 * @returns one entry for each thing that was looked at; all should have passed.
 * @throws ArgumentError for a subject without `make`, `read` or `functions`; what `make` throws.
 * @example
 * for (const { name, passed, message } of await checkArrayProtocol({ make, read, functions: ['sum', 'add'] })) {
 *   test(name, () => assert(passed, message));
 * }
 */
export async function checkArrayProtocol(subject: ProtocolSubject): Promise<ProtocolCheck[]> {
  const { make, read, functions } = (subject ?? {}) as Partial<ProtocolSubject>;
  if (typeof make !== 'function' || typeof read !== 'function' || !Array.isArray(functions)) {
    throw new ArgumentError(
      `checkArrayProtocol: ${valueText(subject)} must be an object of functions make and read, and functions, a list of names`,
    );
  }
  const a = subject.make(A, [2, 3]);
  const b = subject.make(B, [2, 3]);
  const checks: [string, () => string | Promise<string>][] = [
    ['takes part, by a method or registered', () => (handlerOf(a) === undefined ? 'it has no handler' : '')],
    ...subject.functions.map((name): [string, () => Promise<string>] => [
      name,
      () => checkFunction(subject, name, a, b),
    ]),
    ['gives NOT_IMPLEMENTED for a function it does not know', () => checkUnknown(a)],
    ['leaves arrays alone that it does not know', () => checkStranger(a)],
    ['shows its memory', () => checkBuffer(subject, a)],
  ];
  const results: ProtocolCheck[] = [];
  for (const [name, check] of checks) {
    let message: string;
    try {
      message = await check();
    } catch (error) {
      message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    }
    results.push({ name, passed: message === '' || message.startsWith('not looked at'), message });
  }
  return results;
}

type Handler = (func: ArrayFunction, types: readonly unknown[], args: readonly unknown[]) => unknown;

function handlerOf(array: object): { readonly handle: Handler; readonly type: unknown } | undefined {
  const own = Reflect.get(array, ARRAY_FUNCTION) as unknown;
  if (typeof own === 'function') return { handle: own.bind(array), type: array.constructor };
  const type = registeredType(array);
  return type && { handle: type.handle, type };
}

async function checkFunction(subject: ProtocolSubject, name: string, a: object, b: object): Promise<string> {
  const expected = Object.hasOwn(TABLE, name) ? TABLE[name] : undefined;
  if (expected === undefined) return 'not looked at: there is no case for this function';
  const result = expected.run(a, b);
  if (typeof result !== 'object' || result === null) return `gives ${String(result)}, and no array`;
  if (handlerOf(result)?.type !== handlerOf(a)?.type) return 'the result is of another kind than the arrays';
  const { values, shape } = await subject.read(result);
  const found = Array.from(values, Number);
  if (shape.join() !== expected.shape.join()) return `the shape is [${shape}], not [${expected.shape}]`;
  const wrong = expected.values.findIndex((value, i) => Math.abs((found[i] as number) - value) > 1e-6);
  return wrong < 0 && found.length === expected.values.length
    ? ''
    : `the values are [${found}], not [${expected.values}]`;
}

function checkUnknown(a: object): string {
  const handler = handlerOf(a);
  const unknown = (): void => {};
  const result = handler?.handle(unknown, [handler.type], [a]);
  return result === NOT_IMPLEMENTED ? '' : `gives ${String(result)}`;
}

function checkStranger(a: object): string {
  const asked: string[] = [];
  class Stranger {
    [ARRAY_FUNCTION](func: ArrayFunction): unknown {
      asked.push(func.name);
      return 'answered';
    }
  }
  const stranger = new Stranger();
  const results = [add(a, stranger), stack([a, stranger] as object[])];
  if (results.every((result) => (result as unknown) === 'answered') && asked.join() === 'add,stack') return '';
  return 'it answers for arrays of a type that it cannot know, or throws, so that they are not asked';
}

async function checkBuffer(subject: ProtocolSubject, a: object): Promise<string> {
  if (!showsBuffer(a)) return 'not looked at: it has no method ARRAY_BUFFER';
  const volume = asVolume(a) as Volume;
  const { values, shape } = await subject.read(a);
  if (volume.shape.join() !== shape.join()) return `the shape shown is [${volume.shape}], not [${shape}]`;
  const copy = volume.copy();
  const shown = Array.from(copy.data as ArrayLike<number | bigint>, Number);
  copy.close();
  if (shown.join() !== Array.from(values, Number).join()) return `the values shown are [${shown}]`;
  if (a[ARRAY_BUFFER]().readOnly) return '';
  const before = volume.get(0, 0);
  volume.set(77 as never, 0, 0);
  const [changed] = Array.from((await subject.read(a)).values, Number);
  volume.set(before, 0, 0);
  return changed === 77 ? '' : 'what is written into the memory that it shows does not reach it';
}
