// npm run test:nodes [-- NODE ... [TEST ...]]: `npm test` under other versions of Node, each in a copy of this folder,
// as an addon fits one major version. NODE is a version (its npm package is brought) or the path of a `node`; without one
// it is each of VERSIONS. TEST ... goes to `npm test`: files, --project unit.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { execute, npmCommand, SetupError } from './setup/execute.mjs';
import { say } from './setup/log.mjs';
import { at, root } from './setup/paths.mjs';

const VERSIONS = ['22', '24'];
const nodes = at('.cache', 'nodes');
/** What a copy has no use for, or is not to have of its own. */
const LEFT_OUT = ['.git', 'docs/api', 'out'];

async function main(args) {
  const end = args.findIndex((arg) => !isNode(arg));
  const named = end < 0 ? args : args.slice(0, end);
  const tests = args.slice(named.length);
  const failed = [];
  for (const node of named.length > 0 ? named : VERSIONS) {
    if ((await testUnder(node, tests)) !== 0) failed.push(node);
  }
  if (failed.length > 0) say(`Failed under Node ${failed.join(', ')}.`);
  return failed.length === 0 ? 0 : 1;
}

const isVersion = (text) => /^\d+(\.\d+)*$/.test(text);
const isNode = (text) => isVersion(text) || /[/\\]node(\.exe)?$/.test(text);

async function testUnder(node, tests) {
  const program = isVersion(node) ? await bring(node) : resolve(node);
  const { stdout } = spawnSync(program, ['-p', 'process.versions.node'], { encoding: 'utf8' });
  const version = stdout?.trim();
  if (!version) throw new SetupError(`${program} is no Node that runs here.`);
  const folder = copyOf(version.split('.')[0]);
  say(`Testing under Node ${version}, in ${folder} ...`);
  const child = spawn(program, [join(folder, 'scripts', 'run.mjs'), 'test', ...tests], {
    cwd: folder,
    stdio: 'inherit',
  });
  const [code, signal] = await once(child, 'exit');
  say(`Node ${version}: ${code === 0 ? 'passed' : `failed (${signal ?? `exit code ${code}`})`}`);
  return code ?? 1;
}

/** The program of that version of Node, and beside it the headers that addons are built with: an npm package. */
async function bring(version) {
  const system = { win32: 'win' }[process.platform] ?? process.platform;
  const name = `node-${system}-${process.arch}`;
  const folder = join(nodes, `node-${version}`);
  const program = join(folder, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (existsSync(program)) return program;
  say(`Bringing Node ${version} (the npm package ${name}) ...`);
  mkdirSync(folder, { recursive: true });
  const { command, prefix, shell } = npmCommand();
  const quiet = ['--ignore-scripts', '--no-save', '--no-audit', '--no-fund'];
  await execute(
    `node-${version}`,
    command,
    [...prefix, 'install', ...quiet, '--prefix', folder, `${name}@${version}`],
    {
      shell,
    },
  );
  return program;
}

/** This folder with all that is built already, so that there only the addons have to be built anew. */
function copyOf(major) {
  const folder = join(nodes, `tree-${major}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const wanted = (path) => !LEFT_OUT.includes(relative(root, path).split(sep).join('/'));
  // One by one, as no folder can be copied into one below it.
  const parts = [...readdirSync(root).filter((name) => name !== '.cache'), join('.cache', 'setup')];
  for (const part of parts) cpSync(at(part), join(folder, part), { recursive: true, filter: wanted });
  // Environments of Python serve any Node, and take minutes to make.
  if (existsSync(at('.cache', 'python')))
    symlinkSync(at('.cache', 'python'), join(folder, '.cache', 'python'), 'junction');
  return folder;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  say(`\n${error.message}`);
  process.exitCode = 1;
}
