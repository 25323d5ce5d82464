import { existsSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { execute, SetupError } from '../setup/execute.mjs';
import { say } from '../setup/log.mjs';
import { at } from '../setup/paths.mjs';
import { which } from '../setup/which.mjs';
import { fromJUnit, notRun } from './counts.mjs';

/** What the tests are built with besides, as gcc's -fsanitize takes it; the two can't be had in one program. */
export const SANITIZERS = ['address,undefined', 'thread'];

/**
 * The C++ tests of native/memory and native/kernels, which know neither Node nor Java.
 * @param {string} [sanitizer] one of SANITIZERS
 */
export async function nativeTests(sanitizer = '') {
  const name = sanitizer === '' ? 'native' : `native, ${sanitizer}`;
  const folder = ['native', ...sanitizer.split(',').filter(Boolean)].join('-');
  const build = at('build', folder);
  const results = at('build', folder, 'results.xml');
  const cmake = which('cmake');
  if (cmake === undefined)
    return notRun(name, [], 'there is no cmake (Debian, Ubuntu: apt-get install cmake; macOS: brew install cmake)');
  say(`Running the C++ tests${sanitizer && ` with the sanitizers ${sanitizer}`} ...`);
  rmSync(results, { force: true });
  let failure;
  try {
    await execute(`${folder}-configure`, cmake, ['-S', at('native'), '-B', build, `-DSANITIZE=${sanitizer}`]);
    await execute(`${folder}-build`, cmake, ['--build', build, '--parallel', String(availableParallelism())]);
    const args = ['--test-dir', build, '--output-on-failure', '--output-junit', results];
    await execute(`${folder}-test`, which('ctest'), args);
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    failure = error.message;
    say(failure);
  }
  if (!existsSync(results)) return notRun(name, [], 'they could not be built');
  const counted = fromJUnit(name, [results]);
  if (failure !== undefined && counted.failed.length === 0) counted.failed.push(`${name}: ctest failed`);
  return counted;
}
