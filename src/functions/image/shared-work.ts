/**
 * Work that is done once for all who wait for it, when it is first asked for. What failed is tried again at the next
 * question; it ends when nobody waits for it any more.
 */
export class SharedWork<T> {
  readonly #work: (signal: AbortSignal) => Promise<T>;
  #running: Running<T> | undefined;
  #before: Promise<unknown> = Promise.resolve();

  /** @param work must have ended all that it began when it rejects; it is never begun twice at a time. */
  constructor(work: (signal: AbortSignal) => Promise<T>) {
    this.#work = work;
  }

  /** Its result. @throws what the work throws, and the reason of `signal` as soon as that is aborted. */
  async get(signal?: AbortSignal): Promise<T> {
    signal?.throwIfAborted();
    this.#running ??= this.#begin();
    const running = this.#running;
    running.waiting += 1;
    try {
      return await unlessAborted(running.result, signal);
    } finally {
      running.waiting -= 1;
      if (running.waiting === 0 && !running.done) {
        if (this.#running === running) this.#running = undefined;
        running.abort.abort(signal?.reason);
      }
    }
  }

  #begin(): Running<T> {
    const abort = new AbortController();
    const result = this.#before.then(() => this.#work(abort.signal));
    const running: Running<T> = { result, abort, waiting: 0, done: false };
    this.#before = result.then(
      () => {
        running.done = true;
      },
      () => {
        if (this.#running === running) this.#running = undefined;
      },
    );
    return running;
  }
}

interface Running<T> {
  readonly result: Promise<T>;
  readonly abort: AbortController;
  waiting: number;
  done: boolean;
}

function unlessAborted<T>(coming: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return coming;
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    coming.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
