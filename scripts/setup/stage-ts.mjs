import { chmodSync, existsSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { execute } from './execute.mjs';
import { filesUnder, fingerprint, lockedVersion } from './fingerprint.mjs';
import { at } from './paths.mjs';

/** TypeScript to JavaScript and its declarations, in dist/. */
export const ts = {
  name: 'ts',
  title: 'TypeScript',
  tools: [],
  outputs: ['dist/index.js'],
  fingerprint: () => fingerprint(['tsconfig.json', ...filesUnder('src')], lockedVersion('typescript')),
  async run() {
    removeOutputsWithoutSource();
    const tsc = createRequire(at('package.json')).resolve('typescript/bin/tsc');
    await execute('ts', process.execPath, [tsc, '-p', at('tsconfig.json')]);
    if (existsSync(at('dist/cli/main.js'))) chmodSync(at('dist/cli/main.js'), 0o755);
  },
};

/** A module that was renamed or deleted must not stay importable from dist/, nor get into the package. */
function removeOutputsWithoutSource() {
  const isOutput = (path) => /\.(js|d\.ts)(\.map)?$/.test(path);
  for (const file of filesUnder('dist', isOutput)) {
    const source = file.replace(/^dist\//, 'src/').replace(/\.(js|d\.ts)(\.map)?$/, '.ts');
    if (!existsSync(at(source))) rmSync(at(file));
  }
}
