import { chmodSync, existsSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { execute } from './execute.mjs';
import { filesUnder, fingerprint, lockedVersion } from './fingerprint.mjs';
import { at } from './paths.mjs';

/**
 * TypeScript to JavaScript: the package with its declarations in dist/, then the examples and benchmarks, which import
 * it by its name as a user's program does, in build/dev/.
 */
export const ts = {
  name: 'ts',
  title: 'TypeScript',
  tools: [],
  outputs: ['dist/index.js'],
  fingerprint: () =>
    fingerprint(
      [
        'tsconfig.json',
        'tsconfig.dev.json',
        ...['src', 'examples', 'test/bench', 'test/stress'].flatMap((folder) => filesUnder(folder, isSource)),
      ],
      lockedVersion('typescript'),
    ),
  async run() {
    removeOutputsWithoutSource();
    const tsc = createRequire(at('package.json')).resolve('typescript/bin/tsc');
    await execute('ts', process.execPath, [tsc, '-p', at('tsconfig.json')]);
    await execute('ts-dev', process.execPath, [tsc, '-p', at('tsconfig.dev.json')]);
    if (existsSync(at('dist/cli/main.js'))) chmodSync(at('dist/cli/main.js'), 0o755);
  },
};

const isSource = (path) => path.endsWith('.ts');

/** A module that was renamed or deleted must not stay importable from dist/, nor get into the package. */
function removeOutputsWithoutSource() {
  // The page of the browser viewer comes from client/, by a stage of its own.
  const isOutput = (path) => /\.(js|d\.ts)(\.map)?$/.test(path) && !path.startsWith(at('dist', 'browser'));
  for (const file of filesUnder('dist', isOutput)) {
    const source = file.replace(/^dist\//, 'src/').replace(/\.(js|d\.ts)(\.map)?$/, '.ts');
    if (!existsSync(at(source))) rmSync(at(file));
  }
}
