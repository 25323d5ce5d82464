import { expect, it } from 'vitest';
import { inRepository, runProgram } from '../support/program.js';

it('a tensor over a volume of 1 GiB, and a volume over that, grow the process by less than 1 MiB', async () => {
  const args = [inRepository('dist/index.js'), inRepository('test/peers/package.json')];
  const env = { NODE_OPTIONS: '--expose-gc' };
  const { code, stdout, stderr } = await runProgram('test/support/programs/tensor-memory.mjs', args, { env });
  expect(code, stderr).toBe(0);
  const { bytes, grown } = JSON.parse(stdout.trim().split('\n').at(-1) as string);
  expect(bytes).toBe(2 ** 30);
  for (const library of ['ort', 'tf']) {
    expect(grown[library]).toMatchObject({ shared: true });
    expect(grown[library].mebibytes).toBeLessThan(1);
  }
});
