import { existsSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { execute, SetupError } from '../setup/execute.mjs';
import { say } from '../setup/log.mjs';
import { at } from '../setup/paths.mjs';
import { which } from '../setup/which.mjs';
import { fromJUnit, notRun } from './counts.mjs';

const build = at('build', 'native');
const results = at('build', 'native', 'results.xml');

/** The C++ tests of native/memory and native/kernels, which know neither Node nor Java. */
export async function nativeTests() {
  const cmake = which('cmake');
  if (cmake === undefined)
    return notRun('native', [], 'there is no cmake (Debian, Ubuntu: apt-get install cmake; macOS: brew install cmake)');
  say('Running the C++ tests ...');
  rmSync(results, { force: true });
  let failure;
  try {
    await execute('native-configure', cmake, ['-S', at('native'), '-B', build]);
    await execute('native-build', cmake, ['--build', build, '--parallel', String(availableParallelism())]);
    await execute('native-test', which('ctest'), [
      '--test-dir',
      build,
      '--output-on-failure',
      '--output-junit',
      results,
    ]);
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    failure = error.message;
    say(failure);
  }
  if (!existsSync(results)) return notRun('native', [], 'they could not be built');
  const counted = fromJUnit('native', [results]);
  if (failure !== undefined && counted.failed.length === 0) counted.failed.push('native: ctest failed');
  return counted;
}
