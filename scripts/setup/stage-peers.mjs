import { execute, npmCommand } from './execute.mjs';
import { fingerprint } from './fingerprint.mjs';
import { at } from './paths.mjs';

const folder = 'test/peers';

/** onnxruntime-node and TensorFlow.js, which the package works without, for the tests of tensors: half a gigabyte. */
export const peers = {
  name: 'peers',
  title: 'onnxruntime and TensorFlow.js, for tests',
  tools: [],
  outputs: [`${folder}/node_modules/.package-lock.json`],
  fingerprint: () =>
    fingerprint([`${folder}/package.json`, `${folder}/package-lock.json`], process.platform, process.arch),
  async run() {
    const { command, prefix, shell } = npmCommand();
    const args = [...prefix, 'ci', '--ignore-scripts', '--no-audit', '--no-fund'];
    await execute('peers', command, args, { shell, cwd: at(folder) });
  },
};
