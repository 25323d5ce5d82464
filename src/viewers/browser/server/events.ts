/** The streams of events to the pages that look at a viewer. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { MOST_STREAMS, MOST_UNREAD } from './limits.js';

/** So often something is sent where nothing happens, so that a broken connection is noticed. */
const BEAT_MS = 15_000;
/** How soon a page connects again that has lost the connection. */
const RETRY_MS = 500;

interface Stream {
  readonly client: string;
  readonly response: ServerResponse;
}

export class Events {
  readonly #streams = new Set<Stream>();
  readonly #beat: NodeJS.Timeout;

  constructor() {
    this.#beat = setInterval(() => this.#write(undefined, ':\n\n'), BEAT_MS);
    this.#beat.unref();
  }

  get count(): number {
    return this.#streams.size;
  }

  get full(): boolean {
    return this.#streams.size >= MOST_STREAMS;
  }

  /** Opens the stream of a page; `hello` is the first that it hears. */
  open(client: string, request: IncomingMessage, response: ServerResponse, hello: unknown): void {
    response.writeHead(200, { 'Content-Type': 'text/event-stream; charset=utf-8' });
    response.write(`retry: ${RETRY_MS}\n\n${message('hello', hello)}`);
    const stream = { client, response };
    this.#streams.add(stream);
    request.once('close', () => this.#streams.delete(stream));
  }

  /** Tells all pages but one. */
  send(event: string, data: unknown, except?: string): void {
    if (this.#streams.size > 0) this.#write(except, message(event, data));
  }

  close(): void {
    clearInterval(this.#beat);
    for (const { response } of this.#streams) response.end(message('closed', {}));
    this.#streams.clear();
  }

  #write(except: string | undefined, text: string): void {
    for (const stream of this.#streams) {
      if (stream.client === except) continue;
      const { response } = stream;
      if (response.writableLength > MOST_UNREAD) {
        // It connects again, and gets what there is then.
        this.#streams.delete(stream);
        response.destroy();
      } else {
        response.write(text);
      }
    }
  }
}

function message(event: string, data: unknown): string {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}
