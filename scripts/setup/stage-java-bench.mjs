import { mkdirSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { execute } from './execute.mjs';
import { filesUnder, fingerprint } from './fingerprint.mjs';
import { jdkForJava } from './jdk.mjs';
import { at } from './paths.mjs';

const sources = () => filesUnder('java/src/bench', (path) => path.endsWith('.java'));
const classes = 'build/java-bench';

/** The programs that measure how fast Java reads shared images: for benchmarks alone, in no jar of the package. */
export const javaBench = {
  name: 'java-bench',
  title: 'Java programs that measure',
  tools: ['jdk'],
  outputs: [`${classes}/imglib2node/bench/Main.class`],
  fingerprint: () => fingerprint([...sources(), ...filesUnder('java/src/main')]),
  async run() {
    rmSync(at(classes), { recursive: true, force: true });
    mkdirSync(at(classes), { recursive: true });
    const jars = filesUnder('dist/jars', (path) => path.endsWith('.jar')).map((path) => at(path));
    const javac = join(jdkForJava().home, 'bin', process.platform === 'win32' ? 'javac.exe' : 'javac');
    const options = ['--release', '17', '-Xlint:all', '-Werror', '-d', at(classes), '-cp', jars.join(delimiter)];
    await execute('java-bench', javac, [...options, ...sources().map((path) => at(path))]);
  },
};
