// biome-ignore-all lint/suspicious/noSelfCompare: NaN alone differs from itself, and bigints may come too
import { DTypeError } from '../errors.js';
import { type DType, dtypeInfo, type TypedArray } from '../volume/index.js';
import type { ElementwiseOp } from './graph.js';

export interface Block {
  readonly outer: number;
  readonly axis: number;
  readonly inner: number;
}

export function promote(a: DType, b: DType | number | bigint): DType {
  if (typeof b !== 'string') {
    if (typeof b === 'bigint' || Number.isInteger(b) || dtypeInfo(a).kind === 'float') return a;
    return 'float64';
  }
  if (a === b) return a;
  const [x, y] = [dtypeInfo(a), dtypeInfo(b)];
  if (x.kind === 'float' || y.kind === 'float') {
    const wide = [x, y].some((t) => (t.kind === 'float' ? t.itemsize > 4 : t.itemsize > 2));
    return wide ? 'float64' : 'float32';
  }
  if (x.kind === y.kind) return x.itemsize > y.itemsize ? a : b;
  const [s, u] = x.kind === 'signed' ? [x, y] : [y, x];
  if (s.itemsize > u.itemsize) return s.name;
  const wider = { 1: 'int16', 2: 'int32', 4: 'int64', 8: 'float64' }[u.itemsize] as DType;
  return wider;
}

type Any = number[];

export function reduce(op: string, dtype: DType, source: TypedArray, block: Block, acc: TypedArray): void {
  const src = source as unknown as Any;
  const to = acc as unknown as Any;
  const bigAcc = acc instanceof BigInt64Array || acc instanceof BigUint64Array;
  const bigSrc = source instanceof BigInt64Array || source instanceof BigUint64Array;
  void dtype;
  const { outer, axis, inner } = block;
  for (let o = 0; o < outer; o++)
    for (let a = 0; a < axis; a++)
      for (let i = 0; i < inner; i++) {
        const at = o * inner + i;
        let v: any = src[(o * axis + a) * inner + i];
        const old: any = to[at];
        if (bigAcc && !bigSrc) v = BigInt(v);
        if (op === 'sum') to[at] = old + v;
        else if (op === 'prod') to[at] = old * v;
        else if (op === 'min') to[at] = v < old || v !== v ? v : old;
        else if (op === 'max') to[at] = v > old || v !== v ? v : old;
        else if (op === 'any') to[at] = old || (bigSrc ? v !== 0n : v !== 0) ? 1 : 0;
        else if (op === 'all') to[at] = old && (bigSrc ? v !== 0n : v !== 0) ? 1 : 0;
        else throw new DTypeError(op);
      }
}

export function argReduce(
  greatest: boolean,
  _dtype: DType,
  source: TypedArray,
  { outer, axis, inner }: Block,
  start: number,
  values: TypedArray,
  indices: BigInt64Array,
): void {
  const src = source as unknown as Any;
  const best = values as unknown as Any;
  for (let o = 0; o < outer; o++)
    for (let a = 0; a < axis; a++)
      for (let i = 0; i < inner; i++) {
        const at = o * inner + i;
        const v: any = src[(o * axis + a) * inner + i];
        const old: any = best[at];
        const index = indices[at] as bigint;
        const place = BigInt(start + a);
        let take = index < 0n;
        if (!take) {
          if (v !== v || old !== old) take = v !== v && (old === old || place < index);
          else if (v === old) take = place < index;
          else take = greatest ? v > old : v < old;
        }
        if (take) {
          best[at] = v;
          indices[at] = place;
        }
      }
}

export function moments(
  _dtype: DType,
  source: TypedArray,
  { outer, axis, inner }: Block,
  count: number,
  means: Float64Array,
  squares: Float64Array,
): void {
  for (let o = 0; o < outer; o++)
    for (let i = 0; i < inner; i++) {
      let mean = means[o * inner + i] as number;
      let m2 = squares[o * inner + i] as number;
      let n = count;
      for (let a = 0; a < axis; a++) {
        n++;
        const v = Number(source[(o * axis + a) * inner + i]);
        const d = v - mean;
        mean += d / n;
        m2 += d * (v - mean);
      }
      means[o * inner + i] = mean;
      squares[o * inner + i] = m2;
    }
}

export function cast(source: TypedArray, _from: DType, target: TypedArray, _to: DType): void {
  const bigIn = source instanceof BigInt64Array || source instanceof BigUint64Array;
  const bigOut = target instanceof BigInt64Array || target instanceof BigUint64Array;
  const to = target as unknown as any[];
  for (let i = 0; i < source.length; i++) {
    const v: any = source[i];
    to[i] = bigIn === bigOut ? v : bigOut ? (Number.isFinite(v) ? BigInt(Math.trunc(v)) : 0n) : Number(v);
  }
}

export function elementwise(
  op: ElementwiseOp,
  a: TypedArray | number | bigint,
  b: TypedArray | number | bigint,
  target: TypedArray,
  operandType: DType,
): void {
  const big = operandType === 'int64' || operandType === 'uint64';
  const scalar = (v: number | bigint): any => (big ? BigInt(v) : Number(v));
  const at = (side: TypedArray | number | bigint): ((i: number) => any) => {
    if (typeof side === 'object') return (i) => side[i];
    const value = scalar(side);
    return () => value;
  };
  const [x, y] = [at(a), at(b)];
  const to = target as unknown as any[];
  const f: Record<ElementwiseOp, (p: any, q: any) => any> = {
    add: (p, q) => p + q,
    subtract: (p, q) => p - q,
    multiply: operandType === 'uint32' || operandType === 'int32' ? (p, q) => Math.imul(p, q) : (p, q) => p * q,
    divide: (p, q) => p / q,
    minimum: (p, q) => (p !== p || p < q ? p : q),
    maximum: (p, q) => (p !== p || p > q ? p : q),
    equal: (p, q) => (p === q ? 1 : 0),
    notEqual: (p, q) => (p !== q ? 1 : 0),
    less: (p, q) => (p < q ? 1 : 0),
    lessEqual: (p, q) => (p <= q ? 1 : 0),
    greater: (p, q) => (p > q ? 1 : 0),
    greaterEqual: (p, q) => (p >= q ? 1 : 0),
  };
  const g = f[op];
  for (let i = 0; i < target.length; i++) to[i] = g(x(i), y(i));
}
