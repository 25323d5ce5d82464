/** Which element type arithmetic is done in: the array API standard's table, and NumPy's for what that leaves open. */
import { ArgumentError } from '../errors.js';
import { type Complex, isComplexNumber } from '../volume/index.js';
import {
  bitsOf,
  type ComplexDType,
  integerRange,
  isComplex,
  type KernelDType,
  kindOf,
  type NumberDType,
  numberDType,
  partOf,
} from './kernel-dtype.js';
import {
  checkOfComplex,
  codeOfOperation,
  type ElementwiseOp,
  isComparison,
  isFloating,
  isLogic,
  isOfParts,
  isTest,
} from './operations.js';

/** A value that takes the other operand's type where that can hold it, as Python's numbers do in NumPy. */
export type WeakScalar = number | bigint | boolean;

/**
 * The element type that holds values of both, as in NumPy: uint8 and int8 give int16; uint64 and a signed integer
 * float64. Integers of 8 bits go with float16, of 16 with float32, larger ones with float64; what holds both the parts
 * of a complex type and the other type is the part of the result. A number takes the type of `a`, but for one with a
 * fraction (or NaN, or infinite) and integers, which give float64. JavaScript has no 2.0: that is the integer 2. A complex
 * number gives complex128, beside float16, float32 and complex64 complex64.
 * @throws ArgumentError for a whole number that the integers of `a` don't hold; DTypeError for a dtype without
 * arithmetic.
 *
 * @example
 * promote('uint8', 'int16'); // 'int16'
 * promote('uint8', 0.5); // 'float64'
 * promote('float64', 'complex64'); // 'complex128'
 * promote('float32', { re: 0, im: 1 }); // 'complex64'
 */
export function promote(a: string, b: string | WeakScalar | Complex): NumberDType {
  const left = numberDType(a);
  return typeof b === 'string' ? promoteTypes(left, numberDType(b)) : promoteScalar(left, b);
}

function promoteTypes(a: NumberDType, b: NumberDType): NumberDType {
  if (isComplex(a) || isComplex(b)) {
    const parts = promoteTypes(isComplex(a) ? partOf(a) : a, isComplex(b) ? partOf(b) : b);
    return parts === 'float64' ? 'complex128' : 'complex64';
  }
  const [kindA, kindB] = [kindOf(a), kindOf(b)];
  if (kindA === 'bool') return b;
  if (kindB === 'bool') return a;
  if (kindA === kindB) return bitsOf(a) >= bitsOf(b) ? a : b;
  if (kindB === 'float') return promoteTypes(b, a);
  if (kindA === 'float') return promoteTypes(a, floatFor(b));
  if (kindA === 'unsigned') return promoteTypes(b, a);
  // `a` is signed and `b` unsigned.
  if (bitsOf(a) > bitsOf(b)) return a;
  return bitsOf(b) === 64 ? 'float64' : (`int${2 * bitsOf(b)}` as NumberDType);
}

/** The floats that NumPy has integers of that size go with. */
function floatFor(integers: NumberDType): NumberDType {
  const bits = bitsOf(integers);
  if (bits === 8) return 'float16';
  return bits === 16 ? 'float32' : 'float64';
}

function promoteScalar(dtype: NumberDType, value: WeakScalar | Complex): NumberDType {
  const kind = kindOf(dtype);
  if (isComplexNumber(value)) {
    return kind === 'float' || kind === 'complex' ? promoteTypes(dtype, 'complex64') : 'complex128';
  }
  if (typeof value === 'boolean' || kind === 'float' || kind === 'complex') return dtype;
  if (typeof value === 'number' && !Number.isInteger(value)) return 'float64';
  const integers = kind === 'bool' ? 'int64' : dtype;
  if (!holds(integers, value)) {
    throw new ArgumentError(`${value} is out of bounds for ${integers}; convert the volume with astype first`);
  }
  return integers;
}

/** Whether an integer type has that value, which is whole. */
function holds(dtype: NumberDType, value: number | bigint): boolean {
  const [lowest, highest] = integerRange(dtype);
  return value >= lowest && value <= highest;
}

