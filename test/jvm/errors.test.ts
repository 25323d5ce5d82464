import { spawnSync } from 'node:child_process';
import { beforeAll, describe, expect, it } from 'vitest';
import { JavaError } from '../../src/errors.js';
import { type JavaClass, javaCall, javaCallAsync, startJvm } from '../../src/jvm/index.js';
import { memoryReport } from '../../src/memory/index.js';
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

describe('a Java exception', () => {
  it('arrives with class, message, frames and causes', async () => {
    const error = (await failureOf(() => javaCall(() => reading.failSync('on purpose')))) as JavaError;
    expect(error).toBeInstanceOf(JavaError);
    expect(error.name).toBe('JavaError');
    expect(error.javaClass).toBe('java.lang.IllegalStateException');
    expect(error.message).toBe('java.lang.IllegalStateException: on purpose');
    expect(error.javaFrames[0]).toMatch(/^imglib2node\.test\.Reading\.fail\(Reading\.java:\d+\)$/);
    const cause = error.cause as JavaError;
    expect(cause).toMatchObject({
      javaClass: 'java.lang.RuntimeException',
      message: expect.stringMatching('in between'),
    });
    expect(cause.cause).toMatchObject({
      javaClass: 'java.lang.ArithmeticException',
      message: 'java.lang.ArithmeticException: at the bottom',
    });
    expect((cause.cause as JavaError).cause).toBeUndefined();
  });

  it('of an asynchronous call is what java-bridge says of it: the last cause, with the frames of all', async () => {
    const error = (await failureOf(() => javaCallAsync(() => reading.fail('on purpose')))) as JavaError;
    expect(error).toMatchObject({ name: 'JavaError', javaClass: 'java.lang.ArithmeticException' });
    expect(error.message).toBe('java.lang.ArithmeticException: at the bottom');
    expect(error.javaFrames).toHaveLength(3);
    for (const frame of error.javaFrames) expect(frame).toMatch(/^imglib2node\.test\.Reading\.fail/);
  });
});

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
