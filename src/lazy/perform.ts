/** Does one part of a computation, in whatever thread. */
import { type TypedArray, Volume } from '../volume/index.js';
import type { Environment } from './environment.js';
import { fill } from './evaluate.js';
import { reduceInto } from './evaluate-reduce.js';
import type { Node, ReduceNode } from './graph.js';
import { sizeOf } from './grid.js';
import type { Spot, Work } from './messages.js';
import { initialise, merge } from './reducers.js';
import { elementsAt, placeIn } from './spot.js';
import { writeBlock } from './write-block.js';

/** What a thread has of one job. */
export interface Workplace {
  readonly env: Environment;
  readonly volumes: readonly Volume[];
  readonly nodes: ReadonlyMap<number, Node>;
}

/** Does one part. @throws ComputeError, or the signal's reason. */
export async function perform({ env, volumes, nodes }: Workplace, work: Work): Promise<void> {
  const node = nodes.get(work.node) as Node;
  const arraysAt = (spots: readonly Spot[], length: number) =>
    spots.map((spot): TypedArray => elementsAt(volumes[spot.volume] as Volume, spot, length));
  switch (work.kind) {
    case 'fill':
      return fill(env, node, work.region, placeIn(volumes[work.spot.volume] as Volume, work.spot, work.region.shape));
    case 'fillToken': {
      const volume = Volume.attach(work.target);
      try {
        await fill(env, node, work.region, placeIn(volume, { offset: 0, strides: volume.strides }, work.region.shape));
      } finally {
        volume.close();
      }
      return;
    }
    case 'write':
      return writeBlock(env, node, work.region, work.sink);
    case 'reduce': {
      const reduction = node as ReduceNode;
      const state = arraysAt(work.state, sizeOf(work.region.shape));
      if (work.before === 0) initialise(reduction.op, reduction.input.dtype, state);
      return reduceInto(fill, env, reduction, work.region, work.input, state, work.before);
    }
    case 'merge': {
      const [count, more] = work.counts;
      merge(node as ReduceNode, arraysAt(work.into, work.length), count, arraysAt(work.from, work.length), more);
    }
  }
}
