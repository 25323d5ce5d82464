/**
 * How live the viewers are: each in a process of its own (live-viewer.ts), one after another, on the X screen. A viewer
 * that cannot be had here is left out, and standard error says why.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Bench } from './main.js';

const VIEWERS = ['bigdataviewer', 'imagej'];

export const bench: Bench = async (say) => {
  const results: unknown[] = [];
  for (const viewer of VIEWERS) {
    say(`${viewer} ...`);
    const { code, output } = await run(viewer);
    if (code === 0) results.push(JSON.parse(output));
    else say(`${viewer} is left out (see above)`);
  }
  if (results.length === 0) throw new Error('no viewer could be measured');
  return results;
};

async function run(viewer: string): Promise<{ code: number; output: string }> {
  const program = fileURLToPath(new URL('./live-viewer.js', import.meta.url));
  const child = spawn(process.execPath, [program, viewer], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  const [code] = (await once(child, 'close')) as [number];
  return { code, output };
}
