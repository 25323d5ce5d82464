/** Conversion of elements; see native/kernels/cast.h. */
import { codeOf, type KernelArray } from '../kernel-dtype.js';
import { narrow, widen } from './half.js';
import { isBig } from './reduce.js';

/** Elements at `offset + i * stride` of an array. */
export interface Strided {
  readonly array: KernelArray;
  readonly type: number;
  readonly offset: number;
  readonly stride: number;
}

const BOOL = codeOf('bool');
const FLOAT32 = codeOf('float32');
const FLOAT16 = codeOf('float16');

/** Writes `count` elements of `source` to `target`, from `to` on. */
export function cast(source: Strided, target: KernelArray, targetType: number, to: number, count: number): void {
  const { array, offset, stride } = source;
  if (source.type === FLOAT16 && targetType !== FLOAT16) {
    cast(
      { array: widen(array, offset, stride, count), type: FLOAT32, offset: 0, stride: 1 },
      target,
      targetType,
      to,
      count,
    );
    return;
  }
  if (targetType === FLOAT16 && source.type !== FLOAT16) {
    narrow(array, offset, stride, target, to, count);
    return;
  }
  if (targetType === BOOL && source.type !== BOOL) {
    const zero = isBig(array) ? 0n : 0;
    for (let i = 0; i < count; i++) target[to + i] = Number(array[offset + i * stride] !== zero);
  } else if (isBig(target)) {
    const convert = isBig(array) ? (x: number | bigint) => x as bigint : toBigint;
    for (let i = 0; i < count; i++) target[to + i] = convert(array[offset + i * stride] as number | bigint);
  } else if (isBig(array)) {
    const convert = target instanceof Float32Array ? toFloat32 : target instanceof Float64Array ? Number : toInt32;
    for (let i = 0; i < count; i++) target[to + i] = convert(array[offset + i * stride] as bigint);
  } else if (stride === 1 && array.constructor === target.constructor) {
    target.set(array.subarray(offset, offset + count), to);
  } else {
    // Typed arrays take the whole part modulo 2^bits, and 0 of what is not finite.
    for (let i = 0; i < count; i++) target[to + i] = array[offset + i * stride] as number;
  }
}

/** A BigInt array takes it modulo 2^64. */
function toBigint(x: number | bigint): bigint {
  return Number.isFinite(x) ? BigInt(Math.trunc(x as number)) : 0n;
}

function toInt32(x: bigint): number {
  return Number(BigInt.asIntN(32, x));
}

/** Rounds once: by way of a double, a value half-way between two floats could be rounded twice. */
function toFloat32(x: bigint): number {
  if (x > -(1n << 53n) && x < 1n << 53n) return Math.fround(Number(x));
  // The bits that are dropped can matter only in not being 0.
  const rest = (x & 0x7ffn) === 0n ? 0n : 1n;
  return Math.fround(Number((x >> 11n) | rest) * 2048);
}
