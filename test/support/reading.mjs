// Java code for the tests alone (java/Reading.java): compiled here, and added to the class path of the running VM.
// In JavaScript, since programs and workers without vitest use it as well.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import bridge from 'java-bridge';

const source = fileURLToPath(new URL('java/Reading.java', import.meta.url));
const jars = fileURLToPath(new URL('../../dist/jars/', import.meta.url));

/** The class Reading, as java-bridge gives it; once a process. `javaHome` is that of a JDK. */
export function importReading(javaHome) {
  const folder = mkdtempSync(join(tmpdir(), 'imglib2-node-java-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const compiler = join(javaHome, 'bin', 'javac');
  const command = existsSync(compiler) ? compiler : 'javac';
  const classPath = readdirSync(jars)
    .map((name) => join(jars, name))
    .join(delimiter);
  execFileSync(command, ['--release', '17', '-cp', classPath, '-d', folder, source]);
  bridge.appendClasspath(folder);
  return bridge.importClass('imglib2node.test.Reading');
}
