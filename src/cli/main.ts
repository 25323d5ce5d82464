#!/usr/bin/env node
/** The command line: `imglib2-node COMMAND`. A command is a file here, and uses what any program can: ../index.js. */
import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { Command, CommanderError } from 'commander';
import { addConvert } from './convert.js';
import { addDoctor } from './doctor.js';
import { addInfo } from './info.js';
import { addJars } from './jars.js';
import { NAME, say } from './output.js';
import { addView } from './view.js';

const FAILED = 1;
const USAGE = 2;

const EXAMPLES = `
Examples:
  $ ${NAME} view brain.tif
  $ ${NAME} view t1/ --labels labels/ --points cells.csv --voxel-size 1,1,1
  $ ${NAME} view 'scan/z*.tif' --snapshot scan.png
  $ ${NAME} view t1/ --viewer browser
  $ ${NAME} info t1/ --json
  $ ${NAME} convert t1/ t1.tif --imagej
  $ ${NAME} convert t1/ t1.ome.zarr
  $ ${NAME} doctor

${NAME} COMMAND --help says more about a command. With IMGLIB2_NODE_DEBUG set, errors come with their stack.`;

function program(): Command {
  const { version, description } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  const root = new Command(NAME)
    .description(description)
    .version(version)
    .exitOverride()
    // Said in main(), in one line.
    .configureOutput({ outputError: () => undefined })
    .addHelpText('after', EXAMPLES);
  for (const add of [addView, addInfo, addConvert, addJars, addDoctor]) add(root);
  return root;
}

async function main(args: readonly string[]): Promise<void> {
  const root = program();
  if (args.length === 0) {
    const names = root.commands.map((command) => command.name());
    root.error(`no command was given; there are ${names.join(', ')}: \`${NAME} --help\` says what they do`);
  }
  await root.parseAsync(args, { from: 'user' });
}

/** Mistakes of which commander's messages don't say what would be right. */
const UNEXPLAINED: readonly string[] = [
  'commander.unknownCommand',
  'commander.unknownOption',
  'commander.missingArgument',
  'commander.excessArguments',
  'commander.optionMissingArgument',
];

/** Says what went wrong in one line, and gives the exit code. */
function fail(error: unknown): number {
  if (error instanceof CommanderError) {
    // Help and version end the parsing in the same way.
    if (error.exitCode === 0) return 0;
    const hint = UNEXPLAINED.includes(error.code)
      ? `; \`${NAME} --help\` and \`${NAME} COMMAND --help\` say what there is`
      : '';
    say(error.message.replace(/^error: /, '') + hint);
    return USAGE;
  }
  if (process.env.IMGLIB2_NODE_DEBUG) console.error(inspect(error));
  say(error instanceof Error ? error.message : String(error));
  return FAILED;
}

// A reader that has had enough (`| head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : fail(error)));
process.on('uncaughtException', (error) => process.exit(fail(error)));
main(process.argv.slice(2)).catch((error: unknown) => {
  process.exitCode = fail(error);
});
