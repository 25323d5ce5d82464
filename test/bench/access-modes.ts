/**
 * What is compared with what. A program is the list of the kinds of image that it goes through in the same loops; each
 * runs in virtual machines of its own.
 */
import type { Times } from './access-java.js';

/** A row of the result: the time of shared images in units of a heap ArrayImg's. */
export interface Row {
  readonly jdk: number;
  readonly dtype: string;
  readonly op: string;
  readonly mode: Mode;
  /** The median of those of all rounds. */
  readonly ratio: number;
  /** The virtual machines of each program that it stands on. */
  readonly forks: number;
  /** What the ratio may be; none where it is only reported. */
  readonly limit?: number;
  /** Where the ratio is near its limit or over it: the same ratio of ImgLib2's own images over direct java.nio buffers. */
  readonly buffers?: number;
  /** Why the ratio can't be within its limit; only where it isn't. */
  readonly reason?: string;
}

export type Mode = 'alone' | 'mixed' | 'volatile' | 'permuted' | 'negative' | 'step' | 'large';

/**
 * The programs, by name. Cells stand for BigDataViewer's: images whose access is a volatile array; with them goes the
 * option that is there for them. Those with buffers are ImgLib2's own images outside the heap, to compare with.
 */
export const PROGRAMS = {
  heap: ['heap'],
  shared: ['shared'],
  buffers: ['buffers'],
  mixed: ['heap', 'shared'],
  mixedBuffers: ['heap', 'buffers'],
  heapAndCells: ['heap', 'heap again', 'cells'],
  sharedAndCells: ['heap', 'shared', 'cells'],
  permuted: ['permuted'],
  negative: ['negative'],
  step: ['step'],
  large: ['large'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type Program = keyof typeof PROGRAMS;

/** The time that a kind of image took in a program, of one op in one round; NaN if it wasn't measured. */
type Time = (program: Program, kind: string) => number;

interface Comparison {
  /** What must run, one right after the other. */
  readonly programs: readonly Program[];
  readonly ratio: (time: Time) => number;
}

const toHeap = (program: Program, kind: string): Comparison => ({
  programs: [program, 'heap'],
  ratio: (time) => time(program, kind) / time('heap', 'heap'),
});

/** The ratio that a mode asks for. */
export const COMPARISONS: Readonly<Record<Mode, Comparison>> = {
  alone: toHeap('shared', 'shared'),
  mixed: { programs: ['mixed'], ratio: (time) => time('mixed', 'shared') / time('mixed', 'heap') },
  volatile: {
    programs: ['sharedAndCells', 'heapAndCells'],
    // All that the program does, its heap images too: they suffer as much from a third kind.
    ratio: (time) =>
      (time('sharedAndCells', 'heap') + time('sharedAndCells', 'shared')) /
      (time('heapAndCells', 'heap') + time('heapAndCells', 'heap again')),
  },
  permuted: toHeap('permuted', 'permuted'),
  negative: toHeap('negative', 'negative'),
  step: toHeap('step', 'step'),
  large: toHeap('large', 'large'),
};

/** The same of ImgLib2's own images outside the heap; of contiguous ones, as it has no others. */
export const BUFFERS: Partial<Readonly<Record<Mode, Comparison>>> = {
  alone: toHeap('buffers', 'buffers'),
  mixed: {
    programs: ['mixedBuffers'],
    ratio: (time) => time('mixedBuffers', 'buffers') / time('mixedBuffers', 'heap'),
  },
};

export const MODES = Object.keys(COMPARISONS) as Mode[];
export const OPS = ['Cursor', 'Cursor write', 'RandomAccess', 'LoopBuilder', 'PrimitiveBlocks'];

/** Nothing is asked of them, and of large images one element type tells it all. */
export const REPORTED: ReadonlySet<Mode> = new Set<Mode>(['step', 'large']);
const LARGE_DTYPE = 'uint8';

/**
 * Beside cells one element type for each class of access is measured, as it is these that the compiler tells apart, and
 * one of two numbers an element.
 */
const REPRESENTATIVES: ReadonlySet<string> = new Set([
  ...['uint8', 'uint16', 'argb', 'int64', 'float32', 'float64', 'bool', 'complex64'],
]);

/** Whether a mode is measured for that element type; a float16's conversion takes its time in all modes alike. */
export function isMeasured(mode: Mode, dtype: string): boolean {
  if (mode === 'large') return dtype === LARGE_DTYPE;
  if (mode === 'volatile') return REPRESENTATIVES.has(dtype);
  return mode === 'alone' || dtype !== 'float16';
}

/** Whether ImgLib2 has images of its own of that element type outside the heap. */
export function hasBuffers(dtype: string): boolean {
  return dtype !== 'bool' && dtype !== 'float16';
}

/**
 * NaN where a program didn't measure it. Blocks are copied past the accesses, so that it doesn't matter what other
 * classes of access there are: they have a row alone.
 */
export function ratioOf({ ratio }: Comparison, mode: Mode, op: string, times: ReadonlyMap<string, Times>): number {
  if (op === 'PrimitiveBlocks' && mode !== 'alone') return Number.NaN;
  return ratio((program, kind) => times.get(program)?.get(op)?.get(kind) ?? Number.NaN);
}

/** What a ratio may be; undefined where it is only reported. */
export function limitOf(mode: Mode, jdk: number): number | undefined {
  const early = jdk < 25;
  const limits: Partial<Record<Mode, number>> = {
    alone: early ? 1.2 : 1.1,
    mixed: early ? 1.25 : 1.15,
    volatile: 1.2,
    permuted: 1.2,
    negative: 2,
  };
  return limits[mode];
}
