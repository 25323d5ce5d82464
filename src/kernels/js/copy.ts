/** Copies between strided arrays, as bits; see native/kernels/copy.h. */
import { forEachRow } from './strided.js';

/** As `KernelCalls.copy`; strides and offsets in elements of `width` bytes. */
export function copy(
  shape: readonly number[],
  width: number,
  source: ArrayBufferView,
  sourceOffset: number,
  sourceStrides: readonly number[],
  target: ArrayBufferView,
  targetOffset: number,
  targetStrides: readonly number[],
): undefined {
  const unit = Math.min(width, 4);
  const [from, to] = [bitsOf(source, unit), bitsOf(target, unit)];
  const units = width / unit;
  const layouts = [
    { offset: sourceOffset, strides: sourceStrides },
    { offset: targetOffset, strides: targetStrides },
  ];
  const [step, stepInto] = [(sourceStrides.at(-1) ?? 0) * units, (targetStrides.at(-1) ?? 0) * units];
  forEachRow(shape, layouts, ([at, into], _, length) => {
    for (let i = 0; i < length; i++) {
      const [a, b] = [(at as number) * units + i * step, (into as number) * units + i * stepInto];
      for (let k = 0; k < units; k++) to[b + k] = from[a + k] as number;
    }
  });
  return undefined;
}

function bitsOf(view: ArrayBufferView, unit: number): Uint8Array | Uint16Array | Uint32Array {
  const array = unit === 1 ? Uint8Array : unit === 2 ? Uint16Array : Uint32Array;
  return new array(view.buffer as ArrayBuffer, view.byteOffset, view.byteLength / unit);
}