/** The types of an operation. */
export interface OperationTypes {
  /** What the operands have in common; numbers among them are rounded to it. */
  readonly joint: NumberDType;
  /** What the operands are converted to: that, but for float16, which is computed in float32. */
  readonly compute: KernelDType | ComplexDType;
  /** What is given. */
  readonly result: NumberDType;
}

/** An operand as far as types go: a dtype, or a number. */
export type OperandType = string | WeakScalar | Complex;

/**
 * The element types of an operation on such operands: dtypes, or numbers. Comparisons and logic give bool; division
 * and functions of integers give floats; the parts of complex numbers and their modulus are floats; all else gives the
 * promoted type. For `where`, the condition comes first.
 * @throws ArgumentError and DTypeError as `promote`; DTypeError for what bool lacks (subtract, negative), and for what needs an
 * order or whole numbers, of complex ones.
 */
export function operationTypes(op: ElementwiseOp, operands: readonly OperandType[]): OperationTypes {
  if (isLogic(op)) return { joint: 'bool', compute: 'bool', result: 'bool' };
  const own = promoteAll(op === 'where' ? operands.slice(1) : isComparison(op) ? comparable(operands) : operands);
  if (isComplex(own)) return complexTypes(op, own);
  if (isComparison(op)) return { joint: own, compute: widened(own), result: 'bool' };
  if (isOfParts(op)) return { joint: own, compute: widened(own), result: own };
  const joint = computeType(op, own);
  const compute = widened(joint);
  codeOfOperation(op, compute as KernelDType);
  return { joint, compute, result: isTest(op) ? 'bool' : joint };
}

function complexTypes(op: ElementwiseOp, dtype: ComplexDType): OperationTypes {
  checkOfComplex(op, dtype);
  const real = op === 'abs' || op === 'real' || op === 'imag';
  return {
    joint: dtype,
    compute: dtype,
    result: isTest(op) || isComparison(op) ? 'bool' : real ? partOf(dtype) : dtype,
  };
}

/** Half precision is computed in single, and rounded once: as in NumPy. */
function widened(dtype: NumberDType): KernelDType | ComplexDType {
  return dtype === 'float16' ? 'float32' : dtype;
}

/** Without numbers that the arrays' integers don't hold, which are compared exactly all the same. */
function comparable(operands: readonly OperandType[]): readonly OperandType[] {
  const first = operands.find((operand) => typeof operand === 'string');
  return first === undefined ? operands : operands.filter((operand) => !isBeyond(numberDType(first), operand));
}

/** Whether a whole number is outside the range of that integer type. */
export function isBeyond(dtype: NumberDType, value: OperandType): boolean {
  if (typeof value !== 'number' && typeof value !== 'bigint') return false;
  if (!['bool', 'signed', 'unsigned'].includes(kindOf(dtype))) return false;
  if (typeof value === 'number' && !Number.isInteger(value)) return false;
  return !holds(dtype === 'bool' ? 'int64' : dtype, value);
}

function computeType(op: ElementwiseOp, dtype: NumberDType): NumberDType {
  if (kindOf(dtype) === 'float' || isComplex(dtype)) return dtype;
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

function promoteAll(operands: readonly OperandType[]): NumberDType {
  const types = operands.filter((operand) => typeof operand === 'string');
  // As NumPy's array scalars: what numbers are by themselves.
  const first = types.length > 0 ? types.reduce<NumberDType>(promote, 'bool') : ownType(operands);
  return operands.reduce<NumberDType>(
    (dtype, operand) => (typeof operand === 'string' ? dtype : promote(dtype, operand)),
    first,
  );
}

function ownType(scalars: readonly unknown[]): NumberDType {
  if (scalars.some(isComplexNumber)) return 'complex128';
  if (scalars.every((value) => typeof value === 'boolean')) return 'bool';
  return scalars.every((value) => typeof value !== 'number' || Number.isInteger(value)) ? 'int64' : 'float64';
}
