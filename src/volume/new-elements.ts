import { allocated } from '../errors.js';
import { type DType, dtypeInfo, type TypedArrayOf } from './dtype.js';

/**
 * New elements that belong to no volume, all 0, in JavaScript's own memory; of a complex dtype two numbers for each.
 * @param what the function that needs them, for the error.
 * @throws MemoryLimitError where JavaScript lacks the memory.
 */
export function newElements<D extends DType>(what: string, dtype: D, length: number): TypedArrayOf[D] {
  const { array, itemsize } = dtypeInfo(dtype);
  return allocated(what, () => new array(new ArrayBuffer(length * itemsize)) as TypedArrayOf[D]);
}
