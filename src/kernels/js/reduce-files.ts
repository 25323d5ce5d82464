/** Reductions of elements in files; see native/kernels/reduce_files.h. */
import { readSync } from 'node:fs';
import { KERNEL_DTYPES, type KernelArray, newArray } from '../kernel-dtype.js';
import { reduce } from './reduce.js';

/** As kPieceBytes: what is added up of a row of floats by itself. */
const PIECE_BYTES = 64 * 1024;

/** The number of the run that can't be read to its end, or nothing. */
export function reduceFiles(
  op: number,
  descriptors: Int32Array,
  offsets: Float64Array,
  type: number,
  outer: number,
  axis: number,
  inner: number,
  accumulator: ArrayBufferView,
): number | undefined {
  const dtype = KERNEL_DTYPES[type] as (typeof KERNEL_DTYPES)[number];
  const width = newArray(dtype, 0).BYTES_PER_ELEMENT;
  // Along the rows, then the planes, then the columns, whichever there are several of: only rows of floats see the cuts.
  const [units, unit] = outer > 1 ? [outer, axis * inner] : axis > 1 ? [axis, inner] : [inner, 1];
  if (outer * axis * inner === 0) return undefined;
  const most = Math.min(units, Math.max(1, Math.floor(PIECE_BYTES / (unit * width))));
  const scratch = newArray(dtype, most * unit);
  for (const [run, descriptor] of descriptors.entries()) {
    for (let first = 0; first < units; first += most) {
      const now = Math.min(most, units - first);
      const piece = scratch.subarray(0, now * unit) as KernelArray;
      if (!readAll(descriptor, (offsets[run] as number) + first * unit * width, piece)) return run;
      const at = outer > 1 ? first * inner : axis > 1 ? 0 : first;
      const block =
        outer > 1 ? { outer: now, axis, inner } : axis > 1 ? { outer, axis: now, inner } : { outer, axis, inner: now };
      reduce(
        op,
        piece,
        type,
        block,
        (accumulator as KernelArray).subarray(at, at + block.outer * block.inner) as never,
      );
    }
  }
  return undefined;
}

function readAll(descriptor: number, offset: number, target: KernelArray): boolean {
  const bytes = new Uint8Array(target.buffer, target.byteOffset, target.byteLength);
  for (let done = 0; done < bytes.length; ) {
    let got = 0;
    try {
      got = readSync(descriptor, bytes, done, bytes.length - done, offset + done);
    } catch {
      return false;
    }
    if (got === 0) return false;
    done += got;
  }
  return true;
}
