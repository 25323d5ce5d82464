/** What a user's function gave, into the memory where it belongs. */
import { ArgumentError } from '../errors.js';
import { type DType, dtypeInfo, type TypedArray, Volume } from '../volume/index.js';
import { contiguousPlace, copyStrided } from './copy.js';

/** Copies what a function gave into `target`. @throws DTypeError, ArgumentError when it isn't what was announced. */
export function fillFrom(
  name: string,
  result: Volume | TypedArray,
  shape: readonly number[],
  dtype: DType,
  target: TypedArray,
): void {
  if (result instanceof Volume) {
    const same = result.dtype === dtype && result.shape.join() === shape.join();
    if (!same) throw new ArgumentError(`${name} gave ${result.toString()}, not ${dtype} [${shape.join(', ')}]`);
    copyStrided(shape, result, contiguousPlace(target, dtype, shape));
    return;
  }
  if (!(result instanceof dtypeInfo(dtype).array) || result.length !== target.length) {
    const given = ArrayBuffer.isView(result) ? `${result.constructor.name} of ${result.length}` : String(result);
    throw new ArgumentError(`${name} gave ${given} elements, not ${target.length} of ${dtype}`);
  }
  (target as { set(from: TypedArray): void }).set(result);
}
