import { execute } from './execute.mjs';
import { filesUnder, fingerprint } from './fingerprint.mjs';
import { FOREIGN_MEMORY_JAVA, findJdks, jdkForJava } from './jdk.mjs';
import { at } from './paths.mjs';
import { which } from './which.mjs';

/** Our Java classes and the jars they stand on, from Maven Central, in dist/jars and dist/resolver. */
export const java = {
  name: 'java',
  title: 'Java classes and jars',
  tools: ['jdk', 'maven'],
  outputs: ['dist/jars/imglib2-node.jar', 'dist/resolver'],
  // The JDK counts only for whether the classes for Java 22 are in: they are compiled for a fixed release either way.
  fingerprint: () => fingerprint(['java/pom.xml', ...filesUnder('java/src/main')], hasForeignMemory()),
  run: () => maven('java', ['package', '-DskipTests']),
};

/** Runs Maven on java/pom.xml with the JDK that was chosen, whatever `java` is on the PATH. */
export async function maven(log, args) {
  await execute(log, which('mvn'), ['-B', '-ntp', '-f', at('java', 'pom.xml'), ...args], {
    env: { JAVA_HOME: jdkForJava(findJdks()).home },
    shell: process.platform === 'win32',
  });
}

function hasForeignMemory() {
  return (jdkForJava(findJdks())?.version ?? 0) >= FOREIGN_MEMORY_JAVA;
}
