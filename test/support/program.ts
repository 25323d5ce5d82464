/** Programs of this package as a user runs them: processes of their own, built, with an environment that is known. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** How a program ended, and what it wrote. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ProgramOptions {
  /** Variables to set, or with undefined to remove. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  /** Called with all of standard error so far, whenever there is more: to send a signal at the right moment. */
  readonly onStderr?: (text: string, kill: (signal: NodeJS.Signals) => void) => void;
  /** A program that runs longer is killed. */
  readonly timeoutMillis?: number;
}

const ROOT = new URL('../../', import.meta.url);

/** A path in the repository. */
export function inRepository(path: string): string {
  return fileURLToPath(new URL(path, ROOT));
}

/** Runs a built JavaScript file of the repository, e.g. 'dist/cli/main.js'. No display, and no jars but our own. */
export function runProgram(script: string, args: readonly string[], options: ProgramOptions = {}): Promise<Ended> {
  const { env = {}, cwd = inRepository('.'), onStderr, timeoutMillis = 100_000 } = options;
  const own = Object.keys(process.env).filter((name) => name.startsWith('IMGLIB2_NODE_'));
  const clean = { ...process.env, ...Object.fromEntries(own.map((name) => [name, undefined])), DISPLAY: undefined };
  const child = spawn(process.execPath, [inRepository(script), ...args], {
    cwd,
    env: { ...clean, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: timeoutMillis,
    killSignal: 'SIGKILL',
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    onStderr?.(stderr, (signal) => child.kill(signal));
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
}

/** Runs the command line. */
export function cli(args: readonly string[], options: ProgramOptions = {}): Promise<Ended> {
  return runProgram('dist/cli/main.js', args, options);
}
