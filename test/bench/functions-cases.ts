/**
 * The rows of `npm run bench -- functions`: what is called, on which inputs, beside which function of the peer, which
 * has the same name there.
 */
import {
  add,
  argmax,
  astype,
  exp,
  max,
  mean,
  multiply,
  permuteDims,
  sort,
  stack,
  sum,
  type Volume,
  where,
} from 'imglib2-node';
import { IMAGE_CASES } from './functions-image-cases.js';

/** One row. */
export interface FunctionCase {
  readonly name: string;
  /** Files that the peer has written. */
  readonly inputs: readonly string[];
  readonly ours: (...volumes: Volume[]) => Volume;
  /** By how much results may differ, relative to the peer's value or to 1; 0 if left out. */
  readonly tolerance?: number;
}

/** The element types of the inputs; float32 where nothing is said. */
export const INPUT_DTYPES: Readonly<Record<string, 'uint8' | 'uint16' | 'int32' | 'bool'>> = {
  bytes: 'uint8',
  words: 'uint16',
  mask: 'bool',
  headBytes: 'uint8',
  headMask: 'bool',
  headSeeds: 'int32',
};

/** Array functions beside NumPy's. Sums of float32 are added in float64 here, in float32 there. */
export const ARRAY_CASES: readonly FunctionCase[] = [
  { name: 'sum', inputs: ['a'], ours: (a) => sum(a), tolerance: 1e-5 },
  { name: 'mean', inputs: ['a'], ours: (a) => mean(a), tolerance: 1e-5 },
  { name: 'max', inputs: ['a'], ours: (a) => max(a) },
  { name: 'argmax', inputs: ['a'], ours: (a) => argmax(a) },
  { name: 'sort', inputs: ['a'], ours: (a) => sort(a) },
  { name: 'add', inputs: ['a', 'b'], ours: (a, b) => add(a, b) },
  { name: 'multiply', inputs: ['a', 'b'], ours: (a, b) => multiply(a, b) },
  // NumPy's vector code is off by up to 2.5 units in the last place of float32.
  { name: 'exp', inputs: ['small'], ours: (a) => exp(a), tolerance: 4e-7 },
  { name: 'where', inputs: ['mask', 'a', 'b'], ours: (mask, a, b) => where(mask, a, b) },
  { name: 'astype', inputs: ['a'], ours: (a) => astype(a, 'uint8') },
  { name: 'stack', inputs: ['a', 'b'], ours: (a, b) => stack([a, b]) },
  { name: 'permuteDims (copied)', inputs: ['a'], ours: (a) => permuteDims(a, [2, 1, 0]).copy() },
  { name: 'sum of uint8', inputs: ['bytes'], ours: (a) => sum(a) },
  { name: 'sum of uint8, axis 0', inputs: ['bytes'], ours: (a) => sum(a, { axis: 0 }) },
  { name: 'sort of uint16', inputs: ['words'], ours: (a) => sort(a) },
  { name: 'add of uint16', inputs: ['words', 'words'], ours: (a, b) => add(a, b) },
  { name: 'mean of float32, axis 0', inputs: ['a'], ours: (a) => mean(a, { axis: 0 }), tolerance: 1e-5 },
];

/** All rows. */
export const CASES: readonly FunctionCase[] = [...ARRAY_CASES, ...IMAGE_CASES];
