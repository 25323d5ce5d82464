/** The X screen as another process sees it: pictures of parts of it, and when it changes. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** Left, top, width and height in pixels. */
export type Rectangle = readonly [x: number, y: number, width: number, height: number];

/** A part of the screen: red, green, blue of each pixel, row by row. */
export interface Shot {
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array;
}

/** A process that looks at the screen; `close()` it. */
export class Screen {
  readonly #process: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  readonly #reader: Interface;

  private constructor(process: ChildProcess, reader: Interface) {
    this.#process = process;
    this.#reader = reader;
    this.#lines = reader[Symbol.asyncIterator]();
  }

  /** Starts it, on the display of this process. */
  static async open(): Promise<Screen> {
    const home = process.env.JAVA_HOME;
    const java = home ? join(home, 'bin', 'java') : 'java';
    // This file runs where it lies, or compiled from build/dev/test/support.
    const places = ['ScreenProbe.java', '../../../../test/support/ScreenProbe.java'];
    const source = places.map((place) => fileURLToPath(new URL(place, import.meta.url))).find(existsSync);
    if (source === undefined) throw new Error(`${places.join(' and ')} are not there`);
    const child = spawn(java, [source], { stdio: ['pipe', 'pipe', 'inherit'] });
    const screen = new Screen(child, createInterface({ input: child.stdout }));
    const first = await screen.#next();
    if (first !== 'ready') throw new Error(`the screen probe did not start: ${first}`);
    return screen;
  }

  async shot(area: Rectangle): Promise<Shot> {
    this.#say('shot', area);
    const answer = await this.#next();
    const rgb = new Uint8Array(Buffer.from(answer.slice('shot '.length), 'base64'));
    return { width: area[2], height: area[3], rgb };
  }

  /** Takes the area as it is now; `change()` of the result tells when and how much it differs from that. */
  async watch(area: Rectangle, timeoutMillis: number): Promise<{ change: () => Promise<Change | undefined> }> {
    this.#say('watch', area, timeoutMillis);
    const armed = await this.#next();
    if (armed !== 'armed') throw new Error(`the screen probe said ${armed}`);
    return {
      change: async () => {
        const [word, nanos, pixels] = (await this.#next()).split(' ');
        return word === 'changed' ? { nanos: BigInt(nanos as string), pixels: Number(pixels) } : undefined;
      },
    };
  }

  close(): void {
    this.#reader.close();
    this.#process.stdin?.end();
  }

  #say(...words: unknown[]): void {
    this.#process.stdin?.write(`${words.flat().join(' ')}\n`);
  }

  async #next(): Promise<string> {
    const { value, done } = await this.#lines.next();
    if (done) throw new Error('the screen probe ended');
    return value;
  }
}

/** When the screen changed, on the clock of `process.hrtime.bigint()` (Linux), and how many of its pixels. */
export interface Change {
  readonly nanos: bigint;
  readonly pixels: number;
}

/** The smallest rectangle that holds all pixels in which two shots differ, and how many those are. */
export function difference(a: Shot, b: Shot): { pixels: number; box: Rectangle | undefined } {
  let pixels = 0;
  let [left, top, right, bottom] = [a.width, a.height, -1, -1];
  for (let i = 0; i < a.width * a.height; i++) {
    if ([0, 1, 2].every((channel) => a.rgb[3 * i + channel] === b.rgb[3 * i + channel])) continue;
    const [x, y] = [i % a.width, Math.floor(i / a.width)];
    pixels++;
    [left, top, right, bottom] = [Math.min(left, x), Math.min(top, y), Math.max(right, x), Math.max(bottom, y)];
  }
  return { pixels, box: pixels === 0 ? undefined : [left, top, right - left + 1, bottom - top + 1] };
}
