import { describe, expect, it } from 'vitest';
import { surveyJava } from '../../src/jvm/locate.js';
import { type Ended, runProgram } from '../support/program.js';

const SECOND = 1000;
/** How each ending must look: exit code or signal, and what the program says of it. */
const ENDINGS: Record<string, { code?: number; signal?: NodeJS.Signals; says: string[]; error?: RegExp }> = {
  natural: { code: 0, says: ['exit 0'] },
  'process.exit': { code: 3, says: ['exit 3'] },
  'process.exit in a call from a timer': { code: 4, says: ['exit 4'] },
  SIGINT: { signal: 'SIGINT', says: [] },
  'SIGINT, handler from before': { code: 7, says: ['handled', 'exit 7'] },
  'SIGINT, handler from after': { code: 7, says: ['handled', 'exit 7'] },
  SIGTERM: { signal: 'SIGTERM', says: [] },
  'uncaught error': { code: 1, says: ['exit 1'], error: /Error: on purpose/ },
  'unhandled rejection': { code: 1, says: ['exit 1'], error: /Error: on purpose/ },
  'uncaught JavaError': { code: 1, says: ['exit 1'], error: /on purpose/ },
  // Java ends the process itself: Node has no say in it.
  'System.exit from JavaScript': { code: 5, says: [] },
  'System.exit from a thread of Java': { code: 6, says: [] },
  'worker ends': { code: 0, says: ['exit 0'] },
  'worker calls process.exit': { code: 0, says: ['worker 8', 'exit 0'] },
  'worker throws': { code: 1, says: ['exit 1'], error: /in the worker/ },
  'worker is terminated': { code: 0, says: ['exit 0'] },
  'process.exit while a worker runs': { code: 9, says: ['exit 9'] },
};

async function end(
  ending: string,
  more: { javaHome?: string; args?: string[]; collecting?: boolean } = {},
): Promise<Ended> {
  const program = 'test/support/programs/ending.mjs';
  return runProgram(program, [JSON.stringify({ ending, ...more })], { timeoutMillis: 60 * SECOND });
}

function check(ending: string, ended: Ended): void {
  const wanted = ENDINGS[ending] as NonNullable<(typeof ENDINGS)[string]>;
  const { code = null, signal = null, says, error = /^$/ } = wanted;
  expect({ code: ended.code, signal: ended.signal }, ended.stderr).toEqual({ code, signal });
  expect(ended.stdout.trim().split('\n')).toEqual(['ready', ...says]);
  expect(ended.stderr).toMatch(error);
}

describe('a program with a running VM, shared volumes and threads of Java', () => {
  it.each(Object.keys(ENDINGS))('ends as it should: %s', async (ending) => {
    check(ending, await end(ending));
  });
});

// What Java does at the end depends on its version and collector; the default one of the default Java is above.
const COLLECTORS = ['UseSerialGC', 'UseParallelGC', 'UseG1GC', 'UseZGC'];
const EVERYWHERE = ['natural', 'process.exit', 'uncaught error', 'System.exit from a thread of Java'];
const javas = new Map<number, string>();
for (const { found } of surveyJava()) if (!('kind' in found)) javas.set(found.version, found.javaHome);

describe.each([...javas])('on Java %i', (version, javaHome) => {
  it.each(COLLECTORS)('ends as it should with %s', async (collector) => {
    // Z before Java 21 collects on threads that nothing stops, and that crash when they outlive libjvm's static objects.
    const collecting = collector !== 'UseZGC' || version >= 21;
    const more = { javaHome, args: [`-XX:+${collector}`], collecting };
    for (const ending of EVERYWHERE) check(ending, await end(ending, more));
  });
});
