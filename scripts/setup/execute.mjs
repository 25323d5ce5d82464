import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { cache, root } from './paths.mjs';

/** A program of the set-up ended with an error; the message holds the end of what it printed. */
export class SetupError extends Error {
  name = 'SetupError';
}

const LINES_SHOWN = 30;
let running;

/** The program under way right now, so that a signal to us can end it too. */
export function endRunning(signal) {
  running?.kill(signal);
}

/**
 * Runs a program with its output in `.cache/setup/<log>.log` (and on standard error too with IMGLIB2_NODE_VERBOSE=1).
 * @throws {SetupError} if it can't be started or exits with anything but 0.
 */
export async function execute(log, command, args, { env = {}, cwd = root, shell = false } = {}) {
  mkdirSync(cache, { recursive: true });
  const path = join(cache, `${log}.log`);
  const file = createWriteStream(path, { flags: 'w' });
  file.write(`$ ${[command, ...args].join(' ')}\n`);
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, ...ownNodeFirst(), ...env },
    shell,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running = child;
  for (const stream of [child.stdout, child.stderr]) {
    stream.pipe(file, { end: false });
    if (process.env.IMGLIB2_NODE_VERBOSE) stream.pipe(process.stderr, { end: false });
  }
  const outcome = await new Promise((resolve) => {
    child.once('error', (error) => resolve(`could not be started: ${error.message}`));
    child.once('close', (code, signal) => resolve(code === 0 ? '' : `ended with ${signal ?? `exit code ${code}`}`));
  });
  running = undefined;
  await new Promise((resolve) => file.end(resolve));
  if (outcome === '') return;
  throw new SetupError(`${excerpt(readFileSync(path, 'utf8'))}\n\n${command} ${outcome}. All it printed is in ${path}`);
}

/** What the programs call `node` is this Node, also when the PATH leads to another one or to none. */
function ownNodeFirst() {
  const name = Object.keys(process.env).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH';
  return { [name]: `${dirname(process.execPath)}${delimiter}${process.env[name] ?? ''}` };
}

/** Both ends: a compiler's first error says most, npm and Maven begin with the reason, node-gyp ends with it. */
function excerpt(printed) {
  const lines = printed.trimEnd().split('\n');
  if (lines.length <= 2 * LINES_SHOWN) return lines.join('\n');
  const left = lines.length - 2 * LINES_SHOWN;
  return [...lines.slice(0, LINES_SHOWN), `  ... ${left} lines ...`, ...lines.slice(-LINES_SHOWN)].join('\n');
}

/** npm itself, also where `npm` is a script that only a shell can start (Windows). */
export function npmCommand() {
  const script = process.env.npm_execpath;
  if (script?.endsWith('.js')) return { command: process.execPath, prefix: [script], shell: false };
  return { command: 'npm', prefix: [], shell: process.platform === 'win32' };
}
