import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runProgram } from '../support/program.js';

it('a runtime without external buffers gets a SharingError for each, never a copy, and goes on', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'imglib2-node-refused-'));
  const { code, stdout, stderr } = await runProgram('test/support/programs/refused-buffers.mjs', [
    join(folder, 'bytes'),
  ]);
  rmSync(folder, { recursive: true });
  expect(code, stderr).toBe(0);
  const refused = expect.stringMatching(/^SharingError: this runtime .*pass it to asVolume\(\)/);
  expect(JSON.parse(stdout)).toEqual({
    data: refused,
    get: refused,
    set: refused,
    ndarray: refused,
    copy: refused,
    view: refused,
    sumInJava: 0,
    mapped: refused,
    worker: 'SharingError',
    adopted: 15,
    sameArray: true,
    claims: 1,
    claimsAfterClose: 0,
  });
});
