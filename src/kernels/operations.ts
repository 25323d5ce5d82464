/** THE table of elementwise operations, in the order of `ElementwiseOp` in native/kernels/elementwise.h. */
import { DTypeError } from '../errors.js';
import type { ComplexDType, KernelDType, KernelKind } from './kernel-dtype.js';

export const OPERATIONS = [
  'add',
  'subtract',
  'multiply',
  'divide',
  'power',
  'minimum',
  'maximum',
  'equal',
  'notEqual',
  'less',
  'lessEqual',
  'greater',
  'greaterEqual',
  'logicalAnd',
  'logicalOr',
  'logicalXor',
  'logicalNot',
  'abs',
  'negative',
  'sqrt',
  'where',
  'floorDivide',
  'remainder',
  'bitwiseAnd',
  'bitwiseOr',
  'bitwiseXor',
  'bitwiseInvert',
  'bitwiseLeftShift',
  'bitwiseRightShift',
  'floor',
  'ceil',
  'trunc',
  'round',
  'sign',
  'square',
  'positive',
  'copysign',
  'isnan',
  'isinf',
  'isfinite',
  'signbit',
  'exp',
  // Of JavaScript alone: the C library's have other last bits.
  'expm1',
  'log',
  'log1p',
  'log2',
  'log10',
  'sin',
  'cos',
  'tan',
  'asin',
  'acos',
  'atan',
  'sinh',
  'cosh',
  'tanh',
  'asinh',
  'acosh',
  'atanh',
  'atan2',
  'hypot',
  'logaddexp',
  'nextafter',
  // Of real numbers they change nothing, or give zeros.
  'conj',
  'real',
  'imag',
] as const;

/** An elementwise operation; `where` takes (condition, where true, where false). */
export type ElementwiseOp = (typeof OPERATIONS)[number];

const codeAt = (op: ElementwiseOp) => OPERATIONS.indexOf(op);
const FIRST_TRUTH = codeAt('equal');
const FIRST_LOGIC = codeAt('logicalAnd');
const LAST_TRUTH = codeAt('logicalNot');
const FIRST_TEST = codeAt('isnan');
const LAST_TEST = codeAt('signbit');
const BINARY: ReadonlySet<ElementwiseOp> = new Set(['copysign', 'atan2', 'hypot', 'logaddexp', 'nextafter']);
const UNARY: ReadonlySet<ElementwiseOp> = new Set(['logicalNot', 'abs', 'negative', 'sqrt', 'bitwiseInvert']);
const FIRST_UNARY = codeAt('floor');

export function isComparison(op: ElementwiseOp): boolean {
  const code = codeAt(op);
  return code >= FIRST_TRUTH && code < FIRST_LOGIC;
}

export function isLogic(op: ElementwiseOp): boolean {
  const code = codeAt(op);
  return code >= FIRST_LOGIC && code <= LAST_TRUTH;
}

/** How many operands the operation of that number takes. */
export function operandsOf(code: number): number {
  const op = OPERATIONS[code] as ElementwiseOp;
  if (op === 'where') return 3;
  return UNARY.has(op) || (code >= FIRST_UNARY && !BINARY.has(op)) ? 1 : 2;
}

/** Whether the result tells a truth about each element: isnan and its like. */
export function isTest(op: ElementwiseOp): boolean {
  const code = codeAt(op);
  return code >= FIRST_TEST && code <= LAST_TEST;
}

const FLOATING: ReadonlySet<ElementwiseOp> = new Set(['divide', 'sqrt', 'copysign']);

/** Whether it is computed in floats, also of integers. */
export function isFloating(op: ElementwiseOp): boolean {
  return FLOATING.has(op) || codeAt(op) >= codeAt('exp');
}

/** Whether it is about the parts of complex numbers. */
export function isOfParts(op: ElementwiseOp): boolean {
  return codeAt(op) >= codeAt('conj');
}

/** Whether it looks at bits, which floats don't show. */
export function isBitwise(op: ElementwiseOp): boolean {
  return op.startsWith('bitwise');
}

/** Whether C++ has it in that element type; else it is JavaScript's on every machine. */
export function isJavaScripts(op: ElementwiseOp, kind: KernelKind): boolean {
  return codeAt(op) > codeAt('exp') || (op === 'power' && kind === 'float');
}

/** The element type of the result of an operation that is computed in `dtype`. */
export function resultOf(code: number, dtype: KernelDType): KernelDType {
  const truth = (code >= FIRST_TRUTH && code <= LAST_TRUTH) || (code >= FIRST_TEST && code <= LAST_TEST);
  return truth ? 'bool' : dtype;
}

/**
 * The number of an operation in that type; of bool, addition is "or" and so on, as in NumPy.
 * @throws DTypeError for what bool lacks, and for bits of floats.
 */
export function codeOfOperation(op: ElementwiseOp, dtype: KernelDType): number {
  if (isBitwise(op) && dtype.startsWith('float')) {
    throw new DTypeError(`${op}: not defined for ${dtype}, whose bits are no integer; convert it with astype first`);
  }
  if (dtype !== 'bool') return codeAt(op);
  if (NOT_OF_BOOL.has(op)) {
    throw new DTypeError(`${op}: not defined for bool, as in NumPy; use logicalXor or logicalNot, or astype`);
  }
  return codeAt(BOOL_ALIASES[op] ?? op);
}

const NOT_OF_BOOL: ReadonlySet<ElementwiseOp> = new Set(['subtract', 'negative', 'positive', 'sign']);

const BOOL_ALIASES: Partial<Record<ElementwiseOp, ElementwiseOp>> = {
  add: 'logicalOr',
  multiply: 'logicalAnd',
  minimum: 'logicalAnd',
  maximum: 'logicalOr',
  bitwiseAnd: 'logicalAnd',
  bitwiseOr: 'logicalOr',
  bitwiseXor: 'logicalXor',
  bitwiseInvert: 'logicalNot',
  square: 'positive',
};

/** @throws DTypeError for an operation that needs an order, whole numbers or bits, which complex numbers lack. */
export function checkOfComplex(op: ElementwiseOp, dtype: ComplexDType): void {
  if (!NOT_OF_COMPLEX.has(op) && !isBitwise(op)) return;
  throw new DTypeError(`${op}: not defined for ${dtype}; give real(x), imag(x) or abs(x), which are real numbers`);
}

const NOT_OF_COMPLEX: ReadonlySet<ElementwiseOp> = new Set([
  ...(['minimum', 'maximum', 'less', 'lessEqual', 'greater', 'greaterEqual', 'floorDivide', 'remainder'] as const),
  ...(['floor', 'ceil', 'trunc', 'copysign', 'signbit', 'atan2', 'hypot', 'logaddexp', 'nextafter'] as const),
]);
