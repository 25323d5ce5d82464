import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { execute } from './execute.mjs';
import { filesUnder, fingerprint, lockedVersion } from './fingerprint.mjs';
import { at } from './paths.mjs';

const sources = () => filesUnder('client', (path) => /\.(ts|css|html|mjs)$/.test(path));

/** The page of the browser viewer, with Neuroglancer's client in it, in dist/browser: what the package serves. */
export const client = {
  name: 'client',
  title: 'page of the browser viewer',
  tools: [],
  outputs: ['dist/browser/main.js', 'dist/browser/main.css', 'dist/browser/index.html'],
  fingerprint: () =>
    fingerprint(
      [
        'scripts/setup/stage-client.mjs',
        'src/viewers/browser/protocol.ts',
        'src/viewers/browser/colormaps.ts',
        ...sources(),
      ],
      lockedVersion('neuroglancer'),
      lockedVersion('esbuild'),
    ),
  async run() {
    const draft = at('dist', 'browser.new');
    rmSync(draft, { recursive: true, force: true });
    mkdirSync(draft, { recursive: true });
    await execute('client', process.execPath, [at('client', 'build.mjs'), draft]);
    rmSync(at('dist', 'browser'), { recursive: true, force: true });
    renameSync(draft, at('dist', 'browser'));
  },
};
