import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { openOmeZarr, validateOmeZarr } from '../../src/io/index.js';
import { runProgram } from '../support/program.js';

const PROGRAM = 'test/support/programs/write-ome-zarr.mjs';
const folder = mkdtempSync(join(tmpdir(), 'write-killed-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** All files below a folder with what is in them. */
function filesOf(at: string): Record<string, string> {
  const files = readdirSync(at, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const names = files.map((entry) => join(entry.parentPath, entry.name)).sort();
  return Object.fromEntries(names.map((name) => [name.slice(at.length), readFileSync(name, 'base64')]));
}

/** Runs the program, and kills it as soon as it has said that this many are done. */
async function killedAt(path: string, mode: string, share: number): Promise<number> {
  let at = 0;
  const { signal } = await runProgram(PROGRAM, [path, mode], {
    onStderr: (text, kill) => {
      const [, done, total] = /(\d+) of (\d+)\n$/.exec(text) ?? [];
      if (done === undefined || at > 0 || Number(done) < share * Number(total)) return;
      at = Number(done);
      kill('SIGKILL');
    },
  });
  expect(signal).toBe('SIGKILL');
  return at;
}

it.each(['plain', 'sharded'])(
  'a write that is killed again and again ends with the same bytes (%s)',
  async (mode) => {
    const whole = join(folder, `${mode}-whole.zarr`);
    expect(await runProgram(PROGRAM, [whole, mode])).toMatchObject({ code: 0 });
    const path = join(folder, `${mode}.zarr`);
    for (const share of [0.1, 0.4, 0.7, 0.8, 0.95]) {
      expect(await killedAt(path, mode, share)).toBeGreaterThan(0);
      // Nothing has its name, and nothing of what lies there is taken for an image.
      expect(existsSync(path)).toBe(false);
      await expect(openOmeZarr(`${path}.part`)).rejects.toMatchObject({ name: 'ArgumentError' });
      expect(await validateOmeZarr(`${path}.part`)).toEqual([
        { path: '.imglib2-node-unfinished.json', reason: expect.stringContaining('never finished') },
      ]);
    }
    const { code, stderr } = await runProgram(PROGRAM, [path, mode]);
    expect(code).toBe(0);
    // What was there counts as done at once, and only the rest is written.
    expect(stderr).toMatch(/(\d+) of \1\n$/);
    expect(existsSync(`${path}.part`)).toBe(false);
    expect(filesOf(path)).toEqual(filesOf(whole));
    expect(await validateOmeZarr(path)).toEqual([]);
  },
  120_000,
);
