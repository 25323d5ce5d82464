import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { Volume, type VolumeToken } from 'imglib2-node';
import type { Churn } from './churn.js';
import type { Random } from './random.js';

const WORKERS = 2;

/** The workers of a stress run; some are terminated in the middle of what they do. */
export class Crew {
  readonly #counter: Int32Array;
  readonly #random: Random;
  readonly #members: Member[] = [];

  /** @param counter counts how often the workers share a volume with Java. */
  constructor(counter: Int32Array, random: Random) {
    this.#counter = counter;
    this.#random = random;
    for (let i = 0; i < WORKERS; i++) this.#members.push(this.#start());
  }

  /** Hands a volume to one of the workers. */
  send(churn: Churn): void {
    const volume = churn.any()?.volume;
    if (volume === undefined || volume.closed) return;
    this.#members[this.#random(WORKERS)]?.send(volume);
  }

  async replaceOne(): Promise<void> {
    const at = this.#random(WORKERS);
    await this.#members[at]?.terminate();
    this.#members[at] = this.#start();
  }

  /** @throws what a worker failed with. */
  async end(): Promise<void> {
    for (const member of this.#members) await member.end();
  }

  #start(): Member {
    return new Member({ seed: this.#random(2 ** 31), counter: this.#counter });
  }
}

class Member {
  readonly #worker: Worker;
  readonly #sent = new Map<number, VolumeToken>();
  #failure: unknown;

  constructor(workerData: object) {
    this.#worker = new Worker(new URL('./worker.js', import.meta.url), { workerData });
    this.#worker.on('message', (hold: number) => this.#sent.delete(hold));
    this.#worker.on('error', (error) => {
      this.#failure = error;
    });
  }

  send(volume: Volume): void {
    const token = volume.share();
    this.#sent.set(token.hold, token);
    this.#worker.postMessage(token);
  }

  async terminate(): Promise<void> {
    await this.#worker.terminate();
    this.#takeBack();
  }

  async end(): Promise<void> {
    const ended = once(this.#worker, 'exit');
    this.#worker.postMessage('end');
    await ended;
    this.#takeBack();
    if (this.#failure !== undefined) throw this.#failure;
  }

  // A token that nobody attaches keeps its memory. One that was attached just before the end may be gone.
  #takeBack(): void {
    for (const token of this.#sent.values()) {
      try {
        Volume.attach(token).close();
      } catch (error) {
        if ((error as Error).name !== 'ReleasedError') throw error;
      }
    }
  }
}
