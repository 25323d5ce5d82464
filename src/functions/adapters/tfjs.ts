/**
 * Tensors of TensorFlow.js: computed by tfjs itself, on its backend, through the methods that every tensor has once
 * '@tensorflow/tfjs' is imported. So nothing here imports it. Its own rules hold for element types.
 */
import { ArgumentError } from '../../errors.js';
import { isComplexNumber } from '../../volume/index.js';
import { NOT_IMPLEMENTED, type RegisteredType, register } from '../protocol/index.js';

interface Tensor {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly [method: string]: any;
}

interface Options {
  readonly axis?: number | readonly number[] | null;
  readonly keepdims?: boolean;
}

/** How a call becomes one of a tensor's methods; `args` are those after the tensor. */
type Rule = (x: Tensor, ...args: any[]) => unknown;

const method =
  (name: string): Rule =>
  (x, ...args) =>
    call(x, name, ...args);

function call(x: Tensor, name: string, ...args: unknown[]): any {
  const own = x[name];
  if (typeof own === 'function') return own.apply(x, args);
  throw new ArgumentError(
    `the tensor has no method ${name}; import '@tensorflow/tfjs', which gives tensors all of them`,
  );
}

const UNARY: Readonly<Record<string, string>> = {
  ...same(['abs', 'acos', 'acosh', 'asin', 'asinh', 'atan', 'atanh', 'ceil', 'cos', 'cosh', 'exp', 'expm1', 'floor']),
  ...same(['log', 'log1p', 'logicalNot', 'round', 'sign', 'sin', 'sinh', 'square', 'sqrt', 'tan', 'tanh']),
  ...same(['onesLike', 'zerosLike']),
  ...{ negative: 'neg', positive: 'clone', isfinite: 'isFinite', isinf: 'isInf', isnan: 'isNaN' },
};

const BINARY: Readonly<Record<string, string>> = {
  ...same(['add', 'pow', 'maximum', 'minimum', 'atan2', 'equal', 'notEqual', 'less', 'lessEqual', 'greater']),
  ...same(['greaterEqual', 'logicalAnd', 'logicalOr', 'logicalXor']),
  ...{ subtract: 'sub', multiply: 'mul', divide: 'div', remainder: 'mod', floorDivide: 'floorDiv' },
};

function same(names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, name]));
}

function reduction(name: string): Rule {
  return (x, { axis, keepdims }: Options = {}) => call(x, name, axis ?? undefined, keepdims ?? false);
}

function truth(name: 'any' | 'all'): Rule {
  return (x, options) => reduction(name)(call(x, 'cast', 'bool'), options);
}

/** Of all voxels in C order without an axis; tfjs takes the first axis then. */
function place(name: 'argMax' | 'argMin'): Rule {
  return (x, { axis, keepdims = false }: Options = {}) => {
    if (keepdims) return NOT_IMPLEMENTED;
    return axis === undefined || axis === null ? call(call(x, 'flatten'), name, 0) : call(x, name, axis);
  };
}

/** Of real numbers; tfjs gives tensors no methods for the parts of complex ones. */
function ofReal(name: string): Rule {
  return (x) => (x.dtype === 'complex64' ? NOT_IMPLEMENTED : call(x, name));
}

const OTHER: Readonly<Record<string, Rule>> = {
  real: ofReal('clone'),
  imag: ofReal('zerosLike'),
  conj: ofReal('clone'),
  sum: reduction('sum'),
  prod: reduction('prod'),
  mean: reduction('mean'),
  min: reduction('min'),
  max: reduction('max'),
  any: truth('any'),
  all: truth('all'),
  argmax: place('argMax'),
  argmin: place('argMin'),
  cumulativeSum: (x, { axis = 0 }: Options = {}) => call(x, 'cumsum', axis),
  cumulativeProd: (x, { axis = 0 }: Options = {}) => call(x, 'cumprod', axis),
  permuteDims: method('transpose'),
  reshape: (x, shape) => call(x, 'reshape', shape),
  expandDims: (x, { axis = 0 }: Options = {}) => call(x, 'expandDims', axis),
  squeeze: (x, { axis }: Options = {}) => call(x, 'squeeze', typeof axis === 'number' ? [axis] : axis),
  flip: (x, { axis }: Options = {}) => call(x, 'reverse', axis ?? undefined),
  tile: method('tile'),
  broadcastTo: method('broadcastTo'),
  unstack: (x, { axis = 0 }: Options = {}) => call(x, 'unstack', axis),
  astype: (x, dtype) => (['float32', 'int32', 'bool'].includes(dtype) ? call(x, 'cast', dtype) : NOT_IMPLEMENTED),
  clip: (x, lowest, highest) => {
    const bounds = [lowest ?? Number.NEGATIVE_INFINITY, highest ?? Number.POSITIVE_INFINITY];
    return bounds.every((bound) => typeof bound === 'number') ? call(x, 'clipByValue', ...bounds) : NOT_IMPLEMENTED;
  },
  take: (x, indices, { axis = 0 }: Options = {}) => call(x, 'gather', indices, axis),
};

function isTensor(value: object): value is Tensor {
  const { dataId, shape, dtype, isDisposedInternal } = value as Record<string, unknown>;
  return (
    typeof dataId === 'object' && Array.isArray(shape) && typeof dtype === 'string' && isDisposedInternal === false
  );
}

/** A number on the left side, as a tensor shaped like the right one. */
function leftTensor(left: unknown, right: Tensor): Tensor {
  return isTensor(left as object) ? (left as Tensor) : call(call(right, 'zerosLike'), 'add', left);
}

function compute(name: string, args: readonly any[]): unknown {
  const [first, second, third] = args;
  if (name === 'stack' || name === 'concat') {
    const [tensors, { axis = 0 } = {} as Options] = args;
    return call(tensors[0], name, tensors.slice(1), axis);
  }
  if (name === 'where') {
    if (isTensor(Object(second))) return call(second, 'where', call(first, 'cast', 'bool'), third);
    return isTensor(Object(third))
      ? call(leftTensor(second, third), 'where', call(first, 'cast', 'bool'), third)
      : NOT_IMPLEMENTED;
  }
  if (Object.hasOwn(UNARY, name)) return call(first, UNARY[name] as string);
  if (Object.hasOwn(BINARY, name)) return call(leftTensor(first, second), BINARY[name] as string, second);
  return Object.hasOwn(OTHER, name) ? OTHER[name]?.(first, ...args.slice(1)) : NOT_IMPLEMENTED;
}

const type: RegisteredType = register(
  isTensor,
  (func, types, args) => {
    if (types.some((each) => each !== type) || args.some(isComplexNumber)) return NOT_IMPLEMENTED;
    if (args.at(-1)?.out !== undefined) throw new ArgumentError(`${func.name}: out is not for tensors of tfjs`);
    return compute(func.name, args);
  },
  { name: 'tensor of @tensorflow/tfjs' },
);
