import { existsSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { execute, SetupError } from '../setup/execute.mjs';
import { filesUnder } from '../setup/fingerprint.mjs';
import { jniInclude } from '../setup/jdk.mjs';
import { at } from '../setup/paths.mjs';
import { program } from './tools.mjs';

const WAYS = 'version 14; Debian, Ubuntu: apt-get install clang-format clang-tidy; macOS: brew install llvm@14';

/** C++ that clang-format would leave as it is. */
export async function cxxFormat() {
  const tool = program(['clang-format-14', 'clang-format'], 'checks how C++ is laid out', WAYS);
  await execute('clang-format', tool, ['--dry-run', '-Werror', ...sources(/\.(cc|h)$/)]);
}

/** clang-tidy on each C++ file by itself, as many at a time as there are processors. */
export async function cxxLint() {
  const tool = program(['clang-tidy-14', 'clang-tidy'], 'checks the C++', WAYS);
  const waiting = sources(/\.cc$/);
  const flags = ['-std=c++17', ...includes().map((folder) => `-isystem${folder}`), `-I${at('native')}`];
  const problems = [];
  const work = async () => {
    for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
      const log = `clang-tidy-${file.replaceAll('/', '-')}`;
      await execute(log, tool, ['--quiet', file, '--', ...flags]).catch((error) => problems.push(error.message));
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  if (problems.length > 0) throw new SetupError(problems.join('\n\n'));
}

function sources(pattern) {
  const files = [...filesUnder('native'), ...filesUnder('test/native')].filter((file) => pattern.test(file));
  if (files.length === 0) throw new SetupError('No C++ file was found to check.');
  return files;
}

/** Headers that are not ours: warnings in them are not our business. */
function includes() {
  const addonApi = dirname(createRequire(at('package.json')).resolve('node-addon-api/package.json'));
  const prefix = process.env.npm_config_nodedir ?? dirname(dirname(realpathSync(process.execPath)));
  const node = join(prefix, 'include', 'node');
  if (!existsSync(join(node, 'node_api.h'))) {
    throw new SetupError(
      `There is no ${node}: name a folder that has include/node in the environment variable npm_config_nodedir.`,
    );
  }
  const jni = jniInclude();
  if (jni === undefined) throw new SetupError('There is no JDK with jni.h, which the C++ of the Java part includes.');
  const system = { darwin: 'darwin', win32: 'win32' }[process.platform] ?? 'linux';
  return [addonApi, node, jni, join(jni, system)];
}
