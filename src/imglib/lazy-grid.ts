/** How a lazy volume is cut into the cells of an ImgLib2 cell image: a regular grid. */
import { ArgumentError } from '../errors.js';
import { dtypeInfo, type LazyLike, type Region } from '../volume/index.js';

/** A cell that is larger is cut: Java's windows have less than 2^30 bytes, and a viewer waits for the whole of it. */
const MAX_CELL_BYTES = 2 ** 28;

/** A grid of cells over a volume; all in C order. */
export class CellGrid {
  readonly shape: readonly number[];
  /** Extents of a cell; the last along an axis may be smaller. */
  readonly cellShape: readonly number[];
  /** Cells along each axis. */
  readonly counts: readonly number[];
  /** Bytes of a whole cell. */
  readonly cellBytes: number;

  constructor(lazy: LazyLike) {
    const { itemsize } = dtypeInfo(lazy.dtype);
    this.shape = [...lazy.shape];
    if (this.shape.length === 0 || this.shape.includes(0)) {
      throw new ArgumentError(`toImgLib2: a lazy volume of shape [${this.shape.join(', ')}] has no cells to show`);
    }
    // Chunks may be of several sizes along an axis, cells may not: the largest costs the fewest reads.
    const cell = lazy.chunks.map((sizes, d) => Math.min(Math.max(1, ...sizes), this.shape[d] as number));
    for (let d = 0; bytesOf(cell, itemsize) > MAX_CELL_BYTES; ) {
      if (cell[d] === 1) d++;
      else cell[d] = Math.ceil((cell[d] as number) / 2);
    }
    this.cellShape = cell;
    this.counts = cell.map((extent, d) => Math.ceil((this.shape[d] as number) / extent));
    this.cellBytes = bytesOf(cell, itemsize);
  }

  /** The voxels of a cell. Cells are numbered in C order, which is Java's flat order of its reversed axes. */
  region(index: number): Region {
    let rest = index;
    const start = new Array<number>(this.shape.length);
    for (let d = this.shape.length - 1; d >= 0; d--) {
      const count = this.counts[d] as number;
      start[d] = (rest % count) * (this.cellShape[d] as number);
      rest = Math.floor(rest / count);
    }
    const shape = start.map((from, d) => Math.min(this.cellShape[d] as number, (this.shape[d] as number) - from));
    return { start, shape };
  }
}

function bytesOf(shape: readonly number[], itemsize: number): number {
  return shape.reduce((product, extent) => product * extent, itemsize);
}
