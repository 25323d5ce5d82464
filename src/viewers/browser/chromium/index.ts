/** A Chromium without a window that takes pictures of one page; it ends with its owner, or with the program. */
import { type ChildProcess, spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { ViewerError } from '../../../errors.js';
import { findChromium } from './find.js';
import { DevTools } from './pipe.js';

export { findChromium } from './find.js';

/** Drawn by the processor, so that the same picture comes out on every machine. */
const ARGUMENTS = [
  '--headless=new',
  '--remote-debugging-pipe',
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-extensions',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-dev-shm-usage',
  '--no-proxy-server',
  '--hide-scrollbars',
  '--mute-audio',
  '--force-device-scale-factor=1',
  '--use-gl=angle',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
];
/** A picture that takes longer will not come: something is broken. */
const LONGEST_MS = 120_000;

/** What a picture must show: a revision of the viewer's state, and the changes of each volume up to a number. */
export interface Moment {
  readonly revision: number;
  readonly versions: Readonly<Record<string, number>>;
}

export class Photographer {
  readonly #child: ChildProcess;
  readonly #tools: DevTools;
  readonly #folder: string;
  readonly #ended: Promise<void>;
  #session = '';

  private constructor(child: ChildProcess, folder: string) {
    this.#child = child;
    this.#folder = folder;
    this.#tools = new DevTools(child.stdio[3] as Writable, child.stdio[4] as Readable);
    process.once('exit', this.#exit);
    this.#ended = new Promise((resolve) => {
      const end = (reason: string) => {
        this.#tools.end(reason);
        process.off('exit', this.#exit);
        // Its own processes may still be writing their last.
        this.#kill();
        resolve(
          rm(this.#folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 }).catch(() => undefined),
        );
      };
      child.once('error', (error) => end(`Chromium could not be started: ${error.message}`));
      child.once('exit', (code, signal) => end(`Chromium ended with ${signal ?? `exit code ${code}`}`));
    });
  }

  /**
   * Opens a page.
   * @throws ViewerError if there is no Chromium, or it does not start.
   */
  static async open(url: string, size: readonly [number, number]): Promise<Photographer> {
    const program = findChromium();
    if (program === undefined) {
      throw new ViewerError(
        'a picture of the browser viewer needs Chromium or Chrome, and none was found ' +
          '(Debian, Ubuntu: apt-get install chromium); IMGLIB2_NODE_CHROMIUM can name one',
      );
    }
    const folder = await mkdtemp(join(tmpdir(), 'imglib2-node-chromium-'));
    // As root, as in containers, its own sandbox does not start.
    const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    const child = spawn(program, [...ARGUMENTS, ...sandbox, `--user-data-dir=${folder}`, 'about:blank'], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
      detached: process.platform !== 'win32',
    });
    const photographer = new Photographer(child, folder);
    try {
      await photographer.#within(photographer.#openPage(url, size));
    } catch (error) {
      await photographer.close();
      throw error;
    }
    return photographer;
  }

  /** The page as PNG, when it has drawn all that `moment` stands for. */
  async picture(moment: Moment, [width, height]: readonly [number, number]): Promise<Uint8Array> {
    return this.#within(this.#take(moment, width, height));
  }

  /** Whether the program is still there. */
  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  async close(): Promise<void> {
    // Who waits for the end must not find the program over before it.
    this.#keepAlive(true);
    this.#kill();
    await this.#ended;
  }

  /** Between pictures it doesn't keep the program running. */
  #keepAlive(on: boolean): void {
    const pipes = [this.#child.stdio[3], this.#child.stdio[4]] as unknown as { ref?(): void; unref?(): void }[];
    for (const one of [this.#child, ...pipes])
      if (on) one.ref?.();
      else one.unref?.();
  }

  /** All its processes: they are a group of their own. */
  #kill(): void {
    const { pid } = this.#child;
    if (pid === undefined) return;
    try {
      if (process.platform === 'win32') this.#child.kill('SIGKILL');
      else process.kill(-pid, 'SIGKILL');
    } catch {
      // They are gone.
    }
  }

  readonly #exit = (): void => {
    this.#kill();
    try {
      rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5 });
    } catch {
      // It is in the system's folder for such things.
    }
  };

  async #openPage(url: string, [width, height]: readonly [number, number]): Promise<void> {
    const { targetId } = await this.#tools.send('Target.createTarget', { url: 'about:blank' });
    const { sessionId } = await this.#tools.send('Target.attachToTarget', { targetId, flatten: true });
    this.#session = sessionId as string;
    await this.#page('Page.enable');
    await this.#setSize(width, height);
    const loaded = this.#tools.once('Page.loadEventFired', this.#session);
    await this.#page('Page.navigate', { url });
    await loaded;
  }

  async #take({ revision, versions }: Moment, width: number, height: number): Promise<Uint8Array> {
    await this.#setSize(width, height);
    const expression = `imglib2Node.ready(${revision}, ${JSON.stringify(versions)})`;
    const { exceptionDetails } = await this.#page('Runtime.evaluate', { expression, awaitPromise: true });
    if (exceptionDetails !== undefined) {
      const { text, exception } = exceptionDetails as { text: string; exception?: { description?: string } };
      throw new ViewerError(`the page of the browser viewer failed: ${exception?.description ?? text}`);
    }
    const { data } = await this.#page('Page.captureScreenshot', { format: 'png' });
    return Buffer.from(data as string, 'base64');
  }

  async #setSize(width: number, height: number): Promise<void> {
    await this.#page('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile: false });
  }

  #page(method: string, params?: Record<string, unknown>): Promise<Record<string, unknown>> {
    return this.#tools.send(method, params, this.#session);
  }

  async #within<T>(work: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      const error = new ViewerError(`Chromium took no picture within ${LONGEST_MS / 1000} s`);
      timer = setTimeout(() => reject(error), LONGEST_MS);
    });
    this.#keepAlive(true);
    try {
      return await Promise.race([work, late]);
    } finally {
      clearTimeout(timer);
      this.#keepAlive(false);
    }
  }
}
