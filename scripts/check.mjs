// npm run check: everything about the code that needs no run of it. npm run check -- NAME ... does the named ones only.
import { committedFiles } from './check/committed.mjs';
import { cxxFormat, cxxLint } from './check/cxx.mjs';
import { npmTool } from './check/tools.mjs';
import { SetupError } from './setup/execute.mjs';
import { setUp } from './setup/index.mjs';
import { maven } from './setup/stage-java.mjs';
import { MissingToolError } from './setup/tools.mjs';

const CHECKS = {
  types: async () => {
    await npmTool('types', 'typescript', 'tsc', ['-p', 'test/tsconfig.json', '--pretty', 'false']);
    await npmTool('types-client', 'typescript', 'tsc', ['-p', 'client/tsconfig.json', '--pretty', 'false']);
  },
  // Format and lint of TypeScript, JavaScript and JSON.
  biome: () =>
    npmTool('biome', '@biomejs/biome', 'biome', [
      'ci',
      '--colors=off',
      '--error-on-warnings',
      '--max-diagnostics=100',
      '.',
    ]),
  layers: () => npmTool('layers', 'dependency-cruiser', 'depcruise', ['--config', '.dependency-cruiser.cjs', 'src']),
  docs: () => npmTool('docs', 'typedoc', 'typedoc', ['--options', 'typedoc.json', '--pretty', 'false']),
  committed: committedFiles,
  'c++ format': cxxFormat,
  'c++ lint': cxxLint,
  'java lint': async () => {
    await setUp(['java']);
    await maven('java-lint', ['compile', '-Plint']);
  },
  package: async () => {
    await setUp(['ts', 'java']);
    await npmTool('package', 'publint', 'publint', ['run', '--strict', '.']);
  },
};

async function main(wanted) {
  const unknown = wanted.filter((name) => !(name in CHECKS));
  if (unknown.length > 0) {
    console.error(`There is no check ${unknown.join(', ')}; there are: ${Object.keys(CHECKS).join(', ')}.`);
    return 2;
  }
  const failed = [];
  for (const name of wanted.length > 0 ? wanted : Object.keys(CHECKS)) {
    const begin = Date.now();
    const problem = await problemOf(CHECKS[name]);
    const seconds = ((Date.now() - begin) / 1000).toFixed(1);
    console.log(`${problem === undefined ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`);
    if (problem === undefined) continue;
    console.log(`\n${problem}\n`);
    failed.push(name);
  }
  if (failed.length > 0) console.log(`Failed: ${failed.join(', ')}`);
  return failed.length === 0 ? 0 : 1;
}

async function problemOf(check) {
  try {
    await check();
    return undefined;
  } catch (error) {
    if (error instanceof SetupError || error instanceof MissingToolError) return error.message;
    throw error;
  }
}

process.exitCode = await main(process.argv.slice(2));
