/** A web server as a store: each key is a URL below that of the store. */
import { setTimeout as sleep } from 'node:timers/promises';
import { FormatError, isError, StoreError } from '../../errors.js';
import { type ByteRange, type ByteStore, type ReadBytesOptions, resolveByteRange, unreadable } from './byte-store.js';

/** How a server is asked. */
export interface HttpOptions {
  /** Sent with each request, e.g. `{ authorization: 'Bearer ...' }`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Milliseconds without a byte from the server, after which a request has failed. Default 30 000. */
  readonly timeout?: number;
  /** Milliseconds for the whole of a request. Default 300 000. */
  readonly maxTime?: number;
  /** How often a request that failed is sent again (the server is busy, or the connection broke). Default 4. */
  readonly retries?: number;
  /** The most bytes that one answer may have. Default 1 GiB. */
  readonly maxBytes?: number;
  /** The statuses that mean: there is no such key. Default 404 and 410; some servers of Amazon's kind say 403. */
  readonly missing?: readonly number[];
}

const DEFAULTS: Required<HttpOptions> = {
  headers: {},
  timeout: 30_000,
  maxTime: 300_000,
  retries: 4,
  maxBytes: 2 ** 30,
  missing: [404, 410],
};

/** The first pause before a request is sent again; each further one is twice as long. */
const PAUSE_MS = 100;
/** Statuses that may be gone the next time: of requests that came too soon or too often, and of servers in trouble. */
const PASSING = [408, 425, 429, 500, 502, 503, 504];

