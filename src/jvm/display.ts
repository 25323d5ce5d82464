/** Whether Java could open a window here; asked without starting Java. */
import { connect, type NetConnectOpts } from 'node:net';
import { type JavaEnvironment, thisEnvironment } from './java-places.js';

/** An X display answers within milliseconds, one at the far end of ssh within a second. */
const PATIENCE_MS = 2000;

/**
 * Why Java cannot open a window, or undefined if it can. On Linux AWT draws through X11 only (with Wayland through
 * XWayland, which sets DISPLAY too); macOS and Windows have a desktop unless the session is a remote one.
 *
 * Ask before Java starts: a VM that was started for windows and finds no display can't be told to do without.
 * @example const viewer = await view(head, { headless: (await displayProblem()) !== undefined });
 */
export async function displayProblem(
  environment: Pick<JavaEnvironment, 'env' | 'platform'> = thisEnvironment(),
): Promise<string | undefined> {
  const { env, platform } = environment;
  if (platform === 'darwin' || platform === 'win32') return undefined;
  const display = env.DISPLAY ?? '';
  if (display === '') return 'DISPLAY is not set';
  const match = /^(.*):(\d+)(\.\d+)?$/.exec(display);
  if (match === null) return `DISPLAY is ${display}, which is no display (host:number)`;
  const [, host = '', number = ''] = match;
  const tries = addressesOf(host, Number(number)).map((address) => answers(address));
  return (await Promise.all(tries)).includes(true) ? undefined : `no X server answers at DISPLAY ${display}`;
}

function addressesOf(host: string, number: number): NetConnectOpts[] {
  if (host !== '' && host !== 'unix') return [{ host, port: 6000 + number }];
  const socket = `/tmp/.X11-unix/X${number}`;
  // Some X servers listen on Linux's abstract socket of that name only.
  return [{ path: socket }, { path: `\0${socket}` }];
}

function answers(address: NetConnectOpts): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(address);
    const finish = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(PATIENCE_MS, () => finish(false));
    socket.once('connect', () => finish(true));
    socket.once('error', () => finish(false));
  });
}
