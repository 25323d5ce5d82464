/** `imglib2-node doctor`: what this machine has and lacks. */
import type { Command } from 'commander';
import { type Check, diagnoseJvm } from '../index.js';
import { addJarOptions, type JarOptions, jvmOptions } from './options.js';
import { NAME, printJson } from './output.js';

const EXAMPLES = `
Starts no Java and downloads nothing. The exit code is 0 if all that is needed is there (no display and no BigDataViewer
is less, but serves), else 1.

Examples:
  $ ${NAME} doctor
  $ ${NAME} doctor --jars ~/jars --json`;

const MARKS = { good: '✔', less: '!', bad: '✖' } as const;
const COLORS = { good: 32, less: 33, bad: 31 } as const;
const PLAIN_WIDTH = 100;

export function addDoctor(program: Command): void {
  addJarOptions(program.command('doctor'))
    .description('tell what is there, what is missing, and how to get it: Node, addon, Java, jars, display')
    .option('--json', 'one line of JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (options: JarOptions & { json?: true }) => {
      const checks = await diagnoseJvm(jvmOptions(options));
      const missing = checks.filter(({ ok, optional }) => !ok && !optional);
      const { platform, arch, versions } = process;
      if (options.json) printJson({ ok: missing.length === 0, platform, arch, node: versions.node, checks });
      else printReport(checks, missing);
      process.exitCode = missing.length === 0 ? 0 : 1;
    });
}

function printReport(checks: readonly Check[], missing: readonly Check[]): void {
  const width = Math.max(...checks.map(({ name }) => name.length));
  const indent = ' '.repeat(width + 4);
  const columns = Math.max(40, (process.stdout.columns ?? PLAIN_WIDTH) - indent.length);
  for (const check of checks) {
    const [head = '', ...rest] = textOf(check).flatMap((paragraph) => wrapped(paragraph, columns));
    const lines = [`${mark(check)} ${check.name.padEnd(width)}  ${head}`, ...rest.map((line) => indent + line)];
    process.stdout.write(`${lines.join('\n')}\n`);
  }
  const less = checks.filter(({ ok, optional }) => !ok && optional);
  const names = (some: readonly Check[]): string => some.map(({ name }) => name).join(', ');
  const verdict = missing.length === 0 ? 'All that is needed is there.' : `Missing: ${names(missing)}.`;
  process.stdout.write(`\n${verdict}${less.length === 0 ? '' : ` It also serves without: ${names(less)}.`}\n`);
}

function textOf({ ok, found, missing, remedy }: Check): string[] {
  if (ok) return [found];
  return [missing, ...(found === '' ? [] : [`there is: ${found}`]), `to do: ${remedy}`];
}

function mark({ ok, optional }: Check): string {
  const kind = ok ? 'good' : optional ? 'less' : 'bad';
  return process.stdout.isTTY && !process.env.NO_COLOR ? `\u001b[${COLORS[kind]}m${MARKS[kind]}\u001b[0m` : MARKS[kind];
}

function wrapped(text: string, columns: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= columns) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
