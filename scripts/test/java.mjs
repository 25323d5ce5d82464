import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { SetupError } from '../setup/execute.mjs';
import { filesUnder } from '../setup/fingerprint.mjs';
import { findJdks, jdkForForeignMemory, jdkForJava } from '../setup/jdk.mjs';
import { say } from '../setup/log.mjs';
import { at } from '../setup/paths.mjs';
import { maven } from '../setup/stage-java.mjs';
import { fromJUnit } from './counts.mjs';

const reports = 'java/target/surefire-reports';

/** The JUnit tests of java/, on the JDK that compiles and, for the multi-release classes, on one that has foreign memory. */
export async function javaTests() {
  const jdks = findJdks();
  const runs = [await run(jdkForJava(jdks))];
  const newer = jdkForForeignMemory(jdks);
  if (newer !== undefined && newer.home !== jdkForJava(jdks).home) runs.push(await run(newer));
  return runs;
}

async function run({ home, version }) {
  const name = `java ${version}`;
  say(`Running the JUnit tests on Java ${version} ...`);
  rmSync(at(reports), { recursive: true, force: true });
  let failure;
  try {
    await maven(`java-test-${version}`, ['package', `-Dtest.java=${join(home, 'bin', 'java')}`]);
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    failure = error.message;
    say(failure);
  }
  const counted = fromJUnit(
    name,
    filesUnder(reports, (path) => path.endsWith('.xml')).map((file) => at(file)),
  );
  if (failure !== undefined && counted.failed.length === 0) counted.failed.push(`${name}: Maven failed`);
  return counted;
}
