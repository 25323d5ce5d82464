/** THE table of elementwise operations, in the order of `ElementwiseOp` in native/kernels/elementwise.h. */
import { DTypeError } from '../errors.js';
import type { KernelDType } from './kernel-dtype.js';

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
  // Of JavaScript alone: the C library's have other last bits.
  'exp',
  'log',
] as const;

/** An elementwise operation; `where` takes (condition, where true, where false). */
export type ElementwiseOp = (typeof OPERATIONS)[number];

const FIRST_TRUTH = OPERATIONS.indexOf('equal');
const FIRST_LOGIC = OPERATIONS.indexOf('logicalAnd');
const LAST_TRUTH = OPERATIONS.indexOf('logicalNot');
const UNARY: ReadonlySet<ElementwiseOp> = new Set(['logicalNot', 'abs', 'negative', 'sqrt', 'exp', 'log']);

export function isComparison(op: ElementwiseOp): boolean {
  const code = OPERATIONS.indexOf(op);
  return code >= FIRST_TRUTH && code < FIRST_LOGIC;
}

export function isLogic(op: ElementwiseOp): boolean {
  const code = OPERATIONS.indexOf(op);
  return code >= FIRST_LOGIC && code <= LAST_TRUTH;
}

/** How many operands the operation of that number takes. */
export function operandsOf(code: number): number {
  const op = OPERATIONS[code] as ElementwiseOp;
  return op === 'where' ? 3 : UNARY.has(op) ? 1 : 2;
}

/** The element type of the result of an operation that is computed in `dtype`. */
export function resultOf(code: number, dtype: KernelDType): KernelDType {
  return code >= FIRST_TRUTH && code <= LAST_TRUTH ? 'bool' : dtype;
}

/** The number of an operation. @throws DTypeError for what bool lacks; there, addition is "or" and so on, as in NumPy. */
export function codeOfOperation(op: ElementwiseOp, dtype: KernelDType): number {
  if (dtype !== 'bool') return OPERATIONS.indexOf(op);
  if (op === 'subtract' || op === 'negative') {
    throw new DTypeError(`${op}: not defined for bool, as in NumPy; use logicalXor or logicalNot`);
  }
  const alias = BOOL_ALIASES[op] ?? op;
  return OPERATIONS.indexOf(alias);
}

const BOOL_ALIASES: Partial<Record<ElementwiseOp, ElementwiseOp>> = {
  add: 'logicalOr',
  multiply: 'logicalAnd',
  minimum: 'logicalAnd',
  maximum: 'logicalOr',
};
