/** A worker thread: it gets the graph of a computation once, then one part of the work after another. */
import { parentPort } from 'node:worker_threads';
import { Volume } from '../volume/index.js';
import { Environment } from './environment.js';
import { encodeError } from './error-message.js';
import type { JobSetup, Reply, Request } from './messages.js';
import { perform, type Workplace } from './perform.js';
import { nodesById, received } from './portable.js';
import { Scratch } from './scratch.js';

interface Job extends Workplace {
  readonly controller: AbortController;
}

const jobs = new Map<number, Job>();
// Memory that is fresh from the system costs as much as filling it, so it is kept as long as the thread is.
const scratch = new Scratch();
const failures = new Map<number, unknown>();

function jobOf(id: number): Job {
  if (failures.has(id)) throw failures.get(id);
  return jobs.get(id) as Job;
}

function open({ job, root, volumes, blockLimit }: JobSetup): void {
  const controller = new AbortController();
  const attached = volumes.map((token) => Volume.attach(token));
  const nodes = nodesById(received(root, attached));
  jobs.set(job, {
    env: new Environment({ signal: controller.signal, blockLimit, scratch }),
    controller,
    volumes: attached,
    nodes,
  });
}

async function end(id: number): Promise<void> {
  const job = jobs.get(id);
  jobs.delete(id);
  failures.delete(id);
  try {
    await job?.env.close();
  } finally {
    for (const volume of job?.volumes ?? []) volume.close();
  }
}

async function handle(request: Request): Promise<Reply | undefined> {
  switch (request.type) {
    case 'job':
      try {
        open(request.setup);
      } catch (error) {
        // No one waits for this message: it is the failure of the job's tasks.
        failures.set(request.setup.job, error);
      }
      return undefined;
    case 'task':
      await perform(jobOf(request.job), request.work);
      return { type: 'done' };
    case 'abort':
      jobs.get(request.job)?.controller.abort();
      return undefined;
    case 'end':
      await end(request.job);
      return { type: 'ended', job: request.job };
  }
}

parentPort?.on('message', async (request: Request) => {
  let reply: Reply | undefined;
  try {
    reply = await handle(request);
  } catch (error) {
    const message = encodeError(error);
    reply =
      request.type === 'end' ? { type: 'ended', job: request.job, error: message } : { type: 'done', error: message };
  }
  if (reply !== undefined) parentPort?.postMessage(reply);
});
