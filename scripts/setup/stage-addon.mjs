import { existsSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { execute } from './execute.mjs';
import { filesUnder, fingerprint, lockedVersion } from './fingerprint.mjs';
import { findJdks, jniInclude } from './jdk.mjs';
import { at, cache } from './paths.mjs';

const isSource = (path) => /\.(cc|h)$/.test(path);
const sources = () => ['binding.gyp', ...filesUnder('native', isSource)];
/** What a compiled addon fits: another of these and it has to be compiled again. */
const target = () => [process.versions.modules, process.platform, process.arch, lockedVersion('node-addon-api')];
const buildTools = ['compiler', 'make', 'python'];

/** The part of the addon that needs no Java: memory and kernels. */
export const core = {
  name: 'core',
  title: 'native addon, core',
  tools: buildTools,
  outputs: ['build/Release/core.node'],
  fingerprint: () => fingerprint(sources(), ...target()),
  run: () => build('core'),
};

/** The part that talks to the Java virtual machine. */
export const jni = {
  name: 'jni',
  title: 'native addon, Java part',
  tools: [...buildTools, 'jni'],
  outputs: ['build/Release/jni.node'],
  fingerprint: () => fingerprint(sources(), ...target(), jniHeader()),
  run: () => build('jni'),
};

/** The header itself, not where it lies: a JDK of the same interface in another folder needs no new build. */
function jniHeader() {
  const include = jniInclude(findJdks());
  return include === undefined ? '' : readFileSync(join(include, 'jni.h'), 'utf8');
}

async function build(name) {
  const nodeGyp = createRequire(at('package.json')).resolve('node-gyp/bin/node-gyp.js');
  const env = headers();
  removeObjectsOfAnotherNode();
  // Each time, as it is what finds a JDK that came since: the Makefile then lists `jni`, and objects of core stay as they are.
  await execute(`${name}-configure`, process.execPath, [nodeGyp, 'configure'], { env });
  const jobs = `--jobs=${availableParallelism()}`;
  await execute(name, process.execPath, [nodeGyp, 'build', name, jobs], { env });
}

/** make compares times only, and the headers of two versions of Node may have the same ones. */
function removeObjectsOfAnotherNode() {
  const gypi = at('build', 'config.gypi');
  if (!existsSync(gypi)) return;
  const abi = /"node_module_version":\s*(\d+)/.exec(readFileSync(gypi, 'utf8'))?.[1];
  if (abi === process.versions.modules) return;
  for (const folder of ['Release', 'Debug']) rmSync(at('build', folder), { recursive: true, force: true });
  for (const name of ['core', 'jni']) rmSync(join(cache, `${name}.stamp`), { force: true });
}

/**
 * The environment that names Node's headers: those of npm's setting `nodedir` or those beside this Node, if they are of
 * its version; else node-gyp downloads them. As an environment variable, which for node-gyp goes before an option: npm
 * passes its own setting so, and headers of another Node would give an addon that crashes.
 */
function headers() {
  const prefix = dirname(dirname(realpathSync(process.execPath)));
  const fitting = [process.env.npm_config_nodedir, prefix].find(
    (folder) => folder && abiOf(folder) === process.versions.modules,
  );
  return { npm_config_nodedir: fitting };
}

/** For which Node the headers in a folder are. */
function abiOf(folder) {
  const include = join(folder, 'include', 'node');
  if (!['node.h', 'common.gypi', 'node_version.h'].every((name) => existsSync(join(include, name)))) return undefined;
  const version = readFileSync(join(include, 'node_version.h'), 'utf8');
  return /#define NODE_MODULE_VERSION (\d+)/.exec(version)?.[1];
}
