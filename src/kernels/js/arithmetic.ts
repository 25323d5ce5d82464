/**
 * The operations, in the order of OPERATIONS. Results may go beyond the element type: storing them in its typed array
 * wraps or rounds them as C does. (A float32 result that is rounded to double first has the same bits: a double has more
 * than twice its digits.)
 */

type N = number;
type B = bigint;

const truth = (x: boolean) => (x ? 1 : 0);

// biome-ignore format: a table reads as a table
export const NUMBER_FUNCTIONS: readonly ((a: N, b: N, c: N) => N)[] = [
  (a, b) => a + b,
  (a, b) => a - b,
  (a, b) => a * b,
  (a, b) => a / b,
  power,
  // `a !== a` holds for a NaN alone.
  // biome-ignore lint/suspicious/noSelfCompare: a NaN is the minimum
  (a, b) => (a < b || a !== a ? a : b),
  // biome-ignore lint/suspicious/noSelfCompare: a NaN is the maximum
  (a, b) => (a > b || a !== a ? a : b),
  (a, b) => truth(a === b),
  (a, b) => truth(a !== b),
  (a, b) => truth(a < b),
  (a, b) => truth(a <= b),
  (a, b) => truth(a > b),
  (a, b) => truth(a >= b),
  (a, b) => truth(a !== 0 && b !== 0),
  (a, b) => truth(a !== 0 || b !== 0),
  (a, b) => truth((a !== 0) !== (b !== 0)),
  (a) => truth(a === 0),
  (a) => Math.abs(a),
  (a) => -a,
  (a) => Math.sqrt(a),
  (a, b, c) => (a !== 0 ? b : c),
  floorDivide,
  remainder,
  (a, b) => a & b,
  (a, b) => a | b,
  (a, b) => a ^ b,
  (a) => ~a,
  (a, b) => (b >= 0 && b < 32 ? a << b : 0),
  (a, b) => (b >= 0 && b < 32 ? a >> b : a < 0 ? -1 : 0),
  (a) => Math.floor(a),
  (a) => Math.ceil(a),
  (a) => Math.trunc(a),
  round,
  (a) => (a === 0 ? 0 : Math.sign(a)),
  (a) => a * a,
  (a) => a,
  (a, b) => (isNegative(a) === isNegative(b) ? a : -a),
  (a) => truth(Number.isNaN(a)),
  (a) => truth(Math.abs(a) === Number.POSITIVE_INFINITY),
  (a) => truth(Number.isFinite(a)),
  (a) => truth(isNegative(a)),
];

// biome-ignore format: a table reads as a table
export const BIGINT_FUNCTIONS: readonly ((a: B, b: B, c: B) => B | N)[] = [
  (a, b) => a + b,
  (a, b) => a - b,
  (a, b) => a * b,
  () => { throw new RangeError('integers are divided as floats'); },
  bigPower,
  // biome-ignore lint/complexity/useMathMinMax: Math.min takes no bigint
  (a, b) => (a < b ? a : b),
  // biome-ignore lint/complexity/useMathMinMax: Math.max takes no bigint
  (a, b) => (a > b ? a : b),
  (a, b) => truth(a === b),
  (a, b) => truth(a !== b),
  (a, b) => truth(a < b),
  (a, b) => truth(a <= b),
  (a, b) => truth(a > b),
  (a, b) => truth(a >= b),
  (a, b) => truth(a !== 0n && b !== 0n),
  (a, b) => truth(a !== 0n || b !== 0n),
  (a, b) => truth((a !== 0n) !== (b !== 0n)),
  (a) => truth(a === 0n),
  (a) => (a < 0n ? -a : a),
  (a) => -a,
  () => { throw new RangeError('roots of integers are those of floats'); },
  // The condition is a byte.
  (a, b, c) => (Number(a) !== 0 ? b : c),
  bigFloorDivide,
  (a, b) => (b === 0n ? 0n : a - b * bigFloorDivide(a, b)),
  (a, b) => a & b,
  (a, b) => a | b,
  (a, b) => a ^ b,
  (a) => ~a,
  (a, b) => (b >= 0n && b < 64n ? a << b : 0n),
  (a, b) => (b >= 0n && b < 64n ? a >> b : a < 0n ? -1n : 0n),
  (a) => a,
  (a) => a,
  (a) => a,
  (a) => a,
  (a) => (a > 0n ? 1n : a < 0n ? -1n : 0n),
  (a) => a * a,
  (a) => a,
  () => { throw new RangeError('signs are copied to floats'); },
  () => 0,
  () => 0,
  () => 1,
  (a) => truth(a < 0n),
];

/** As Python's: the remainder has the divisor's sign, and an integer divided by 0 gives 0 (stored, a NaN does). */
function remainder(a: number, b: number): number {
  const rest = a % b;
  if (rest === 0) return isNegative(b) ? -0 : 0;
  return rest < 0 !== b < 0 ? rest + b : rest;
}

function floorDivide(a: number, b: number): number {
  if (b === 0) return a / b;
  const rest = a % b;
  let quotient = (a - rest) / b;
  if (rest !== 0 && rest < 0 !== b < 0) quotient -= 1;
  if (quotient === 0) return isNegative(a / b) ? -0 : 0;
  const whole = Math.floor(quotient);
  return quotient - whole > 0.5 ? whole + 1 : whole;
}

function bigFloorDivide(a: bigint, b: bigint): bigint {
  if (b === 0n) return 0n;
  const quotient = a / b;
  return a % b !== 0n && a < 0n !== b < 0n ? quotient - 1n : quotient;
}

/** Half to even. */
export function round(a: number): number {
  const whole = Math.floor(a);
  const rest = a - whole;
  if (rest !== 0.5) return rest < 0.5 ? (whole === 0 && isNegative(a) ? -0 : whole) : whole + 1 === 0 ? -0 : whole + 1;
  const even = whole % 2 === 0 ? whole : whole + 1;
  return even === 0 && isNegative(a) ? -0 : even;
}

function isNegative(a: number): boolean {
  return a < 0 || Object.is(a, -0);
}

/** Of integers of at most 32 bits, modulo 2^32. */
function power(a: number, b: number): number {
  let result = 1;
  let square = a;
  for (let left = b >>> 0; left !== 0; left >>>= 1) {
    if ((left & 1) === 1) result = Math.imul(result, square);
    square = Math.imul(square, square);
  }
  return result;
}

function bigPower(a: bigint, b: bigint): bigint {
  let result = 1n;
  let square = a;
  for (let left = b; left !== 0n; left >>= 1n) {
    if ((left & 1n) === 1n) result = BigInt.asUintN(64, result * square);
    square = BigInt.asUintN(64, square * square);
  }
  return result;
}
