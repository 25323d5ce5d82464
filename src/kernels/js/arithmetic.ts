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
];

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
