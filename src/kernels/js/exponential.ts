/** exp, with the operations of native/kernels/exponential.cc in their order, so that the bits are the same. */
const LN2_HIGH = 0.6931471804855391;
const LN2_LOW = 7.440617110012397e-11;
const ROUNDER = 6755399441055744;

/** 1/2!, 1/3!, ... */
const INVERSE = [2, 6, 24, 120, 720, 5040, 40320, 362880, 3628800, 39916800, 479001600, 6227020800].map((n) => 1 / n);

const { fround } = Math;
/** The same in float32: what follows 1 + r is r^2 times this, lowest power first. */
const FLOAT_SERIES = [
  0.49999993451696645, 0.1666652068978495, 0.041668387363548075, 0.008368709830252834, 0.0013814613165980558,
].map(fround);
const FLOAT_LOG2E = fround(Math.LOG2E);
const FLOAT_LN2_HIGH = 0.693359375;
const FLOAT_LN2_LOW = fround(-2.1219444e-4);
const FLOAT_ROUNDER = 12582912;

const power = new DataView(new ArrayBuffer(8));

/** 2^n for a whole n of -1022 ... 1023. */
function powerOfTwo(n: number): number {
  power.setUint32(0, (n + 1023) << 20);
  return power.getFloat64(0);
}

function series(r: number): number {
  let sum = INVERSE[11] as number;
  for (let k = 10; k >= 0; k--) sum = sum * r + (INVERSE[k] as number);
  return sum;
}

/** @param single whether the result is rounded to float32 */
export function exp(value: number, single: boolean): number {
  if (Number.isNaN(value)) return value;
  if (single) return shortExp(value);
  const x = Math.max(Math.min(value, 710), -746);
  const n = x * Math.LOG2E + ROUNDER - ROUNDER;
  const high = x - n * LN2_HIGH;
  const low = n * LN2_LOW;
  const r = high - low;
  const half = n * 0.5 + ROUNDER - ROUNDER;
  return fullExp(r, high - r - low) * powerOfTwo(half) * powerOfTwo(n - half);
}

function shortExp(value: number): number {
  const x = Math.max(Math.min(value, 90), -105);
  const n = fround(fround(fround(x * FLOAT_LOG2E) + FLOAT_ROUNDER) - FLOAT_ROUNDER);
  const r = fround(fround(x - fround(n * FLOAT_LN2_HIGH)) - fround(n * FLOAT_LN2_LOW));
  let rest = FLOAT_SERIES[4] as number;
  for (let k = 3; k >= 0; k--) rest = fround(fround(rest * r) + (FLOAT_SERIES[k] as number));
  const e = fround(1 + fround(r + fround(fround(r * r) * rest)));
  const half = n >> 1;
  return fround(fround(e * powerOfTwo(half)) * powerOfTwo(n - half));
}

/** @param lost what r lacks of the exact argument. */
function fullExp(r: number, lost: number): number {
  const sum = 1 + r;
  const rest = 1 - sum + r;
  return sum + (rest + (r * r * series(r) + lost));
}
