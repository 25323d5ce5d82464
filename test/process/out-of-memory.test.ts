import { describe, expect, it } from 'vitest';
import { runProgram } from '../support/program.js';

interface Outcome {
  readonly name: string;
  readonly message?: string;
  /** How many more blocks there are than before. */
  readonly left: number;
}

interface Found {
  readonly found: Readonly<Record<string, Outcome[]>>;
  readonly small: number[];
  readonly ascending: boolean;
  readonly inWorker: Readonly<Record<string, Outcome[]>>;
}

/** Kernels that need more than their arguments, and so say how many bytes of it they lacked. */
const OWN_WORK = ['sort', 'argSort', 'label', 'watershed'];

// The address space of a process can be limited on Linux alone.
describe.runIf(process.platform === 'linux')('a process without memory', () => {
  it('goes on: each function throws MemoryLimitError, frees what it had, and works again', async () => {
    const { code, signal, stdout, stderr } = await runProgram('test/support/programs/out-of-memory.mjs', []);
    expect(code, `${signal} ${stderr}`).toBe(0);
    const { found, small, ascending, inWorker } = JSON.parse(stdout) as Found;
    const outcomes = [...Object.entries(found), ...Object.entries(inWorker)];
    for (const [name, each] of outcomes) {
      expect(each[0], name).toMatchObject({ name: 'MemoryLimitError' });
      for (const outcome of each) {
        expect(['MemoryLimitError', 'done'], `${name}: ${outcome.message}`).toContain(outcome.name);
        expect(outcome.message ?? `${name}: could not allocate memory`).toMatch(
          new RegExp(`^${name}: .*could not allocate (\\d+ bytes of )?memory`),
        );
        expect(outcome.left, name).toBe(0);
      }
    }
    const messages = outcomes.flatMap(([, each]) => each.map(({ message = '' }) => message));
    for (const kernel of OWN_WORK) {
      expect(messages).toContainEqual(
        expect.stringMatching(new RegExp(`(^|: )${kernel}: could not allocate \\d+ bytes of memory`)),
      );
    }
    expect(small).toEqual([1, 2, 3]);
    expect(ascending).toBe(true);
  });
});
