import { createRequire } from 'node:module';
import { join } from 'node:path';
import { execute, SetupError } from '../setup/execute.mjs';
import { at, root } from '../setup/paths.mjs';
import { which } from '../setup/which.mjs';

/** Runs the command of an npm package with this Node. */
export function npmTool(log, packageName, command, args) {
  const manifest = createRequire(at('package.json')).resolve(`${packageName}/package.json`);
  const { bin } = createRequire(manifest)(manifest);
  const script = typeof bin === 'string' ? bin : bin[command];
  return execute(log, process.execPath, [join(manifest, '..', script), ...args], { cwd: root, env: { NO_COLOR: '1' } });
}

/** The path of a program, or an error that says what it is for and where it comes from. */
export function program(names, why, ways) {
  const found = which(...names);
  if (found === undefined) throw new SetupError(`There is no ${names[0]}, which ${why} (${ways}).`);
  return found;
}
