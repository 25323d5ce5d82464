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
  poles,
  boundary,
) => {
  const to = target as Float64Array;
  const outsideIndex = indices.findIndex((index) => index < -1 || index >= length);
  if (outsideIndex >= 0) throw new ArgumentError('sumAlongAxis: an index is outside of the axis');
  forEachLine(source, outer, length, inner, poles, boundary, (line, o, k) => {
    for (let j = 0; j < count; j++) {
      let sum = 0;
      for (let t = 0; t < taps; t++) {
        const index = indices[j * taps + t] as number;
        const part = (weights[j * taps + t] as number) * (index < 0 ? outside : (line[index] as number));
        // The first is no summand of 0: -0 stays what it is.
        sum = t === 0 ? part : sum + part;
      }
      to[(o * count + j) * inner + k] = sum;
    }
  });
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

export const splineAlongAxis: KernelCalls['splineAlongAxis'] = (
  source,
  _type,
  outer,
  length,
  inner,
  poles,
  boundary,
  target,
) => {
  const to = target as Float64Array;
  forEachLine(source, outer, length, inner, poles, boundary, (line, o, k) => {
    for (let i = 0; i < length; i++) to[(o * length + i) * inner + k] = line[i] as number;
  });
  return undefined;
};

/** Each line of an axis as doubles of its own, filtered by a spline. */
function forEachLine(
  source: ArrayBufferView,
  outer: number,
  length: number,
  inner: number,
  poles: Float64Array,
  boundary: number,
  use: (line: Float64Array, o: number, k: number) => void,
): void {
  if (poles.some((pole) => !(pole > -1 && pole < 0))) {
    throw new ArgumentError('splineAlongAxis: a pole is not between -1 and 0');
  }
  const from = source as KernelArray;
  let gain = 1;
  for (const pole of poles) gain *= (1 - pole) * (1 - 1 / pole);
  const line = new Float64Array(length);
  for (let o = 0; o < outer; o++) {
    for (let k = 0; k < inner; k++) {
      for (let i = 0; i < length; i++) line[i] = Number(from[(o * length + i) * inner + k]);
      if (length > 1 && poles.length > 0) {
        for (let i = 0; i < length; i++) line[i] = (line[i] as number) * gain;
        for (const pole of poles) splineLine(line, pole, boundary);
      }
      use(line, o, k);
    }
  }
}

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

function splineLine(line: Float64Array, pole: number, boundary: number): void {
  const { length } = line;
  const get = (i: number): number => line[i] as number;
  const set = (i: number, value: number): void => {
    line[i] = value;
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
