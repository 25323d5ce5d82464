/** How much of the server anybody may use. */

/** Requests a second, and how many may come at once after a pause. */
const RATE = 2000;
const BURST = 4000;

/** The longest address; ours have at most half of that. */
export const MOST_URL = 1024;
/** The largest body: changes of settings. */
export const MOST_BODY = 1 << 20;
/** How many chunks are worked on, and streams of events are open, at a time. */
export const MOST_CHUNKS = 64;
export const MOST_STREAMS = 32;
/** How many connections there may be. */
export const MOST_CONNECTIONS = 256;
/** How much may wait for a page that reads slowly, before it has to connect again. */
export const MOST_UNREAD = 1 << 20;

/** Counts requests: each takes one from a store that fills up again with time. */
export class Rate {
  #left = BURST;
  #last = performance.now();

  /** False if there are too many. */
  take(): boolean {
    const now = performance.now();
    this.#left = Math.min(BURST, this.#left + ((now - this.#last) * RATE) / 1000);
    this.#last = now;
    if (this.#left < 1) return false;
    this.#left--;
    return true;
  }
}
