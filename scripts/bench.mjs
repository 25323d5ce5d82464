// npm run bench -- NAME [--json]: the benchmarks of test/bench/, as built by the set-up.
import { spawnSync } from 'node:child_process';
import { at } from './setup/paths.mjs';

const { status, signal } = spawnSync(
  process.execPath,
  [at('build', 'dev', 'test', 'bench', 'main.js'), ...process.argv.slice(2)],
  {
    stdio: 'inherit',
  },
);
process.exitCode = signal === null ? (status ?? 1) : 1;
