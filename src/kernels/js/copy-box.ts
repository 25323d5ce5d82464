/** Copies of boxes of elements between arrays of any strides. */
import type { KernelCalls } from '../../native.js';

/** Lines shorter than this are copied one by one: making two views costs more. */
const SHORT = 16;

export const copyBox: KernelCalls['copyBox'] = (
  _width,
  shape,
  source,
  sourceOffset,
  sourceStrides,
  target,
  targetOffset,
  targetStrides,
) => {
  // One kind on both sides; numbers and bigints alike.
  const [from, to] = [source, target] as unknown as [Uint8Array, Uint8Array];
  const last = shape.length - 1;
  const along = (d: number, at: number, into: number): void => {
    const extent = shape[d] ?? 1;
    const [step, stepInto] = [sourceStrides[d] ?? 1, targetStrides[d] ?? 1];
    if (d < last) {
      for (let i = 0; i < extent; i++) along(d + 1, at + i * step, into + i * stepInto);
    } else if (step === 1 && stepInto === 1 && extent >= SHORT) {
      to.set(from.subarray(at, at + extent), into);
    } else {
      for (let i = 0; i < extent; i++) to[into + i * stepInto] = from[at + i * step] as number;
    }
  };
  if (!shape.includes(0)) along(0, sourceOffset, targetOffset);
  return undefined;
};
