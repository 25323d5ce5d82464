import { describe, expect, it } from 'vitest';
import { formatBytes, progressBar } from '../../src/progress.js';

/** A stream that keeps what is written to it. */
function stream(isTTY: boolean, columns = 80) {
  const written: string[] = [];
  return { written, isTTY, columns, write: (text: string) => written.push(text) };
}

const START = '\r\u001b[K';

describe('progressBar', () => {
  it('writes nothing where there is no terminal', () => {
    const to = stream(false);
    const bar = progressBar('loading', String, to);
    bar(1, 2);
    bar.end();
    expect(to.written).toEqual([]);
  });

  it('draws one line over and over, and removes it', () => {
    const to = stream(true);
    const bar = progressBar('loading', String, to);
    bar(1, 2);
    bar(1, 2);
    bar(5, 4);
    bar.end();
    bar.end();
    const half = `${START}loading [############............] 1/2`;
    expect(to.written).toEqual([half, `${START}loading [########################] 5/4`, START]);
  });

  it('does not know a part of an unknown total, and fits the terminal', () => {
    const to = stream(true, 20);
    progressBar('x', formatBytes, to)(2_500_000, 0);
    expect(to.written).toEqual([`${START}x [................`]);
  });
});

describe('formatBytes', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.0 kB'],
    [3_440_000, '3.4 MB'],
    [2e9, '2.0 GB'],
  ])('%d is %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });
});
