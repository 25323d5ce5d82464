// A chunk source and block functions for worker threads.
import { closeSync, openSync, readSync } from 'node:fs';
import { isMainThread, threadId } from 'node:worker_threads';

/** Raw planes, one file each; `log` gets a byte for each open and close. */
export function openPlanes({ files, shape, itemsize, granularity }) {
  const open = new Map();
  const [, height, width] = shape;
  return {
    ...(granularity && { granularity: () => granularity }),
    read({ start, shape: extent }, target) {
      const [z, y, x] = start;
      const path = files[z];
      if (!open.has(z)) open.set(z, openSync(path, 'r'));
      const bytes = new Uint8Array(target.buffer, target.byteOffset, target.byteLength);
      const line = extent[2] * itemsize;
      const whole = extent[2] === width;
      for (let row = 0; row < (whole ? 1 : extent[1]); row++) {
        const into = whole ? bytes : bytes.subarray(row * line, (row + 1) * line);
        const at = ((y + row) * width + x) * itemsize;
        const got = readSync(open.get(z), into, 0, into.length, at);
        if (got !== into.length) throw new Error(`${path}: at byte ${at + got}: the file ends`);
      }
      if (extent[0] !== 1 || y + extent[1] > height) throw new Error('asked for more than one plane');
    },
    close() {
      for (const file of open.values()) closeSync(file);
      open.clear();
    },
  };
}

export function invert(block, _info, most) {
  return block.data.map((value) => most - value);
}

export function whichThread(block) {
  return new Uint8Array(block.size).fill(isMainThread ? 0 : Math.min(255, threadId));
}

export function fails() {
  throw Object.assign(new RangeError('no good'), { code: 'EBAD' });
}

export function dies() {
  process.exit(3);
}

export const notAFunction = 1;

/** One raw file of all voxels in C order. */
export function openRaw({ file, shape, itemsize }) {
  const strides = shape.map((_, d) => shape.slice(d + 1).reduce((a, b) => a * b, itemsize));
  const opened = openSync(file, 'r');
  return {
    read({ start, shape: extent }, target) {
      const bytes = new Uint8Array(target.buffer, target.byteOffset, target.byteLength);
      const row = (extent.at(-1) ?? 1) * itemsize;
      let into = 0;
      const visit = (d, at) => {
        if (d >= extent.length - 1) {
          const first = at + (start.at(-1) ?? 0) * itemsize;
          if (readSync(opened, bytes, into, row, first) !== row) throw new Error(`${file}: at byte ${first}: it ends`);
          into += row;
          return;
        }
        for (let i = 0; i < extent[d]; i++) visit(d + 1, at + (start[d] + i) * strides[d]);
      };
      visit(0, 0);
      if (into !== bytes.length) throw new Error(`the target has ${bytes.length} bytes, the box ${into}`);
    },
    close: () => closeSync(opened),
  };
}

/** The voxels themselves, as a view with steps backwards. */
export function backwards(block) {
  return block.flip().copy().flip();
}
