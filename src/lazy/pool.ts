/** The worker threads of this process: started when there is work, ended when there was none for a while. */
import { Worker } from 'node:worker_threads';
import { ComputeError } from '../errors.js';
import type { Volume } from '../volume/index.js';
import { decodeError } from './error-message.js';
import type { Node } from './graph.js';
import type { Reply, Request, Work } from './messages.js';

/** How long an idle worker stays: starting one takes some 50 ms. */
const IDLE_MS = 5000;

// The same path from src/ (tests) and from dist/.
const PROGRAM = new URL('../../dist/lazy/worker.js', import.meta.url);

/** What all parts of one computation have in common. Volumes must stay open until `endJob`. */
export interface Job {
  readonly id: number;
  readonly root: Node;
  readonly volumes: readonly Volume[];
  readonly blockLimit: number;
}

interface Pending {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

class PoolWorker {
  readonly thread: Worker;
  readonly jobs = new Set<number>();
  readonly ends = new Map<number, Pending>();
  task: Pending | undefined;
  idle: NodeJS.Timeout | undefined;

  constructor() {
    // Flags that say what the main program is (node -e, --input-type) would be refused for a file.
    const inherits = !process.execArgv.some((flag) => /^(-e|-p|-pe|--eval|--print|--input-type.*)$/.test(flag));
    this.thread = new Worker(PROGRAM, { ...(!inherits && { execArgv: [] }), name: 'imglib2-node lazy' });
    this.thread.on('message', (reply: Reply) => this.#take(reply));
    this.thread.on('error', (error) => this.#lost(error));
    this.thread.on('exit', (code) => this.#lost(new Error(`it ended with exit code ${code}`)));
  }

  send(request: Request): void {
    this.thread.postMessage(request);
  }

  get busy(): boolean {
    return this.task !== undefined;
  }

  #take(reply: Reply): void {
    if (reply.type === 'ended') {
      const ended = this.ends.get(reply.job);
      this.ends.delete(reply.job);
      if (reply.error === undefined) ended?.resolve();
      else ended?.reject(decodeError(reply.error));
    } else {
      const { task } = this;
      this.task = undefined;
      if (reply.error === undefined) task?.resolve();
      else task?.reject(decodeError(reply.error));
    }
    settle(this);
  }

  #lost(cause: Error): void {
    workers.delete(this);
    clearTimeout(this.idle);
    this.task?.reject(new ComputeError(`compute: a worker thread was lost: ${cause.message}`, { cause }));
    this.task = undefined;
    for (const ended of this.ends.values()) ended.resolve();
    this.ends.clear();
    dispatch();
  }
}

const workers = new Set<PoolWorker>();
const waiting: { job: Job; work: Work; pending: Pending; limit: number }[] = [];

/** Whether a worker is there already, so that sending work costs little. */
export function poolIsWarm(): boolean {
  return workers.size > 0;
}

/** How many worker threads there are. */
export function poolSize(): number {
  return workers.size;
}

/** Does one part of a job in a worker thread, of which there are at most `limit`. */
export function runInPool(job: Job, work: Work, limit: number): Promise<void> {
  return new Promise((resolve, reject) => {
    waiting.push({ job, work, pending: { resolve, reject }, limit });
    dispatch();
  });
}

function dispatch(): void {
  for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
    // One that has the job's files open already comes first.
    const { job, work, pending, limit } = next;
    const free = [...workers].filter((worker) => !worker.busy);
    let worker = free.find(({ jobs }) => jobs.has(job.id)) ?? free[0];
    if (worker === undefined && workers.size >= limit) return;
    waiting.shift();
    try {
      if (worker === undefined) {
        worker = new PoolWorker();
        workers.add(worker);
      }
      start(worker, job, work, pending);
    } catch (error) {
      pending.reject(error);
    }
  }
}

function start(worker: PoolWorker, job: Job, work: Work, pending: Pending): void {
  clearTimeout(worker.idle);
  if (!worker.jobs.has(job.id)) {
    const volumes = job.volumes.map((volume) => volume.share());
    worker.jobs.add(job.id);
    worker.send({ type: 'job', setup: { job: job.id, root: job.root, volumes, blockLimit: job.blockLimit } });
  }
  worker.task = pending;
  worker.thread.ref();
  worker.send({ type: 'task', job: job.id, work });
}

/** Asks the workers to stop what they do for a job; its tasks are rejected. */
export function abortJob(job: Job): void {
  for (const worker of workers) if (worker.jobs.has(job.id)) worker.send({ type: 'abort', job: job.id });
}

/** Lets the workers close what they opened for a job. None of its tasks may be under way. */
export async function endJob(job: Job): Promise<void> {
  const ends = [...workers]
    .filter((worker) => worker.jobs.delete(job.id))
    .map(
      (worker) =>
        new Promise<void>((resolve, reject) => {
          worker.ends.set(job.id, { resolve, reject });
          worker.thread.ref();
          worker.send({ type: 'end', job: job.id });
        }),
    );
  const results = await Promise.allSettled(ends);
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}

function settle(worker: PoolWorker): void {
  dispatch();
  if (worker.busy || worker.ends.size > 0) return;
  // An idle worker does not keep the process.
  worker.thread.unref();
  clearTimeout(worker.idle);
  worker.idle = setTimeout(() => {
    if (worker.busy || worker.ends.size > 0) return;
    workers.delete(worker);
    worker.thread.terminate();
  }, IDLE_MS);
  worker.idle.unref();
}
