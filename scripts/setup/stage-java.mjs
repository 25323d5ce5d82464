import { cpSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { execute } from './execute.mjs';
import { filesUnder, fingerprint } from './fingerprint.mjs';
import { findJdks, jdkForForeignMemory, jdkForJava } from './jdk.mjs';
import { at } from './paths.mjs';
import { which } from './which.mjs';

/** Our Java classes and the jars they stand on, from Maven Central, in dist/jars and dist/resolver. */
export const java = {
  name: 'java',
  title: 'Java classes and jars',
  tools: ['jdk', 'maven'],
  outputs: ['dist/jars/imglib2-node.jar', 'dist/resolver'],
  // A JDK counts only for whether the classes for Java 22 are in: all are compiled for a fixed release.
  fingerprint: () => fingerprint(sources(), jdkForForeignMemory(findJdks()) !== undefined),
  async run() {
    // What an earlier version left there must not get onto the class path.
    for (const folder of ['jars', 'resolver', 'classes'])
      rmSync(at('java/target', folder), { recursive: true, force: true });
    await maven('java', ['package', '-Dmaven.test.skip=true']);
    for (const folder of ['jars', 'resolver']) replace(at('java/target', folder), at('dist', folder));
  },
};

/** Runs Maven on java/pom.xml with the JDKs found, whatever `java` is on the PATH. */
export async function maven(log, args) {
  const jdks = findJdks();
  const newer = jdkForForeignMemory(jdks);
  const jdk22 = newer === undefined ? [] : [`-Djdk22.home=${newer.home}`];
  await execute(log, which('mvn'), ['-B', '-ntp', '-f', at('java', 'pom.xml'), ...args, ...jdk22], {
    env: { JAVA_HOME: jdkForJava(jdks).home },
    shell: process.platform === 'win32',
  });
}

function sources() {
  return ['java/pom.xml', ...filesUnder('java/src').filter((file) => !file.startsWith('java/src/test'))];
}

/** In one step each, so that a virtual machine that starts meanwhile finds the old folder or the new one. */
function replace(from, to) {
  const draft = `${to}.new`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(at('dist'), { recursive: true });
  cpSync(from, draft, { recursive: true });
  rmSync(to, { recursive: true, force: true });
  renameSync(draft, to);
}