/** What may go away when it is tried again. */
class PassingFailure extends Error {
  constructor(
    message: string,
    /** Milliseconds that the server asks to wait. */
    readonly wait = 0,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** What lies below `url` on its server; a query, e.g. a signature, is sent with each key. */
export function httpStore(url: string, options: HttpOptions = {}): ByteStore {
  const settings = { ...DEFAULTS, ...options };
  const base = new URL(url);
  if (!base.pathname.endsWith('/')) base.pathname += '/';
  const place = (key: string): string => {
    const at = new URL(base);
    at.pathname += key.split('/').map(encodeURIComponent).join('/');
    return at.href;
  };
  return {
    name: url,
    place,
    read: (key, wanted) => readWithRetries(place(key), settings, wanted ?? {}),
    close: async () => {},
  };
}

async function readWithRetries(
  url: string,
  settings: Required<HttpOptions>,
  options: ReadBytesOptions,
): Promise<Uint8Array | undefined> {
  const { signal } = options;
  for (let attempt = 0; ; attempt++) {
    try {
      return await request(url, settings, options);
    } catch (error) {
      signal?.throwIfAborted();
      if (isError(error)) throw error;
      if (!(error instanceof PassingFailure)) unreadable(url, error);
      if (attempt >= settings.retries) {
        throw new StoreError(`${url}: ${error.message}; given up after ${attempt + 1} requests`, { cause: error });
      }
      const pause = PAUSE_MS * 2 ** attempt * (0.5 + Math.random());
      await sleep(Math.min(Math.max(pause, error.wait), settings.timeout), undefined, { ...(signal && { signal }) });
    }
  }
}

/** One request, its clocks running. */
async function request(
  url: string,
  settings: Required<HttpOptions>,
  { range, signal }: ReadBytesOptions,
): Promise<Uint8Array | undefined> {
  const ending = new AbortController();
  const end = (reason: string) => () => ending.abort(new PassingFailure(reason));
  const idle = setTimeout(end(`no byte came for ${settings.timeout} ms`), settings.timeout);
  const all = setTimeout(end(`the answer took more than ${settings.maxTime} ms`), settings.maxTime);
  const abort = (): void => ending.abort(signal?.reason);
  signal?.addEventListener('abort', abort, { once: true });
  try {
    signal?.throwIfAborted();
    return await answer(url, settings, range, ending.signal, () => idle.refresh());
  } catch (error) {
    if (ending.signal.aborted) throw ending.signal.reason;
    // fetch has one TypeError for all that goes wrong on the way; the cause says what.
    if (error instanceof TypeError) {
      const { cause } = error as { cause?: Error };
      throw new PassingFailure(`the connection failed (${cause?.message || error.message})`, 0, { cause: error });
    }
    throw error;
  } finally {
    clearTimeout(idle);
    clearTimeout(all);
    signal?.removeEventListener('abort', abort);
  }
}

async function answer(
  url: string,
  settings: Required<HttpOptions>,
  range: ByteRange | undefined,
  signal: AbortSignal,
  alive: () => void,
): Promise<Uint8Array | undefined> {
  const headers = { ...settings.headers, ...(range && { range: rangeText(range) }) };
  const response = await fetch(url, { headers, signal });
  alive();
  const { status } = response;
  if (status === 200 || status === 206) {
    const bytes = await bodyOf(url, response, settings.maxBytes, alive);
    if (range === undefined) return bytes;
    // A server that knows no ranges sends all.
    return status === 206 ? checkedPart(url, response, range, bytes) : partOf(url, range, bytes);
  }
  await response.body?.cancel();
  if (settings.missing.includes(status)) return undefined;
  if (status === 416) throw new FormatError(`${url}: has no ${rangeText(range)}: it is cut off or corrupt`);
  const text = `the server answered ${status} ${response.statusText}`.trim();
  if (PASSING.includes(status)) {
    throw new PassingFailure(text, 1000 * Number(response.headers.get('retry-after') ?? 0) || 0);
  }
  const hint = status === 403 ? '; if it says so of what does not exist, give missing: [403, 404]' : '';
  throw new StoreError(`${url}: ${text}${hint}`);
}

function rangeText(range: ByteRange | undefined): string {
  if (range === undefined) return 'bytes';
  if ('suffixLength' in range) return `bytes=-${range.suffixLength}`;
  return `bytes=${range.offset}-${range.offset + range.length - 1}`;
}

async function bodyOf(url: string, response: Response, maxBytes: number, alive: () => void): Promise<Uint8Array> {
  const tooMuch = (bytes: number): never => {
    throw new StoreError(`${url}: the answer has ${bytes} bytes or more, and maxBytes is ${maxBytes}`);
  };
  const declared = Number(response.headers.get('content-length') ?? Number.NaN);
  if (declared > maxBytes) {
    await response.body?.cancel();
    tooMuch(declared);
  }
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of response.body ?? []) {
    alive();
    bytes += part.length;
    // Leaving the loop cancels the rest.
    if (bytes > maxBytes) tooMuch(bytes);
    parts.push(part);
  }
  return parts.length === 1 ? (parts[0] as Uint8Array) : Buffer.concat(parts, bytes);
}

function partOf(url: string, range: ByteRange, bytes: Uint8Array): Uint8Array {
  const { offset, length } = resolveByteRange(range, bytes.length, url);
  return bytes.subarray(offset, offset + length);
}

/** A part must be the one that was asked for: proxies have sent others. */
function checkedPart(url: string, response: Response, range: ByteRange, bytes: Uint8Array): Uint8Array {
  const wanted = 'suffixLength' in range ? range.suffixLength : range.length;
  const said = response.headers.get('content-range') ?? '';
  const [, first, last, all] = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(said) ?? [];
  const start = 'suffixLength' in range ? Number(all) - wanted : range.offset;
  if (first !== undefined && Number(first) !== (all === '*' && 'suffixLength' in range ? Number(first) : start)) {
    throw new StoreError(`${url}: asked for ${rangeText(range)}, the server sent ${said}`);
  }
  if (bytes.length === wanted && (last === undefined || Number(last) - Number(first) + 1 === wanted)) return bytes;
  throw new FormatError(`${url}: ${bytes.length} bytes came for ${rangeText(range)}: it is cut off or corrupt`);
}
