// npm run bench -- NAME [--json]: the benchmarks of test/bench/, as built by the set-up; on an X server of its own where
// there is no display.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { at } from './setup/paths.mjs';
import { openDisplay } from './test/display.mjs';

const display = await openDisplay();
const DISPLAY = display.env?.IMGLIB2_NODE_TEST_DISPLAY ?? process.env.DISPLAY;
const child = spawn(process.execPath, [at('build', 'dev', 'test', 'bench', 'main.js'), ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: { ...process.env, ...(DISPLAY && { DISPLAY }) },
});
const [code] = await once(child, 'exit');
display.close?.();
process.exitCode = code ?? 1;
