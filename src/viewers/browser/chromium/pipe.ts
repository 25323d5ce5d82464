/** The Chrome DevTools Protocol over a pair of pipes: JSON messages, each ended by a zero byte. */
import type { Readable, Writable } from 'node:stream';
import { ViewerError } from '../../../errors.js';

interface Pending {
  readonly resolve: (result: Record<string, unknown>) => void;
  readonly reject: (error: Error) => void;
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly sessionId?: string;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly message: string };
}

export class DevTools {
  readonly #output: Writable;
  readonly #pending = new Map<number, Pending>();
  readonly #events = new Map<string, Set<() => void>>();
  #parts: Buffer[] = [];
  #next = 1;

  constructor(output: Writable, input: Readable) {
    this.#output = output;
    input.on('data', (part: Buffer) => this.#read(part));
    // The program has ended: `end` says so to who waits.
    output.on('error', () => undefined);
    input.on('error', () => undefined);
  }

  send(method: string, params: Record<string, unknown> = {}, sessionId?: string): Promise<Record<string, unknown>> {
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      this.#output.write(`${JSON.stringify({ id, method, params, ...(sessionId && { sessionId }) })}\0`);
    });
  }

  /** Resolves at the next event of that name. */
  once(method: string, sessionId: string): Promise<void> {
    const key = `${sessionId} ${method}`;
    return new Promise((resolve) => {
      const listeners = this.#events.get(key) ?? new Set();
      this.#events.set(key, listeners.add(resolve));
    });
  }

  /** Nothing will be answered any more. */
  end(reason: string): void {
    const error = new ViewerError(reason);
    for (const { reject } of this.#pending.values()) reject(error);
    this.#pending.clear();
  }

  #read(part: Buffer): void {
    let rest = part;
    for (let end = rest.indexOf(0); end >= 0; end = rest.indexOf(0)) {
      this.#parts.push(rest.subarray(0, end));
      this.#hear(JSON.parse(Buffer.concat(this.#parts).toString('utf8')) as Message);
      this.#parts = [];
      rest = rest.subarray(end + 1);
    }
    if (rest.length > 0) this.#parts.push(rest);
  }

  #hear({ id, method, sessionId, result, error }: Message): void {
    if (id === undefined) {
      const key = `${sessionId} ${method}`;
      const listeners = this.#events.get(key);
      this.#events.delete(key);
      for (const listener of listeners ?? []) listener();
      return;
    }
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    if (error === undefined) pending?.resolve(result ?? {});
    else pending?.reject(new ViewerError(`Chromium: ${error.message}`));
  }
}
