/**
 * `npm run bench -- NAME [--json]`: measures, beside a peer where there is one. `--json` prints one line on standard
 * output; everything for people goes to standard error. `access` takes `--jdk`, `--dtype` and `--mode`, lists with commas
 * of those that are wanted, and `--minutes`, after which nothing begins; `functions` takes `--rows`, a list of names.
 */
import { parseArgs } from 'node:util';

/** What part of a benchmark is wanted; all where nothing is said. */
export interface BenchOptions {
  readonly jdk?: string;
  readonly dtype?: string;
  readonly mode?: string;
  readonly minutes?: string;
  readonly rows?: string;
}

/** One benchmark: what it prints as JSON. */
export type Bench = (say: (text: string) => void, options: BenchOptions) => Promise<unknown>;

const BENCHES: Readonly<Record<string, () => Promise<{ bench: Bench }>>> = {
  access: () => import('./access.js'),
  share: () => import('./share.js'),
  live: () => import('./live.js'),
  lazy: () => import('./lazy.js'),
  functions: () => import('./functions.js'),
  browser: () => import('./browser.js'),
  zarr: () => import('./zarr.js'),
};

const say = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    options: {
      ...{ json: { type: 'boolean', default: false } },
      ...{ jdk: { type: 'string' }, dtype: { type: 'string' }, mode: { type: 'string' } },
      ...{ minutes: { type: 'string' }, rows: { type: 'string' } },
    },
    allowPositionals: true,
  });
  const [name] = positionals;
  const load = name === undefined || positionals.length > 1 ? undefined : BENCHES[name];
  if (load === undefined) {
    say(`usage: npm run bench -- ${Object.keys(BENCHES).join('|')} [--json]`);
    return 2;
  }
  const { bench } = await load();
  const result = await bench(say, values);
  const text = values.json ? JSON.stringify(result) : JSON.stringify(result, undefined, 2);
  await new Promise((resolve) => process.stdout.write(`${text}\n`, resolve));
  return 0;
}

// Windows that a benchmark left open must not keep the process.
process.exit(await main());
