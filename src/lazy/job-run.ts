/** The parts of one step, done in worker threads or in this one. */
import { createVolume, type Region, type Volume } from '../volume/index.js';
import { copyStrided, type Place } from './copy.js';
import { bytesBelow } from './demand.js';
import { Environment } from './environment.js';
import { inputsOf, type Node } from './graph.js';
import type { Work } from './messages.js';
import { perform, type Workplace } from './perform.js';
import { abortJob, endJob, type Job, runInPool } from './pool.js';
import { isPortable, nodesById, toSend } from './portable.js';

/** What a step is: its node, the volumes that its parts name by number, and where it is done. */
export interface JobOptions {
  readonly root: Node;
  readonly volumes: readonly Volume[];
  readonly away: boolean;
  readonly signal: AbortSignal;
  readonly options: { readonly concurrency: number; readonly memoryLimit: number };
}

/** Less is not worth a message to a worker. */
const WORTH_SENDING = 256 * 1024;

let lastJob = 0;

/** One step under way. */
export class JobRun {
  readonly #options: JobOptions;
  readonly #pooled: Job[] = [];
  readonly #pooledOf = new Map<Node, Job>();
  readonly #workplace: Workplace | undefined;

  constructor(options: JobOptions) {
    this.#options = options;
    const { root, volumes, signal } = options;
    signal.addEventListener('abort', this.#abort, { once: true });
    if (options.away) {
      this.#pooled.push(this.#newJob(root, volumes));
      return;
    }
    const env = new Environment({ signal, blockLimit: options.options.memoryLimit, elsewhere: this.#elsewhere });
    this.#workplace = { env, volumes, nodes: nodesById(root) };
  }

  /** Does a part. */
  do(work: Work): Promise<void> {
    if (this.#workplace !== undefined) return perform(this.#workplace, work);
    return runInPool(this.#pooled[0] as Job, work, this.#options.options.concurrency);
  }

  /** Closes what was opened for it, in all threads. No part may be under way. */
  async close(): Promise<void> {
    this.#options.signal.removeEventListener('abort', this.#abort);
    await this.#workplace?.env.close();
    for (const job of this.#pooled) await endJob(job);
  }

  readonly #abort = (): void => {
    for (const job of this.#pooled) abortJob(job);
  };

  #newJob(root: Node, volumes: readonly Volume[]): Job {
    const all = [...volumes];
    const sent = toSend(root, all);
    const { concurrency, memoryLimit } = this.#options.options;
    lastJob += 1;
    return { id: lastJob, root: sent, volumes: all, blockLimit: Math.ceil(memoryLimit / concurrency) };
  }

  // Reading and decoding below a function of this thread goes to workers.
  readonly #elsewhere = (node: Node, region: Region, place: Place): Promise<void> | undefined => {
    if (isPortable(this.#options.root) || !isPortable(node) || !reads(node)) return undefined;
    if (bytesBelow(node, region) < WORTH_SENDING) return undefined;
    return this.#fillElsewhere(node, region, place);
  };

  async #fillElsewhere(node: Node, region: Region, place: Place): Promise<void> {
    let job = this.#pooledOf.get(node);
    if (job === undefined) {
      job = this.#newJob(node, []);
      this.#pooled.push(job);
      this.#pooledOf.set(node, job);
    }
    const volume = createVolume(region.shape, node.dtype);
    try {
      const work: Work = { kind: 'fillToken', node: node.id, region, target: volume.share() };
      await runInPool(job, work, this.#options.options.concurrency);
      copyStrided(region.shape, volume, place);
    } finally {
      volume.close();
    }
  }
}

function reads(node: Node): boolean {
  return node.kind === 'source' || node.kind === 'blocks' || inputsOf(node).some(reads);
}
