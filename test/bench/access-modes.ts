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
  readonly ratio: number;
  /** What the ratio may be; none where it is only reported. */
  readonly limit?: number;
  /** Why the ratio can't be within its limit; only where it isn't. */
  readonly reason?: string;
}

export type Mode = 'alone' | 'mixed' | 'volatile' | 'permuted' | 'negative' | 'step' | 'large';

/**
 * The programs of one round, by name. Cells stand for BigDataViewer's: images whose access is a volatile array; with
 * them goes the option that is there for them.
 */
export const PROGRAMS: Readonly<Record<string, readonly string[]>> = {
  heap: ['heap'],
  shared: ['shared'],
  mixed: ['heap', 'shared'],
  heapAndCells: ['heap', 'heap again', 'cells'],
  sharedAndCells: ['heap', 'shared', 'cells'],
  permuted: ['permuted'],
  negative: ['negative'],
  step: ['step'],
  large: ['large'],
};

/** Measured in the first round alone, as nothing is asked of them; large images for one element type. */
export const REPORTED: ReadonlySet<string> = new Set(['step', 'large']);
export const LARGE_DTYPE = 'uint8';

/** The ratio that a mode asks for, of one op in one round; undefined where a program has no such op. */
export const RATIOS: Readonly<Record<Mode, (time: (program: string, kind: string) => number) => number>> = {
  alone: (time) => time('shared', 'shared') / time('heap', 'heap'),
  mixed: (time) => time('mixed', 'shared') / time('mixed', 'heap'),
  // All that the program does, its heap images too: they suffer as much from a third kind.
  volatile: (time) =>
    (time('sharedAndCells', 'heap') + time('sharedAndCells', 'shared')) /
    (time('heapAndCells', 'heap') + time('heapAndCells', 'heap again')),
  permuted: (time) => time('permuted', 'permuted') / time('heap', 'heap'),
  negative: (time) => time('negative', 'negative') / time('heap', 'heap'),
  step: (time) => time('step', 'step') / time('heap', 'heap'),
  large: (time) => time('large', 'large') / time('heap', 'heap'),
};

export const MODES = Object.keys(RATIOS) as Mode[];
export const OPS = ['Cursor', 'Cursor write', 'RandomAccess', 'LoopBuilder', 'PrimitiveBlocks'];

/**
 * NaN where a program didn't measure it. Blocks are copied past the accesses, so that it doesn't matter what other
 * classes of access there are: they have a row alone.
 */
export function ratioOf(mode: Mode, op: string, times: ReadonlyMap<string, Times>): number {
  if (op === 'PrimitiveBlocks' && mode !== 'alone') return Number.NaN;
  return RATIOS[mode]((program, kind) => times.get(program)?.get(op)?.get(kind) ?? Number.NaN);
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

/** Why a ratio can't be within its limit, for the few that can't. */
export function reasonOf({ dtype, op, mode }: Pick<Row, 'dtype' | 'op' | 'mode'>): string | undefined {
  if (op === 'PrimitiveBlocks') {
    return 'ImgLib2 copies off-heap memory through java.nio buffers, whose checks for each line cost more than those of a heap array';
  }
  if (dtype === 'float16') {
    return 'each element is converted from or to a float, which those of a heap image of floats are not';
  }
  if (dtype === 'bool') {
    return 'shared memory may hold any byte, so each read asks whether it is 0; a heap boolean is 0 or 1';
  }
  if (op === 'LoopBuilder' && (mode === 'mixed' || mode === 'volatile')) {
    return 'a copy asks at both ends, for each element, which of two classes it has; HotSpot asks for heap arrays first';
  }
  return undefined;
}
