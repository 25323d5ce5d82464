import { spawn } from 'node:child_process';
import { which } from '../setup/which.mjs';

/**
 * The display for tests that open windows: the one there is, else an X server of our own that has no screen.
 * @returns {Promise<{ env: Record<string, string>, close(): void } | { missing: string }>} `missing` says why there is none
 */
export async function openDisplay() {
  const noClose = () => {};
  if (process.platform !== 'linux' || process.env.DISPLAY) return { env: {}, close: noClose };
  const program = which('Xvfb');
  if (program === undefined) {
    return {
      missing:
        'there is no DISPLAY and no Xvfb (Debian, Ubuntu: apt-get install xvfb; Fedora: dnf install xorg-x11-server-Xvfb)',
    };
  }
  // -displayfd lets the server choose a number that is free, so that two test runs on one machine don't clash.
  const args = ['-displayfd', '3', '-screen', '0', '1600x1200x24', '-nolisten', 'tcp', '-noreset'];
  const server = spawn(program, args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  const close = () => server.kill();
  process.once('exit', close);
  const number = await firstLine(server);
  if (number === undefined) return { missing: `${program} ended before it had a display` };
  return { env: { IMGLIB2_NODE_TEST_DISPLAY: `:${number}` }, close };
}

function firstLine(server) {
  return new Promise((resolve) => {
    let text = '';
    server.stdio[3].on('data', (chunk) => {
      text += chunk;
      if (text.includes('\n')) resolve(text.trim());
    });
    server.once('error', () => resolve(undefined));
    server.once('exit', () => resolve(undefined));
  });
}
