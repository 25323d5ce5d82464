import { expect, it } from 'vitest';
import { runProgram } from '../support/program.js';

const MINUTE = 60_000;

// The whole of it is `npm run test:stress`.
it(
  'a short stress run leaves nothing behind',
  async () => {
    const { code, stdout, stderr } = await runProgram('build/dev/test/stress/main.js', ['--short', '--seed', '20'], {
      timeoutMillis: 4 * MINUTE,
    });
    expect(code, stderr).toBe(0);
    const counts = JSON.parse(stdout.trim().split('\n').at(-1) as string);
    expect(counts).toMatchObject({ liveBlocks: 0, liveReferences: 0 });
    expect(counts.cycles).toBeGreaterThanOrEqual(4000);
  },
  5 * MINUTE,
);
