import { describe, expect, it } from 'vitest';
import { javaClass, startJvm } from '../../src/index.js';

describe('a Java class before Java runs', () => {
  it('is refused, and Java starts as it should afterwards', async () => {
    expect(() => javaClass('System')).toThrow(
      expect.objectContaining({ name: 'JvmStartError', message: expect.stringContaining('call startJvm()') }),
    );
    await startJvm({ headless: true });
    expect(javaClass('System').lineSeparatorSync()).toBeTypeOf('string');
  });
});
