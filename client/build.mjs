// node client/build.mjs FOLDER: bundles the page of the browser viewer into a folder that need not be anywhere in
// particular: all its addresses are relative, and it asks for nothing outside.
import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const [, , folder] = process.argv;
const here = (...parts) => fileURLToPath(new URL(join('.', ...parts), import.meta.url));

/** Neuroglancer without the data sources and stores that it has of its own: ours is the only one. */
const conditions = [
  'neuroglancer/datasource:none_by_default',
  'neuroglancer/kvstore:none_by_default',
  'neuroglancer/kvstore/http:enabled',
  'neuroglancer/layer:none_by_default',
  'neuroglancer/layer/image:enabled',
  'neuroglancer/layer/annotation:enabled',
];

/** Neuroglancer names icons as `NAME.svg?raw`; those that the icon package lacks are empty pictures. */
const rawText = {
  name: 'raw-text',
  setup(bundler) {
    bundler.onResolve({ filter: /\?raw$/ }, async ({ path, ...rest }) => {
      const { kind, importer, resolveDir } = rest;
      const found = await bundler.resolve(path.replace(/\?raw$/, ''), { kind, importer, resolveDir });
      return found.errors.length > 0 ? { path, namespace: 'no-icon' } : { path: found.path, namespace: 'raw-text' };
    });
    bundler.onLoad({ filter: /.*/, namespace: 'raw-text' }, ({ path }) => ({
      contents: readFileSync(path, 'utf8'),
      loader: 'text',
    }));
    bundler.onLoad({ filter: /.*/, namespace: 'no-icon' }, () => ({
      contents: '<svg xmlns="http://www.w3.org/2000/svg"></svg>',
      loader: 'text',
    }));
  },
};

/** The library compiles code from text for the properties of points, which our content security policy forbids. */
const noEval = {
  name: 'no-eval',
  setup(bundler) {
    bundler.onLoad({ filter: /neuroglancer[\\/]lib[\\/]annotation[\\/]index\.js$/ }, ({ path }) => {
      const compiled = /new Function\([^)]*?\b(serializeCode|deserializeCode)\s*\)/g;
      const text = readFileSync(path, 'utf8');
      const contents = text.replace(compiled, (_, code) => {
        const access = code === 'serializeCode' ? 'writeProperties' : 'readProperties';
        return `${access}(propertySpecs, offsets, propertyGroupBytes)`;
      });
      if (text.match(compiled)?.length !== 2) throw new Error(`${path} is not as build.mjs knows it`);
      const access = JSON.stringify(here('property-access.ts'));
      return { contents: `import { writeProperties, readProperties } from ${access};\n${contents}`, loader: 'js' };
    });
  },
};

await build({
  entryPoints: {
    main: here('main.ts'),
    // Under these names the library starts them, beside the file that it is in.
    'chunk_worker.bundle': here('worker', 'chunk-worker.ts'),
    'async_computation.bundle': here('worker', 'async-computation.ts'),
  },
  bundle: true,
  format: 'esm',
  target: 'es2022',
  minify: true,
  legalComments: 'linked',
  conditions,
  loader: { '.svg': 'dataurl', '.png': 'dataurl', '.wasm': 'dataurl', '.html': 'text' },
  plugins: [rawText, noEval],
  outdir: folder,
  logLevel: 'warning',
});
copyFileSync(here('index.html'), join(folder, 'index.html'));
