import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execute, SetupError } from '../setup/execute.mjs';
import { at, root } from '../setup/paths.mjs';
import { which } from '../setup/which.mjs';

/** Runs the command of an npm package with this Node. */
export function npmTool(log, packageName, command, args) {
  const folder = at('node_modules', packageName);
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const script = typeof bin === 'string' ? bin : bin[command];
  return execute(log, process.execPath, [join(folder, script), ...args], { cwd: root, env: { NO_COLOR: '1' } });
}

/** The path of a program, or an error that says what it is for and where it comes from. */
export function program(names, why, ways) {
  const found = which(...names);
  if (found === undefined) throw new SetupError(`There is no ${names[0]}, which ${why} (${ways}).`);
  return found;
}
