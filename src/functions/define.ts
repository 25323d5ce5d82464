/** How the functions are made: each knows which of its arguments are arrays, and how to compute for ours. */
import { checkOptions, type OptionNames } from '../volume/index.js';
import { type ArrayFunction, dispatch } from './protocol/index.js';

/** How a function is computed for our arrays. */
export interface Implementation {
  /** For volumes in memory; gives volumes, or lists or records of them. */
  readonly eager: ArrayFunction;
  /** For lazy volumes; it throws where the voxels must be known. */
  readonly lazy: ArrayFunction;
}

/** Which of the arguments may be arrays. */
export type Relevant = (args: readonly any[]) => readonly unknown[];

export const theFirst: Relevant = (args) => [args[0]];
export const theFirstTwo: Relevant = (args) => [args[0], args[1]];
export const theFirstThree: Relevant = (args) => [args[0], args[1], args[2]];
/** Those of a list, as in `stack([a, b])`; what is no list is told by the function itself. */
export const theList: Relevant = (args) => (Array.isArray(args[0]) ? args[0] : [args[0]]);
export const theyAll: Relevant = (args) => args.filter((arg) => typeof arg !== 'object' || !isOptions(arg));

function isOptions(value: object | null): boolean {
  return value !== null && Object.getPrototypeOf(value) === Object.prototype && 'indexing' in value;
}

/** Where among the arguments a function has its options, and what they are called. */
export interface Takes {
  readonly at: number;
  readonly options: OptionNames;
}

/** Of functions of so many arrays and no other arguments: where the result goes. */
export const out = (at: number): Takes => ({ at, options: { out: 'value' } });

const implementations = new Map<ArrayFunction, Implementation>();

/** Makes a function of that name that dispatches on its arrays. Options are checked where ours are computed. */
export function arrayFunction<F extends ArrayFunction>(
  name: string,
  relevant: Relevant,
  how: Implementation,
  { at, options }: Takes = { at: -1, options: {} },
): F {
  const func = ((...args: unknown[]) => dispatch(func, relevant(args), args)) as F;
  Object.defineProperty(func, 'name', { value: name });
  const checked =
    (compute: ArrayFunction): ArrayFunction =>
    (...args) => {
      checkOptions(name, args[at], options);
      return compute(...args);
    };
  implementations.set(func, { eager: checked(how.eager), lazy: checked(how.lazy) });
  return func;
}

/** How a function is computed for our arrays; undefined for one that isn't ours. */
export function implementationOf(func: ArrayFunction): Implementation | undefined {
  return implementations.get(func);
}
