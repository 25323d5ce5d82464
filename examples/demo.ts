/**
 * npm run demo: a head in memory that TypeScript and Java share, in the best viewer there is, while TypeScript sends a
 * wave through its grey matter. Without a display, or with --headless, it writes pictures instead.
 */
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { displayProblem } from 'imglib2-node';
import { runInBrowser } from './demo/browser.js';
import { loadHead } from './demo/head.js';
import { runHeadless } from './demo/headless.js';
import { runLive } from './demo/live.js';
import { say } from './demo/say.js';

const USAGE = `npm run demo -- [--headless] [--out DIR] [--seconds N] [--viewer bigdataviewer|imagej|browser]
  --headless     no window: before.png, after.png and report.json in DIR
  --out DIR      default: out/demo in this project
  --seconds N    how long the wave runs in the window; default 20
  --viewer NAME  default: BigDataViewer if its jars are there, else the browser; the browser needs no Java`;

const OPTIONS = {
  headless: { type: 'boolean', default: false },
  out: { type: 'string', default: fileURLToPath(new URL('../../../out/demo', import.meta.url)) },
  seconds: { type: 'string', default: '20' },
  viewer: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const;

class UsageError extends Error {}

async function main(): Promise<void> {
  const { headless, out, seconds, viewer, help } = parse();
  if (help) {
    process.stdout.write(`${USAGE}\n`);
    return;
  }
  const duration = Number(seconds);
  if (!(duration > 0 && duration < Number.POSITIVE_INFINITY))
    throw new UsageError(`--seconds ${seconds} is no duration`);
  if (viewer !== undefined && viewer !== 'bigdataviewer' && viewer !== 'imagej' && viewer !== 'browser') {
    throw new UsageError(`--viewer ${viewer} is neither bigdataviewer nor imagej nor browser`);
  }
  const head = await loadHead();
  if (viewer === 'browser') {
    if (headless) await runInBrowser(head, resolve(out));
    else await runLive(head, duration, viewer);
    return;
  }
  const problem = headless ? undefined : await displayProblem();
  if (problem !== undefined) say(`There is no display (${problem}), so the demo takes pictures.`);
  if (headless || problem !== undefined) await runHeadless(head, resolve(out));
  else await runLive(head, duration, viewer);
}

function parse() {
  try {
    return parseArgs({ options: OPTIONS }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

main().catch((error: Error) => {
  if (process.env.IMGLIB2_NODE_DEBUG) console.error(error);
  say(`demo: ${error.message}`);
  if (error instanceof UsageError) say(USAGE);
  process.exitCode = error instanceof UsageError ? 2 : 1;
});
