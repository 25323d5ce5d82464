/** Why some ratios can't be within their limit: each is looked into and named, no other row gets a reason. */
import type { Row } from './access-modes.js';

const SMALL_INTEGERS: ReadonlySet<string> = new Set(['uint8', 'int8', 'uint16', 'int16', 'uint32', 'int32', 'argb']);
const INTEGERS: ReadonlySet<string> = new Set([...SMALL_INTEGERS, 'uint64', 'int64']);

const REGISTERS =
  'of the numbers that this loop needs in registers HotSpot parks the raw addresses in vector registers and moves each ' +
  "back for each element, as its machine code shows; a heap array's it keeps; the rest of the loop is the same";

const STORES =
  "HotSpot folds an array's address and index into each store; a raw address and index it adds by an instruction of " +
  'its own, which a loop of nothing but stores shows (0.01 ns an element); its machine code is the same otherwise';

const TRUTH =
  'a byte of shared memory may be any number, each but 0 is true, and to make it 0 or 1 takes two instructions an ' +
  'element; of a boolean on the heap the compiler knows that it is 0 or 1';

const TWO_TYPES =
  'with the option for cells an element is of one of two classes; the compiler then keeps the index of the ' +
  'element in memory, not in a register';

/** Why a ratio that is over its limit can't be within it; undefined where there is no reason. */
export function reasonOf({ jdk, dtype, op, mode, limit, buffers }: Row): string | undefined {
  if (op === 'PrimitiveBlocks') {
    // Only where ImgLib2 does no better with its own.
    if (limit === undefined || buffers === undefined || buffers <= limit) return undefined;
    return (
      'ImgLib2 copies off-heap memory line by line by java.nio buffers, which take 1 to 2 ns a line more than ' +
      'arrays; its own off-heap images do so too (buffers)'
    );
  }
  if (dtype === 'float16') {
    return 'each element is converted from or to a float, which those of a heap image of floats are not';
  }
  const complex = dtype.startsWith('complex');
  if (op === 'LoopBuilder' && (mode === 'mixed' || mode === 'volatile')) {
    return 'a copy asks at both ends, for each element, which of two classes it has; HotSpot asks for heap arrays first';
  }
  if (op === 'LoopBuilder' && (complex || jdk < 25)) return REGISTERS;
  if (dtype === 'bool' && (op === 'RandomAccess' || op === 'LoopBuilder')) return TRUTH;
  const isStrided = mode === 'permuted' || mode === 'negative';
  const needy = jdk < 25 || isStrided ? INTEGERS : SMALL_INTEGERS;
  if (op === 'RandomAccess' && (complex || needy.has(dtype))) return REGISTERS;
  if (op === 'Cursor write' && INTEGERS.has(dtype)) return STORES;
  if (mode === 'volatile') return TWO_TYPES;
  return undefined;
}
