/** Off-heap memory and who holds it. */
import { type BlockReport, checked, core } from '../native.js';

export { type ByteRange, MemoryBlock, type MemoryChange } from './memory-block.js';
export { onMemoryPressure, setMemoryLimit } from './pressure.js';
export type { BlockReport };

/**
 * What shared memory is alive, and how many claims each side has on it.
 *
 * @returns one row a block; a block without a row has been freed.
 * @example for (const block of memoryReport()) console.log(block.byteLength, 'bytes, held by Java:', block.java);
 */
export function memoryReport(): BlockReport[] {
  return checked(core().report());
}
