/** Compiles AccessProbe.java with the compiler beside the virtual machine that runs, and loads it there. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { appendClasspath, importClass } from 'java-bridge';
import { type JavaObject, javaClass, startJvmSync } from '../../src/jvm/index.js';

export interface AccessProbe {
  typeSync(image: unknown): string;
  readSync(image: unknown, way: string): string;
  onHeapSync(type: string): JavaObject;
  countAndSumSync(image: unknown): string;
  countAndSumByLoopSync(image: unknown): string;
  /** The value at a position, given as text, Java's first axis first. */
  getSync(image: unknown, position: string): bigint;
  setSync(image: unknown, position: string, value: number): void;
  writeSync(target: unknown, values: unknown, way: string): void;
}

export function accessProbe(): AccessProbe {
  startJvmSync();
  const home = javaClass('System').getPropertySync('java.home') as string;
  const classPath = javaClass('System').getPropertySync('java.class.path') as string;
  const folder = mkdtempSync(join(tmpdir(), 'imglib2-node-probe-'));
  const source = fileURLToPath(new URL('AccessProbe.java', import.meta.url));
  execFileSync(join(home, 'bin', 'javac'), ['-cp', classPath, '-d', folder, source]);
  appendClasspath(folder);
  return importClass('AccessProbe') as unknown as AccessProbe;
}
