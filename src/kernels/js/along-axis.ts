/** Kernels along an axis; see native/kernels/along_axis.h. The same sums in the same order, and so the same bits. */
import { ArgumentError } from '../../errors.js';
import type { KernelCalls } from '../../native.js';
import type { KernelArray } from '../kernel-dtype.js';

export const sumAlongAxis: KernelCalls['sumAlongAxis'] = (
  source,
  _type,
  outer,
  length,
  inner,
  target,
  _targetType,
  count,
  taps,
  indices,
  weights,
  outside,
) => {
  const from = source as KernelArray;
  const to = target as Float64Array;
  const outsideIndex = indices.findIndex((index) => index < -1 || index >= length);
  if (outsideIndex >= 0) throw new ArgumentError('sumAlongAxis: an index is outside of the axis');
  let at = 0;
  for (let o = 0; o < outer; o++) {
    for (let j = 0; j < count; j++) {
      for (let k = 0; k < inner; k++) {
        let sum = 0;
        for (let t = 0; t < taps; t++) {
          const index = indices[j * taps + t] as number;
          const value = index < 0 ? outside : Number(from[(o * length + index) * inner + k]);
          const part = (weights[j * taps + t] as number) * value;
          // The first is no summand of 0: -0 stays what it is.
          sum = t === 0 ? part : sum + part;
        }
        to[at++] = sum;
      }
    }
  }
  return undefined;
};

export const takeAlongAxis: KernelCalls['takeAlongAxis'] = (
  source,
  _type,
  outer,
  length,
  inner,
  target,
  count,
  indices,
) => {
  const from = source as Uint8Array;
  const to = target as Uint8Array;
  if (indices.some((index) => index < -1 || index >= length)) {
    throw new ArgumentError('takeAlongAxis: an index is outside of the axis');
  }
  let at = 0;
  for (let o = 0; o < outer; o++) {
    for (let j = 0; j < count; j++, at += inner) {
      const index = indices[j] as number;
      const first = (o * length + index) * inner;
      if (index < 0)
        to.fill((from instanceof BigInt64Array || from instanceof BigUint64Array ? 0n : 0) as 0, at, at + inner);
      else to.set(from.subarray(first, first + inner), at);
    }
  }
  return undefined;
};

/** Powers of a pole below this are no part of a double's sum. */
const NOTHING = 1e-18;

export const splineAlongAxis: KernelCalls['splineAlongAxis'] = (array, outer, length, inner, poles, boundary) => {
  if (poles.some((pole) => !(pole > -1 && pole < 0)))
    throw new ArgumentError('splineAlongAxis: a pole is not between -1 and 0');
  if (length < 2) return undefined;
  const all = array as Float64Array;
  let gain = 1;
  for (const pole of poles) gain *= (1 - pole) * (1 - 1 / pole);
  for (let i = 0; i < outer * length * inner; i++) all[i] = (all[i] as number) * gain;
  for (let o = 0; o < outer; o++) {
    for (let k = 0; k < inner; k++) {
      const first = o * length * inner + k;
      for (const pole of poles) splineLine(all, first, length, inner, pole, boundary);
    }
  }
  return undefined;
};

const MIRROR = 0;
const REFLECT = 1;

/** Which element lies `i` before the first. */
function before(i: number, length: number, boundary: number): number {
  if (boundary === MIRROR) {
    const at = i % (2 * length - 2);
    return at < length ? at : 2 * length - 2 - at;
  }
  if (boundary === REFLECT) {
    const at = (i + 2 * length - 1) % (2 * length);
    return at < length ? at : 2 * length - 1 - at;
  }
  return (length - (i % length)) % length;
}

function splineLine(all: Float64Array, first: number, length: number, step: number, pole: number, boundary: number) {
  const get = (i: number): number => all[first + i * step] as number;
  const set = (i: number, value: number): void => {
    all[first + i * step] = value;
  };
  let sum = get(0);
  let power = pole;
  for (let i = 1; Math.abs(power) > NOTHING; i++, power *= pole) sum += power * get(before(i, length, boundary));
  set(0, sum);
  for (let i = 1; i < length; i++) set(i, get(i) + pole * get(i - 1));
  const last = length - 1;
  if (boundary === MIRROR) set(last, (pole / (pole * pole - 1)) * (pole * get(last - 1) + get(last)));
  else if (boundary === REFLECT) set(last, get(last) * (pole / (pole - 1)));
  else {
    sum = -pole * get(last);
    power = pole * pole;
    for (let i = 0; Math.abs(power) > NOTHING; i++, power *= pole) sum -= power * get(i % length);
    set(last, sum);
  }
  for (let i = last - 1; i >= 0; i--) set(i, pole * (get(i + 1) - get(i)));
}
