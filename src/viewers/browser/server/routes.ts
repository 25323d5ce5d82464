/** What each address means. All begin with the token, which was checked before. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { isError } from '../../../errors.js';
import type { Asset } from './assets.js';
import type { Events } from './events.js';
import type { Refusal } from './guard.js';
import { MOST_BODY, MOST_CHUNKS } from './limits.js';
import type { ChunkAddress, Served } from './served.js';

/** What an answer is made of. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** The parts of the address behind the token. */
  readonly path: readonly string[];
  readonly query: URLSearchParams;
}

const NOT_FOUND: Refusal = { status: 404, message: 'there is nothing here' };
const BUSY: Refusal = { status: 503, message: 'too many requests are being worked on' };

export class Routes {
  readonly #served: Served;
  readonly #events: Events;
  readonly #assets: ReadonlyMap<string, Asset>;
  #chunks = 0;

  constructor(served: Served, events: Events, assets: ReadonlyMap<string, Asset>) {
    this.#served = served;
    this.#events = events;
    this.#assets = assets;
  }

  /** Answers, or says why not. */
  async answer(exchange: Exchange): Promise<Refusal | undefined> {
    const { request, path } = exchange;
    const [name = ''] = path;
    if (request.method === 'POST') return this.#post(exchange, name);
    if (request.method !== 'GET') return { status: 405, message: 'only GET and POST are known here' };
    switch (name) {
      case 'events':
        return this.#open(exchange);
      case 'raw':
        return this.#chunk(exchange);
      case 'points':
        return sendJson(exchange, this.#served.points(path[1] ?? ''));
      case 'histogram':
        return this.#histogram(exchange);
      default:
        return this.#asset(exchange, path.length === 1 ? name || 'index.html' : '');
    }
  }

  #asset({ response }: Exchange, name: string): Refusal | undefined {
    const asset = this.#assets.get(name);
    if (asset === undefined) return NOT_FOUND;
    response.writeHead(200, { 'Content-Type': asset.type, 'Content-Length': asset.bytes.length });
    response.end(asset.bytes);
    return undefined;
  }

  #open({ request, response, query }: Exchange): Refusal | undefined {
    if (this.#events.full) return BUSY;
    this.#events.open(query.get('client') ?? '', request, response, this.#served.hello());
    return undefined;
  }

  async #chunk(exchange: Exchange): Promise<Refusal | undefined> {
    const address = addressOf(exchange.path);
    if (address === undefined) return NOT_FOUND;
    if (this.#chunks >= MOST_CHUNKS) return BUSY;
    this.#chunks++;
    try {
      const answer = await whileWanted(exchange, (signal) => this.#served.read(address, signal));
      if (answer === undefined) return NOT_FOUND;
      const { bytes, version } = answer;
      const { response } = exchange;
      response.setHeader('X-Version', version);
      response.writeHead(200, { 'Content-Type': 'application/octet-stream', 'Content-Length': bytes.length });
      response.end(bytes);
      return undefined;
    } finally {
      this.#chunks--;
    }
  }

  async #histogram(exchange: Exchange): Promise<Refusal | undefined> {
    const found = await whileWanted(exchange, (signal) => this.#served.histogram(exchange.path[1] ?? '', signal));
    return sendJson(exchange, found);
  }

  async #post(exchange: Exchange, name: string): Promise<Refusal | undefined> {
    if (name !== 'state' && name !== 'click') return NOT_FOUND;
    if (!exchange.request.headers['content-type']?.startsWith('application/json')) {
      return { status: 415, message: 'the body must be application/json' };
    }
    const text = await bodyOf(exchange.request);
    if (text === undefined) return { status: 413, message: 'the body is too large' };
    try {
      const body: unknown = JSON.parse(text);
      if (name === 'state') this.#served.change(body);
      else this.#served.click(body);
    } catch (error) {
      if (error instanceof SyntaxError || isError(error, 'ArgumentError')) {
        return { status: 400, message: (error as Error).message };
      }
      throw error;
    }
    exchange.response.writeHead(204).end();
    return undefined;
  }
}

function sendJson({ response }: Exchange, value: unknown): Refusal | undefined {
  if (value === undefined) return NOT_FOUND;
  response.writeHead(200, { 'Content-Type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(value));
  return undefined;
}

/** Runs a task with a signal that is aborted when the other side goes away. */
async function whileWanted<T>(
  { response }: Exchange,
  task: (signal: AbortSignal) => Promise<T> | undefined,
): Promise<T | undefined> {
  const controller = new AbortController();
  const gone = () => controller.abort(new DOMException('nobody wants it any more', 'AbortError'));
  response.once('close', gone);
  try {
    return await task(controller.signal);
  } finally {
    response.off('close', gone);
  }
}

/** raw/KEY/FACTORS/START/END, each of the last three numbers with commas between. */
function addressOf([, key, ...parts]: readonly string[]): ChunkAddress | undefined {
  const [factors, start, end, ...more] = parts.map((part) =>
    /^\d{1,9}(,\d{1,9}){2,4}$/.test(part) ? part.split(',').map(Number) : undefined,
  );
  if (key === undefined || factors === undefined || start === undefined || end === undefined || more.length > 0) {
    return undefined;
  }
  return { key, factors, start, end };
}

/** The body as text; undefined if it is too long. */
async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > MOST_BODY) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}
