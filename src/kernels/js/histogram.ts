/** Counting values and rounding; see native/kernels/histogram.h. */
import type { KernelCalls } from '../../native.js';
import { integerRange, KERNEL_DTYPES, type KernelArray, kindOf } from '../kernel-dtype.js';

export const histogram: KernelCalls['histogram'] = (source, _type, edges, counts) => {
  const bins = edges.length - 1;
  const low = edges[0] as number;
  const high = edges[bins] as number;
  const scale = bins / (high - low);
  for (const each of source as KernelArray) {
    const value = Number(each);
    if (!(value >= low && value <= high)) continue;
    let bin = Math.min(Math.trunc((value - low) * scale), bins - 1);
    while (bin > 0 && value < (edges[bin] as number)) bin--;
    while (bin + 1 < bins && value >= (edges[bin + 1] as number)) bin++;
    counts[bin] = (counts[bin] as number) + 1;
  }
  return undefined;
};

export const roundTo: KernelCalls['roundTo'] = (source, target, type) => {
  const dtype = KERNEL_DTYPES[type] as (typeof KERNEL_DTYPES)[number];
  const to = target as Float64Array;
  if (kindOf(dtype) === 'float') {
    to.set(source as Float64Array);
    return undefined;
  }
  // bool is the byte that it is.
  const [low, high] = integerRange(dtype === 'bool' ? 'uint8' : dtype);
  const big = (target as KernelArray) instanceof BigInt64Array || (target as KernelArray) instanceof BigUint64Array;
  (source as Float64Array).forEach((value, i) => {
    const away = value > 0 ? Math.floor(value + 0.5) : Math.ceil(value - 0.5);
    const rounded = Number.isNaN(value) ? 0n : away >= Number(high) ? high : away <= Number(low) ? low : BigInt(away);
    to[i] = (big ? rounded : Number(rounded)) as number;
  });
  return undefined;
};
