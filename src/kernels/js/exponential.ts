/** exp, with the operations of native/kernels/exponential.cc in their order, so that the bits are the same. */
const LN2_HIGH = 0.6931471804855391;
const LN2_LOW = 7.440617110012397e-11;
const ROUNDER = 6755399441055744;

/** 1/2!, 1/3!, ... */
const INVERSE = [2, 6, 24, 120, 720, 5040, 40320, 362880, 3628800, 39916800, 479001600, 6227020800].map((n) => 1 / n);

/** For float32, lowest power first. */
const POLYNOMIAL = [1.000000000554167, 1.0000000363232202, 0.49999992079811895, 0.1666642016974974, 0.04166822557010346, 0.008374815812715021, 0.0013836845984089461];

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
  const n = x * Math.LOG2E + ROUNDER - ROUNDER;
  const r = x - n * Math.LN2;
  let sum = POLYNOMIAL[6] as number;
  for (let k = 5; k >= 0; k--) sum = sum * r + (POLYNOMIAL[k] as number);
  return sum * powerOfTwo(n);
}

/** @param lost what r lacks of the exact argument. */
function fullExp(r: number, lost: number): number {
  const sum = 1 + r;
  const rest = 1 - sum + r;
  return sum + (rest + (r * r * series(r) + lost));
}
