import { type DType, dtypeInfo, newElements, type TypedArray } from '../volume/index.js';

/** Buffers that are kept for the next tile: allocating and collecting them for each would grow the process. */
const KEPT_BYTES = 16 * 1024 * 1024;

/** Memory for a while. Contents are what the last user left. */
export class Scratch {
  #free: ArrayBuffer[] = [];
  #bytes = 0;

  /** Elements to write on, of a complex dtype two numbers each; give them back. */
  take(dtype: DType, length: number): TypedArray {
    const { itemsize, components, array } = dtypeInfo(dtype);
    const wanted = length * itemsize;
    const at = this.#free.findIndex(({ byteLength }) => byteLength >= wanted && byteLength <= 2 * wanted + 4096);
    if (at < 0) return newElements('compute', dtype, length);
    const [buffer] = this.#free.splice(at, 1) as [ArrayBuffer];
    this.#bytes -= buffer.byteLength;
    return new array(buffer, 0, length * components);
  }

  /** The end of what `take` gave. */
  give(elements: TypedArray): void {
    const buffer = elements.buffer as ArrayBuffer;
    if (this.#bytes + buffer.byteLength > KEPT_BYTES) return;
    this.#free.push(buffer);
    this.#bytes += buffer.byteLength;
  }

  /** Lets go of all that is free. */
  clear(): void {
    this.#free = [];
    this.#bytes = 0;
  }
}
