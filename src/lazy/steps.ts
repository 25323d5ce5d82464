/** What the steps of a computation share. */
import type { Volume } from '../volume/index.js';
import type { Node } from './graph.js';
import type { JobRun } from './job-run.js';

/** Settled options. */
export interface RunOptions {
  readonly concurrency: number;
  readonly memoryLimit: number;
  readonly signal?: AbortSignal;
  readonly onProgress: (done: number, total: number) => void;
}

/** A box of the result volume: element offset and strides from its first voxel. */
export interface Target {
  readonly volume: Volume;
  readonly offset: number;
  readonly strides: readonly number[];
}

/** The computation that a step is part of. */
export interface RunContext {
  readonly options: RunOptions;
  /** Aborted by the caller's signal, or because a part has failed. */
  readonly signal: AbortSignal;
  /** Says that so many more parts will come. */
  expect(parts: number): void;
  /** Says that a part is done. */
  advance(): void;
  /** Does something for each item, `limit` at a time; the first failure ends the others, here and in workers. */
  lanes<T>(items: readonly T[], limit: number, use: (item: T, lane: number) => Promise<void>): Promise<void>;
  /** What does the parts of a step, in workers if they can and it is worth it. The caller closes it. */
  openJob(node: Node, bytes: number, volumes: readonly Volume[]): JobRun;
  /** What writes blocks, in workers where `away`. The caller closes it. */
  openWriteJob(node: Node, away: boolean): JobRun;
}

/** The place of voxel `from` of a target. */
export function moved(target: Target, from: readonly number[]): Target {
  const offset = from.reduce((sum, at, d) => sum + at * (target.strides[d] as number), target.offset);
  return { ...target, offset };
}
