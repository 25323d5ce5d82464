/** Conversion between element types. */
import { checked } from '../native.js';
import type { TypedArray } from '../volume/index.js';
import { calls } from './calls.js';
import { castComplex } from './complex.js';
import { checkedArray, codeOf, isComplex, realDType } from './kernel-dtype.js';

/**
 * Converts all elements of `source` into the first ones of `target`, as NumPy's `astype`: integers wrap, floats lose
 * their fraction, to float32 and float16 is rounded once, and all but 0 is true. A float outside the integer's range,
 * which C and NumPy leave to the machine, gives its whole part modulo 2^bits, and NaN and the infinities 0. Real numbers
 * become complex ones without an imaginary part. The arrays must not overlap. Runs to its end on the calling thread: for
 * large arrays, a worker's.
 * @throws ArgumentError if an array is of another kind than its dtype, or the target too short; DTypeError for a dtype
 * without arithmetic, and for complex numbers that should become real ones.
 *
 * @example
 * cast(pixels, 'uint8', new Float32Array(pixels.length), 'float32');
 */
export function cast(source: TypedArray, sourceDType: string, target: TypedArray, targetDType: string): void {
  if (isComplex(sourceDType) || isComplex(targetDType)) {
    castComplex(source, sourceDType, target, targetDType);
    return;
  }
  const from = realDType(sourceDType);
  const to = realDType(targetDType);
  const elements = checkedArray('cast: the source', source, from, source.length);
  const place = checkedArray('cast: the target', target, to, source.length);
  checked(calls().cast(elements, codeOf(from), place, codeOf(to), source.length));
}
