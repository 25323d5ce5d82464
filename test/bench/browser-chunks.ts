/**
 * node browser-chunks.js BASE SIDE: asks a server for all chunks of 64^3 of a volume of SIDE^3 bytes, over as many
 * connections as a browser opens, three times; prints the megabytes a second of each time. It speaks HTTP over plain
 * sockets, so that the asking takes little of the processor that the server is measured on.
 */
import { connect, type Socket } from 'node:net';

const CHUNK = 64;
const CONNECTIONS = 6;
const ROUNDS = 3;
const HEAD_END = Buffer.from('\r\n\r\n');

const [, , base = '', side = '0'] = process.argv;
const { hostname, port, pathname, host } = new URL(base);

/** One connection that is kept: a request after the other. */
class Connection {
  readonly #socket: Socket;
  #head: Buffer = Buffer.alloc(0);
  #length: number | undefined;
  #got = 0;
  #done: ((bytes: number) => void) | undefined;
  #fail: ((error: Error) => void) | undefined;

  constructor() {
    this.#socket = connect(Number(port), hostname);
    this.#socket.setNoDelay(true);
    this.#socket.on('data', (part) => this.#take(part as Buffer));
    this.#socket.once('error', (error) => this.#fail?.(error));
    this.#socket.once('close', () => this.#fail?.(new Error('the server ended the connection')));
  }

  /** The number of bytes of the answer's body. */
  get(path: string): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#done = resolve;
      this.#fail = reject;
      this.#socket.write(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
    });
  }

  close(): void {
    this.#fail = undefined;
    this.#socket.destroy();
  }

  #take(part: Buffer): void {
    if (this.#length === undefined) {
      this.#head = Buffer.concat([this.#head, part]);
      const end = this.#head.indexOf(HEAD_END);
      if (end < 0) return;
      const head = this.#head.toString('latin1', 0, end);
      const length = /^content-length: *(\d+)/im.exec(head)?.[1];
      if (!/^HTTP\/1\.1 200 /.test(head) || length === undefined) {
        this.#fail?.(new Error(head));
        return;
      }
      this.#length = Number(length);
      this.#got = this.#head.length - end - HEAD_END.length;
      this.#head = Buffer.alloc(0);
    } else {
      this.#got += part.length;
    }
    if (this.#got < this.#length) return;
    this.#length = undefined;
    this.#done?.(this.#got);
  }
}

async function round(connections: readonly Connection[], paths: readonly string[]): Promise<number> {
  const begin = performance.now();
  let bytes = 0;
  let next = 0;
  const drain = async (connection: Connection): Promise<void> => {
    for (let path = paths[next++]; path !== undefined; path = paths[next++]) {
      const got = await connection.get(path);
      bytes += got;
    }
  };
  await Promise.all(connections.map(drain));
  if (bytes !== Number(side) ** 3) throw new Error(`${bytes} bytes came, not ${side}^3`);
  return bytes / 1000 / (performance.now() - begin);
}

const starts = Array.from({ length: Number(side) / CHUNK }, (_, i) => i * CHUNK);
const paths = starts.flatMap((z) =>
  starts.flatMap((y) => starts.map((x) => `${pathname}/${x},${y},${z}/${x + CHUNK},${y + CHUNK},${z + CHUNK}`)),
);
const connections = Array.from({ length: CONNECTIONS }, () => new Connection());
const rates: number[] = [];
for (let i = 0; i < ROUNDS; i++) rates.push(await round(connections, paths));
for (const connection of connections) connection.close();
process.stdout.write(`${JSON.stringify(rates)}\n`);
