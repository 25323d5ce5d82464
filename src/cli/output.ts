/** What the commands write: results on standard output, everything else on standard error. */

/** The command's name. */
export const NAME = 'imglib2-node';

/** Says something to the user, in one line on standard error. */
export function say(message: string): void {
  process.stderr.write(`${NAME}: ${message.trim().replace(/\s*\n\s*/g, ' ')}\n`);
}

/** The result of a command with `--json`: one line, the last on standard output. */
export function printJson(result: object): void {
  process.stdout.write(`${JSON.stringify(result)}\n`);
}

/** The result for people: rows of two columns. Rows without a value are left out. */
export function printTable(rows: readonly (readonly [string, string | undefined])[]): void {
  const shown = rows.filter(([, value]) => value !== undefined && value !== '');
  const width = Math.max(...shown.map(([name]) => name.length));
  for (const [name, value] of shown) process.stdout.write(`${name.padEnd(width)}  ${value}\n`);
}
