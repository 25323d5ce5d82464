import { allocated } from '../errors.js';
import { type Complex, type DType, dtypeInfo, type Scalar, type TypedArray, type TypedArrayOf } from './dtype.js';
import { Elements, NATIVE_BYTE_ORDER } from './elements.js';

/**
 * New elements that belong to no volume, all 0, in JavaScript's own memory; of a complex dtype two numbers for each.
 * @param what the function that needs them, for the error.
 * @throws MemoryLimitError where JavaScript lacks the memory.
 */
export function newElements<D extends DType>(what: string, dtype: D, length: number): TypedArrayOf[D] {
  const { array, itemsize } = dtypeInfo(dtype);
  return allocated(what, () => new array(new ArrayBuffer(length * itemsize)) as TypedArrayOf[D]);
}

/**
 * Sets all elements of an array of `dtype` to one value: a half also where the array has the bits of halves, a complex
 * number by turns. Of a complex dtype a plain number is the real part; of 64-bit integers it must be whole.
 * @example fillElements(volume.data, 'complex64', { re: 0, im: 1 });
 */
export function fillElements(elements: TypedArray, dtype: DType, value: number | bigint | boolean | Complex): void {
  const { array, itemsize, components, kind } = dtypeInfo(dtype);
  const numbers = elements as unknown as { length: number; fill(value: unknown): void; [i: number]: unknown };
  if (kind !== 'complex' && dtype !== 'float16') {
    numbers.fill(kind === 'bool' ? Number(Boolean(value)) : scalarOf(dtype, kind, value));
    return;
  }
  const one = new ArrayBuffer(itemsize);
  new Elements(one, 0, 1, dtype, NATIVE_BYTE_ORDER).set(0, scalarOf(dtype, kind, value));
  const [first, second] = new array(one, 0, components) as unknown as [unknown, unknown];
  numbers.fill(first);
  if (components === 2) for (let i = 1; i < numbers.length; i += 2) numbers[i] = second;
}

function scalarOf(dtype: DType, kind: string, value: number | bigint | boolean | Complex): Scalar<DType> {
  if (typeof value === 'object') return value;
  if (kind === 'complex') return { re: Number(value), im: 0 };
  return dtype === 'int64' || dtype === 'uint64' ? BigInt(value) : Number(value);
}
