/** Elementwise functions of two arrays, or of an array and a number. */
import type { ElementwiseOp } from '../kernels/index.js';
import type { LazyVolume } from '../lazy/index.js';
import type { Volume } from '../volume/index.js';
import { deferElements } from './deferred/elementwise.js';
import { arrayFunction, out, theFirstTwo } from './define.js';
import { computeElements } from './eager/elementwise.js';
import type { AnyArray, Joint, OutOptions, Weak } from './types.js';

/**
 * A function of the voxels of two arrays, or of an array and a number, broadcast. A number takes the array's type where
 * that can hold it.
 */
export type BinaryFunction = <A extends AnyArray | Weak, B extends AnyArray | Weak>(
  x1: A,
  x2: B,
  options?: OutOptions,
) => Joint<A, B>;

type Side<T> = T | Weak;

function binary(name: string, op: ElementwiseOp = name as ElementwiseOp): BinaryFunction {
  const how = {
    eager: (x1: Side<Volume>, x2: Side<Volume>, options?: OutOptions) => computeElements(op, [x1, x2], options),
    lazy: (x1: Side<LazyVolume>, x2: Side<LazyVolume>, options?: OutOptions) => deferElements(op, [x1, x2], options),
  };
  return arrayFunction<BinaryFunction>(name, theFirstTwo, how, out(2));
}

/** The sum. */
export const add: BinaryFunction = binary('add');

/** The angle of the point (x2, x1), in radians. */
export const atan2: BinaryFunction = binary('atan2');

/** The bits that both have. */
export const bitwiseAnd: BinaryFunction = binary('bitwiseAnd');

/** Bits moved to the left; beyond the width all are gone. */
export const bitwiseLeftShift: BinaryFunction = binary('bitwiseLeftShift');

/** The bits that either has. */
export const bitwiseOr: BinaryFunction = binary('bitwiseOr');

/** Bits moved to the right, the sign staying. */
export const bitwiseRightShift: BinaryFunction = binary('bitwiseRightShift');

/** The bits that one of both has. */
export const bitwiseXor: BinaryFunction = binary('bitwiseXor');

/** The first with the sign of the second. */
export const copysign: BinaryFunction = binary('copysign');

/** The quotient, as floating-point numbers. */
export const divide: BinaryFunction = binary('divide');

/** Whether both are equal. */
export const equal: BinaryFunction = binary('equal');

/** The quotient, rounded down; integers divided by 0 give 0. */
export const floorDivide: BinaryFunction = binary('floorDivide');

/** Whether the first is greater. */
export const greater: BinaryFunction = binary('greater');

/** Whether the first is greater or equal. */
export const greaterEqual: BinaryFunction = binary('greaterEqual');

/** sqrt(x1² + x2²), where the squares may overflow. */
export const hypot: BinaryFunction = binary('hypot');

/** Whether the first is less. */
export const less: BinaryFunction = binary('less');

/** Whether the first is less or equal. */
export const lessEqual: BinaryFunction = binary('lessEqual');

/** log(exp(x1) + exp(x2)), where neither may overflow. */
export const logaddexp: BinaryFunction = binary('logaddexp');

/** Whether neither is 0. */
export const logicalAnd: BinaryFunction = binary('logicalAnd');

/** Whether either is not 0. */
export const logicalOr: BinaryFunction = binary('logicalOr');

/** Whether one of both is 0. */
export const logicalXor: BinaryFunction = binary('logicalXor');

/** The larger; NaN if either is. */
export const maximum: BinaryFunction = binary('maximum');

/** The smaller; NaN if either is. */
export const minimum: BinaryFunction = binary('minimum');

/** The product. */
export const multiply: BinaryFunction = binary('multiply');

/** The next number of the type after the first, towards the second. */
export const nextafter: BinaryFunction = binary('nextafter');

/** Whether they differ. */
export const notEqual: BinaryFunction = binary('notEqual');

/** The first to the power of the second; negative powers of integers are refused. */
export const pow: BinaryFunction = binary('pow', 'power');

/** What the whole quotient leaves, with the sign of the divisor; integers divided by 0 leave 0. */
export const remainder: BinaryFunction = binary('remainder');

/** The difference; unsigned integers wrap. */
export const subtract: BinaryFunction = binary('subtract');
