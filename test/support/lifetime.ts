/** For tests of lifetime: Java reading meanwhile on threads of its own, and both sides made to collect. */
import { expect } from 'vitest';
import { bridge, type JavaObject, javaClass, startJvmSync } from '../../src/jvm/index.js';
import { type BlockReport, memoryReport } from '../../src/memory/index.js';
import { core } from '../../src/native.js';
import { importReading } from './reading.mjs';

const POLLS = 300;
const POLL_MILLIS = 10;

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, POLL_MILLIS));

/** The block of that number, if it is alive. */
export function reportOf(id: number): BlockReport | undefined {
  return memoryReport().find((block) => block.id === id);
}

/** Collects garbage on both sides until something holds; whether it did in the end. */
export async function collectUntil(holds: () => boolean): Promise<boolean> {
  for (let i = 0; i < POLLS && !holds(); i++) {
    core().collect();
    javaClass('System').gcSync();
    await pause();
  }
  return holds();
}

let readingClass: JavaObject;
const readings: JavaReading[] = [];

/** A thread of Java's own that reads an image, a Cursor or where a RandomAccess is, over and over, until it is ended. */
export function readInJava(source: JavaObject, expected: number): JavaReading {
  readingClass ??= importReading(startJvmSync().javaHome);
  const reading = new JavaReading(new readingClass(source, expected));
  readings.push(reading);
  return reading;
}

/** Ends all threads and sees to it that none read anything wrong. */
export function endReadings(): void {
  for (const reading of readings.splice(0)) reading.end();
}

export class JavaReading {
  #thread: JavaObject;

  constructor(thread: JavaObject) {
    this.#thread = thread;
  }

  /** Waits until the thread has read all of it, from now on, twice more. */
  async goesOn(): Promise<void> {
    const from = this.#thread.roundsSync() as bigint;
    for (let i = 0; i < POLLS && this.#thread.roundsSync() < from + 3n && this.#thread.failureSync() === ''; i++) {
      await pause();
    }
    expect(this.#thread.failureSync()).toBe('');
    expect(this.#thread.roundsSync()).toBeGreaterThanOrEqual(from + 3n);
    expect(this.#thread.wrongSync()).toBe(0n);
  }

  end(): void {
    if (this.#thread === undefined) return;
    const thread = this.#thread;
    this.#thread = undefined;
    thread.endSync();
    expect(thread.failureSync()).toBe('');
    expect(thread.wrongSync()).toBe(0n);
    bridge.deleteObject(thread);
  }
}
