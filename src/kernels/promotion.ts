/** Which element type arithmetic is done in: the array API standard's table, and NumPy's for what that leaves open. */
import { ArgumentError } from '../errors.js';
import { bitsOf, integerRange, type KernelDType, kernelDType, kindOf } from './kernel-dtype.js';
import { codeOfOperation, type ElementwiseOp, isComparison, isFloating, isLogic, isTest } from './operations.js';

/** A value that takes the other operand's type where that can hold it, as Python's numbers do in NumPy. */
export type WeakScalar = number | bigint | boolean;

/**
 * The element type that holds values of both, as in NumPy: uint8 and int8 give int16; uint64 and a signed integer
 * float64; float32 with integers of up to 16 bits float32, with larger ones float64. A number takes the type of `a`,
 * but for one with a fraction (or NaN, or infinite) and integers, which give float64. JavaScript has no 2.0: that is
 * the integer 2.
 * @throws ArgumentError for a whole number that the integers of `a` don't hold; DTypeError for a dtype without
 * arithmetic.
 *
 * @example
 * promote('uint8', 'int16'); // 'int16'
 * promote('uint8', 0.5); // 'float64'
 */
export function promote(a: string, b: string | WeakScalar): KernelDType {
  const left = kernelDType(a);
  return typeof b === 'string' ? promoteTypes(left, kernelDType(b)) : promoteScalar(left, b);
}

function promoteTypes(a: KernelDType, b: KernelDType): KernelDType {
  const [kindA, kindB] = [kindOf(a), kindOf(b)];
  if (kindA === 'bool') return b;
  if (kindB === 'bool') return a;
  if (kindA === kindB) return bitsOf(a) >= bitsOf(b) ? a : b;
  if (kindB === 'float') return promoteTypes(b, a);
  if (kindA === 'float') return bitsOf(b) <= 16 ? a : 'float64';
  if (kindA === 'unsigned') return promoteTypes(b, a);
  // `a` is signed and `b` unsigned.
  if (bitsOf(a) > bitsOf(b)) return a;
  return bitsOf(b) === 64 ? 'float64' : (`int${2 * bitsOf(b)}` as KernelDType);
}

function promoteScalar(dtype: KernelDType, value: WeakScalar): KernelDType {
  const kind = kindOf(dtype);
  if (typeof value === 'boolean' || kind === 'float') return dtype;
  if (typeof value === 'number' && !Number.isInteger(value)) return 'float64';
  const integers = kind === 'bool' ? 'int64' : dtype;
  if (!holds(integers, value)) {
    throw new ArgumentError(`${value} is out of bounds for ${integers}; convert the volume with astype first`);
  }
  return integers;
}

/** Whether an integer type has that value, which is whole. */
function holds(dtype: KernelDType, value: number | bigint): boolean {
  const [lowest, highest] = integerRange(dtype);
  return value >= lowest && value <= highest;
}

/** The type that an operation converts its operands to, and that of what it gives. */
export interface OperationTypes {
  readonly compute: KernelDType;
  readonly result: KernelDType;
}

/**
 * The element types of an operation on such operands: dtypes, or numbers. Comparisons and logic give bool; division
 * and functions of integers give floats; all else gives the promoted type. For `where`, the condition comes first.
 * @throws ArgumentError and DTypeError as `promote`; DTypeError for what bool lacks (subtract, negative).
 */
export function operationTypes(op: ElementwiseOp, operands: readonly (string | WeakScalar)[]): OperationTypes {
  if (isLogic(op)) return { compute: 'bool', result: 'bool' };
  if (isComparison(op)) return { compute: promoteAll(comparable(operands)), result: 'bool' };
  const promoted = promoteAll(op === 'where' ? operands.slice(1) : operands);
  const compute = computeType(op, promoted);
  codeOfOperation(op, compute);
  return { compute, result: isTest(op) ? 'bool' : compute };
}

/** Without numbers that the arrays' integers don't hold, which are compared exactly all the same. */
function comparable(operands: readonly (string | WeakScalar)[]): readonly (string | WeakScalar)[] {
  const first = operands.find((operand) => typeof operand === 'string');
  return first === undefined ? operands : operands.filter((operand) => !isBeyond(kernelDType(first), operand));
}

/** Whether a whole number is outside the range of that integer type. */
export function isBeyond(dtype: KernelDType, value: string | WeakScalar): boolean {
  if (typeof value === 'boolean' || typeof value === 'string' || kindOf(dtype) === 'float') return false;
  if (typeof value === 'number' && !Number.isInteger(value)) return false;
  return !holds(dtype === 'bool' ? 'int64' : dtype, value);
}

function computeType(op: ElementwiseOp, dtype: KernelDType): KernelDType {
  if (kindOf(dtype) === 'float') return dtype;
  if (op === 'divide') return 'float64';
  // NumPy has float16 for 8 bits, in which nothing is computed here.
  if (isFloating(op)) return bitsOf(dtype) <= 16 ? 'float32' : 'float64';
  return dtype === 'bool' && OF_NUMBERS.has(op) ? 'int8' : dtype;
}

/** What truth values are numbers for. */
const OF_NUMBERS: ReadonlySet<ElementwiseOp> = new Set([
  'power',
  'floorDivide',
  'remainder',
  'bitwiseLeftShift',
  'bitwiseRightShift',
]);

function promoteAll(operands: readonly (string | WeakScalar)[]): KernelDType {
  const types = operands.filter((operand) => typeof operand === 'string');
  // As NumPy's array scalars: what numbers are by themselves.
  const first = types.length > 0 ? types.reduce<KernelDType>(promote, 'bool') : ownType(operands);
  return operands.reduce<KernelDType>(
    (dtype, operand) => (typeof operand === 'string' ? dtype : promote(dtype, operand)),
    first,
  );
}

function ownType(scalars: readonly unknown[]): KernelDType {
  if (scalars.every((value) => typeof value === 'boolean')) return 'bool';
  return scalars.every((value) => typeof value !== 'number' || Number.isInteger(value)) ? 'int64' : 'float64';
}
