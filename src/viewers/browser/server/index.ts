/** The HTTP server of one viewer: on this machine alone unless told otherwise, and gone with the viewer. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { hostname, networkInterfaces } from 'node:os';
import { ViewerError } from '../../../errors.js';
import { loadAssets } from './assets.js';
import { Events } from './events.js';
import { Guard, newToken, type Refusal, SECURITY_HEADERS } from './guard.js';
import { MOST_CONNECTIONS, MOST_URL, Rate } from './limits.js';
import { Routes } from './routes.js';
import type { Served } from './served.js';

export type { ChunkAddress, ChunkAnswer, Served } from './served.js';

const LOOPBACK = '127.0.0.1';
const ANY = new Set(['0.0.0.0', '::']);

export class ViewerServer {
  readonly #server: Server;
  readonly #events = new Events();
  readonly #rate = new Rate();
  readonly #sockets = new Set<Socket>();
  readonly #token = newToken();
  #guard!: Guard;
  #routes!: Routes;
  #referenced = true;
  /** Where the page is, with the token: who has this may look. */
  url = '';

  private constructor() {
    this.#server = createServer({ requestTimeout: 30_000, headersTimeout: 10_000 }, (request, response) => {
      void this.#handle(request, response);
    });
    this.#server.maxConnections = MOST_CONNECTIONS;
    this.#server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
      if (!this.#referenced) socket.unref();
    });
  }

  /**
   * @param host the address to listen at; only what runs on this machine reaches the default.
   * @throws ViewerError if it can't listen there, or the page was not built.
   */
  static async open(served: Served, host = LOOPBACK): Promise<ViewerServer> {
    const opened = new ViewerServer();
    opened.#routes = new Routes(served, opened.#events, await loadAssets());
    await opened.#listen(host);
    return opened;
  }

  /** How many pages look. */
  get pages(): number {
    return this.#events.count;
  }

  /** Tells all pages but the one that knows already. */
  send(event: 'state' | 'changed', data: unknown, except?: string): void {
    this.#events.send(event, data, except);
  }

  /** Breaks all connections; pages make new ones. */
  dropConnections(): void {
    this.#server.closeAllConnections();
  }

  ref(): void {
    this.#referenced = true;
    this.#server.ref();
    for (const socket of this.#sockets) socket.ref();
  }

  /** The program may end while the server runs. */
  unref(): void {
    this.#referenced = false;
    this.#server.unref();
    for (const socket of this.#sockets) socket.unref();
  }

  /** Tells the pages, and resolves when no connection is left. */
  async close(): Promise<void> {
    // Who waits for the end must not find the program over before it.
    this.ref();
    this.#events.close();
    const ended = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeIdleConnections();
    // The last words have been written; what is still being asked for is asked in vain.
    setImmediate(() => this.#server.closeAllConnections());
    await ended;
  }

  async #listen(host: string): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const fail = (cause: Error) =>
        reject(new ViewerError(`the browser viewer can't listen at ${host}: ${cause.message}`, { cause }));
      this.#server.once('error', fail);
      this.#server.listen(0, host, () => {
        this.#server.off('error', fail);
        resolve();
      });
    });
    const { port } = this.#server.address() as AddressInfo;
    this.#guard = new Guard(
      this.#token,
      namesOf(host).map((name) => `${name}:${port}`),
    );
    const shown = ANY.has(host) ? hostname().toLowerCase() : bracketed(host);
    this.url = `http://${shown}:${port}/v/${this.#token}/`;
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
    let refusal: Refusal | undefined;
    try {
      refusal = this.#refusal(request) ?? (await this.#answer(request, response));
    } catch (error) {
      refusal = { status: 500, message: (error as Error).message };
    }
    if (refusal === undefined || response.headersSent || response.destroyed) return;
    response.writeHead(refusal.status, { 'Content-Type': 'text/plain; charset=utf-8', Connection: 'close' });
    response.end(`${refusal.message}\n`);
  }

  #refusal(request: IncomingMessage): Refusal | undefined {
    const foreign = this.#guard.refusal(request);
    if (foreign !== undefined) return foreign;
    if ((request.url ?? '').length > MOST_URL) return { status: 414, message: 'the address is too long' };
    if (!this.#rate.take()) return { status: 429, message: 'too many requests' };
    return undefined;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<Refusal | undefined> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://viewer');
    const [, prefix, token = '', ...path] = pathname.split('/');
    const known = this.#guard.knows(token);
    if (prefix !== 'v' || !known)
      return { status: 403, message: 'the token in the address is not the one of this viewer' };
    return this.#routes.answer({ request, response, path, query: searchParams });
  }
}

/** The names by which a server that listens at `host` is called. */
function namesOf(host: string): string[] {
  if (host === LOOPBACK || host === '::1' || host === 'localhost') return [LOOPBACK, 'localhost', '[::1]'];
  if (!ANY.has(host)) return [bracketed(host).toLowerCase()];
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return [hostname().toLowerCase(), 'localhost', ...addresses.map(({ address }) => bracketed(address))];
}

/** An IPv6 address as it stands in a URL. */
function bracketed(host: string): string {
  return host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
}
