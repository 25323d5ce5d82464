import { describe, expect, it } from 'vitest';
import { cli } from '../support/program.js';

const { DISPLAY } = process.env;
const HEAD = 'examples/data/mni152/t1';

describe.skipIf(!DISPLAY)('view with a window', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('stays until %s, then ends well', async (signal) => {
    let asked = 0;
    const ended = await cli(['view', HEAD, '--viewer', 'imagej'], {
      env: { DISPLAY },
      onStderr: (text, kill) => {
        if (asked > 0 || !text.includes('press Ctrl-C to end')) return;
        asked = performance.now();
        // Long enough to have ended of itself, if it did not wait.
        setTimeout(() => kill(signal), 1500);
      },
    });
    expect(ended, ended.stderr).toMatchObject({ code: 0, signal: null, stdout: '' });
    expect(performance.now() - asked).toBeGreaterThan(1400);
    expect(ended.stderr).toMatch(/^imglib2-node: ImageJ/m);
  });
});
