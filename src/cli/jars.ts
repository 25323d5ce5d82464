/** `imglib2-node jars`: the class path that a program would get. */
import type { Command } from 'commander';
import { type ClassPath, localClassPath, resolveClassPath } from '../index.js';
import { addJarOptions, type JarOptions, jvmOptions } from './options.js';
import { NAME, printJson, say } from './output.js';

const EXAMPLES = `
Jars come from this package (ImgLib2, ImageJ) and, with BigDataViewer, from a Fiji installation, a folder of jars, or
what was downloaded before. --resolve downloads BigDataViewer where none of those has it.

Examples:
  $ ${NAME} jars
  $ ${NAME} jars --resolve
  $ ${NAME} jars --fiji ~/Fiji.app --json
  $ ${NAME} jars --resolve --repository file:///srv/maven`;

interface Options extends JarOptions {
  readonly resolve?: true;
  readonly json?: true;
}

export function addJars(program: Command): void {
  addJarOptions(program.command('jars'))
    .description("list the jars of Java's class path, one a line; say where BigDataViewer comes from")
    .option('--resolve', 'download BigDataViewer if it is not on this machine, or fail')
    .option('--json', 'one line of JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (options: Options) => {
      const wanted = jvmOptions(options);
      const found = options.resolve
        ? await resolveClassPath({ ...wanted, bigDataViewer: true })
        : localClassPath(wanted);
      if (options.json) return printJson(report(found));
      for (const jar of found.classPath) process.stdout.write(`${jar}\n`);
      say(found.bigDataViewer ? `BigDataViewer: ${found.source}` : found.source);
      for (const note of found.notes) say(note);
    });
}

function report({ classPath, bigDataViewer, source, tried, notes }: ClassPath) {
  return { bigDataViewer, source, jars: classPath, tried, notes };
}
