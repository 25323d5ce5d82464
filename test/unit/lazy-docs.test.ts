import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const text = readFileSync(fileURLToPath(new URL('../../docs/lazy-volumes.md', import.meta.url)), 'utf8');

/** The lines of code of the first block in a language. */
function linesOf(language: string): string[] {
  const block = new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'ms').exec(text)?.[1] ?? '';
  return block.split('\n').filter((line) => line.trim() !== '' && !/^\s*(#|\/\/)/.test(line));
}

test("dask's example takes no more lines here", () => {
  const [ours, dask] = [linesOf('ts'), linesOf('python')];
  expect(dask.length).toBeGreaterThan(10);
  expect(ours.length).toBeGreaterThan(5);
  expect(ours.length).toBeLessThanOrEqual(dask.length);
  // The same steps.
  for (const step of ['delayed', 'stack', 'sum', 'compute', 'labels']) {
    for (const lines of [ours, dask]) expect(lines.join('\n')).toContain(step);
  }
});
