/** Who may ask the server anything: who knows its token, by an address that is its own, from no other site. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Bytes of a token: 160 bits. */
const TOKEN_BYTES = 20;

/** A token that nobody can guess, as it stands in addresses. */
export function newToken(): string {
  return randomBytes(TOKEN_BYTES).toString('hex');
}

/** What is answered instead: an HTTP status and a line for people. */
export interface Refusal {
  readonly status: number;
  readonly message: string;
}

export class Guard {
  readonly #token: Buffer;
  /** 'name:port' of all names that lead here. */
  readonly #hosts: ReadonlySet<string>;

  constructor(token: string, hosts: Iterable<string>) {
    this.#token = digest(token);
    this.#hosts = new Set(hosts);
  }

  /**
   * What speaks against a request, before anything of it is used. A name that is not ours, though it leads here, is one
   * that somebody else chose (DNS rebinding): 421. A page of another site has no business here: 403.
   */
  refusal({ headers }: IncomingMessage): Refusal | undefined {
    const host = headers.host?.toLowerCase();
    if (host === undefined || !this.#hosts.has(host)) {
      return { status: 421, message: 'this server is not known by that name' };
    }
    const { origin } = headers;
    if (origin !== undefined && origin !== `http://${host}`) {
      return { status: 403, message: 'requests of other sites are refused' };
    }
    const site = headers['sec-fetch-site'];
    const opened = headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';
    if (site !== undefined && site !== 'same-origin' && site !== 'none' && !opened) {
      return { status: 403, message: 'requests of other sites are refused' };
    }
    return undefined;
  }

  /** Takes as long for any token. */
  knows(token: string): boolean {
    return timingSafeEqual(digest(token), this.#token);
  }
}

/** Of one length, so that the comparison tells nothing of how long a token is. */
function digest(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/** What every answer carries: nothing is loaded from elsewhere, framed, sniffed, cached or told to others. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': [
    "default-src 'none'",
    "script-src 'self'",
    "worker-src 'self'",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
};
