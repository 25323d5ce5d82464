/** One block, handed to the writer that a module exports. */
import type { Region, TypedArray } from '../volume/index.js';
import { contiguousPlace } from './copy.js';
import type { Environment } from './environment.js';
import { fill } from './evaluate.js';
import type { ModuleFunction, Node } from './graph.js';
import { sizeOf } from './grid.js';

/** Hands one block to the writer of a module, in whatever thread. */
export async function writeBlock(env: Environment, node: Node, region: Region, sink: ModuleFunction): Promise<void> {
  const writer = await env.writer(sink);
  let lent: TypedArray | undefined;
  const read = async (part: Region): Promise<TypedArray> => {
    if (lent !== undefined) env.scratch.give(lent);
    lent = env.scratch.take(node.dtype, sizeOf(part.shape));
    await fill(env, node, part, contiguousPlace(lent, node.dtype, part.shape));
    return lent;
  };
  await writer.write(region, read, env.signal);
  if (lent !== undefined) env.scratch.give(lent);
}
