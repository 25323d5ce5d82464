import { spawnSync } from 'node:child_process';
import { beforeAll, describe, expect, it } from 'vitest';
import { JavaError } from '../../src/errors.js';
import { type JavaClass, javaCall, javaCallAsync, startJvm } from '../../src/jvm/index.js';
import { memoryReport } from '../../src/memory/index.js';
import { checked, jni } from '../../src/native.js';
import { createVolume } from '../../src/volume/index.js';
import { inRepository } from '../support/program.js';
import { importReading } from '../support/reading.mjs';

let reading: JavaClass;
beforeAll(async () => {
  reading = importReading((await startJvm({ heap: '64m', headless: true })).javaHome);
});

async function failureOf(call: () => unknown): Promise<unknown> {
  try {
    await call();
  } catch (error) {
    return error;
  }
  throw new Error('it did not fail');
}

/** That it is what Reading.fail throws. */
function expectChain(thrown: unknown): void {
  const error = thrown as JavaError;
  expect(error).toBeInstanceOf(JavaError);
  const chain = chainOf(error);
  expect(chain.map(({ name, javaClass, message }) => [name, javaClass, message])).toEqual([
    ['JavaError', 'java.lang.IllegalStateException', 'java.lang.IllegalStateException: on purpose'],
    ['JavaError', 'java.lang.RuntimeException', 'java.lang.RuntimeException: in between'],
    ['JavaError', 'java.lang.ArithmeticException', 'java.lang.ArithmeticException: at the bottom'],
  ]);
  for (const { javaFrames } of chain) {
    expect(javaFrames[0]).toMatch(/^imglib2node\.test\.Reading\.fail\(Reading\.java:\d+\)$/);
  }
}

/** An error and its causes. */
function chainOf(error: unknown): JavaError[] {
  const chain: JavaError[] = [];
  for (let each = error; each !== undefined; each = (each as JavaError).cause) chain.push(each as JavaError);
  return chain;
}

describe('a Java exception', () => {
  it.each([
    ['sync', () => javaCall(() => reading.failSync('on purpose'))],
    ['async', () => javaCallAsync(() => reading.fail('on purpose'))],
  ])('arrives with class, message, frames and causes: %s', async (_, call) => {
    expectChain(await failureOf(call));
  });

  it('in a call of the addon has its causes too', async () => {
    expectChain(await failureOf(() => collectFailing('on purpose')));
    reading.failNoMoreSync();
    checked(jni().collect());
  });

  it('in a call of the addon may have causes that go round in a circle', async () => {
    const error = await failureOf(() => collectFailing('in a circle'));
    reading.failNoMoreSync();
    expect(chainOf(error)).toHaveLength(20);
    checked(jni().collect());
  });
});

function collectFailing(message: string): void {
  reading.failWhenCollectedSync(message);
  checked(jni().collect());
}

describe('running out of memory', () => {
  it.each([
    ['sync', () => javaCall(() => reading.exhaustSync())],
    ['async', () => javaCallAsync(() => reading.exhaust())],
  ])('in Java is a JavaError, and the program goes on: %s', async (_, call) => {
    for (let i = 0; i < 3; i++) {
      const error = (await failureOf(call)) as JavaError;
      expect(error).toMatchObject({ name: 'JavaError', javaClass: 'java.lang.OutOfMemoryError' });
      expect(error.message).toMatch(/Java heap space/);
    }
    expect(javaCall(() => new reading(null, 0).roundsSync())).toBe(0n);
  });

  it('in native memory is a MemoryLimitError, and the program goes on', () => {
    const before = memoryReport().length;
    const huge = [2 ** 20, 2 ** 20, 2 ** 10];
    expect(() => createVolume(huge, 'uint8')).toThrow(expect.objectContaining({ name: 'MemoryLimitError' }));
    expect(memoryReport().length).toBe(before);
    createVolume([10], 'uint8').close();
  });

  it('that only the system notices is one too', () => {
    // With an address space of a few GiB, mmap fails though the limit of this package allows it.
    const program = `import { createVolume, setMemoryLimit } from 'imglib2-node';
      setMemoryLimit(Infinity);
      const kept = createVolume([2 ** 20], 'uint8');
      try { createVolume([2 ** 44], 'uint8'); } catch (error) { console.log(error.name, kept.get(0), error.message); }`;
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
      cwd: inRepository('.'),
      encoding: 'utf8',
    });
    expect(stdout, stderr).toMatch(/^MemoryLimitError 0 could not allocate 17592186044416 bytes.*close volumes/);
  });
});
