import { defineConfig } from 'vitest/config';

// One process a file: a process can start one Java virtual machine only, and a crash of one ends that file alone.
const common = { pool: 'forks' as const, isolate: true, execArgv: ['--expose-gc'] };

// npm test starts an X server of its own where there is none and names it here; only the GUI tests may see a display.
const display = process.env.IMGLIB2_NODE_TEST_DISPLAY ?? process.env.DISPLAY ?? '';

const SECOND = 1000;

export default defineConfig({
  test: {
    reporters: ['default', './scripts/test/reporter.mjs'],
    teardownTimeout: 30 * SECOND,
    projects: [
      {
        test: {
          ...common,
          name: 'unit',
          include: ['test/unit/**/*.test.ts'],
          env: { DISPLAY: '' },
          testTimeout: 20 * SECOND,
          hookTimeout: 30 * SECOND,
        },
      },
      {
        test: {
          ...common,
          name: 'jvm',
          include: ['test/jvm/**/*.test.ts'],
          env: { DISPLAY: '' },
          testTimeout: 60 * SECOND,
          hookTimeout: 120 * SECOND,
        },
      },
      {
        test: {
          ...common,
          name: 'process',
          include: ['test/process/**/*.test.ts'],
          env: { DISPLAY: '' },
          testTimeout: 120 * SECOND,
          hookTimeout: 120 * SECOND,
        },
      },
      {
        test: {
          ...common,
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          env: { DISPLAY: '' },
          testTimeout: 60 * SECOND,
          hookTimeout: 120 * SECOND,
          // Each starts a Chromium that draws with all processors there are.
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          ...common,
          name: 'gui',
          include: ['test/gui/**/*.test.ts'],
          env: { DISPLAY: display },
          testTimeout: 120 * SECOND,
          hookTimeout: 180 * SECOND,
          // After all others and one at a time: windows of two tests on one screen would cover each other.
          maxWorkers: 1,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
