/** Lazy volumes and the protocol given what they cannot take: errors that name function, argument and value. */
import { describe, expect, it } from 'vitest';
import {
  asVolume,
  checkArrayProtocol,
  delayed,
  fromDelayed,
  fromFunction,
  fromSource,
  fromVolume,
  type LazyVolume,
  register,
  sum,
  type Volume,
} from '../../src/index.js';
import { ARRAY_BUFFER } from '../../src/volume/index.js';

const lazy = (): LazyVolume => fromVolume(asVolume(Float32Array.of(1, 2, 3, 4), [2, 2])) as LazyVolume;
const read = (): void => undefined;
const wrong = (...texts: string[]) =>
  expect.objectContaining({
    name: 'ArgumentError',
    message: expect.stringMatching(
      new RegExp(texts.map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.*')),
    ),
  });

describe('what is wrong is told at once', () => {
  it.each([
    ['a source without options', () => fromFunction(undefined as never), ['fromFunction: options null', 'shape']],
    [
      'a source without a function',
      () => fromFunction({ shape: [1], dtype: 'uint8' } as never),
      ['fromFunction: read undefined'],
    ],
    [
      'an option that there is not',
      () => fromFunction({ shape: [1], dtype: 'uint8', read, chunk: 1 } as never),
      ['"chunk"', 'chunks'],
    ],
    ['a module without options', () => fromSource(null as never), ['fromSource: options null']],
    ['no call', () => fromDelayed(5 as never, { shape: [1], dtype: 'uint8' }), ['fromDelayed: 5', 'delayed']],
    [
      'a call without a shape',
      () => fromDelayed(delayed(() => new Uint8Array(1))(), undefined as never),
      ['fromDelayed: options null'],
    ],
    ['what cannot be called', () => delayed('f' as never), ['delayed: expected a function, not "f"']],
    ['blocks of no function', () => lazy().mapBlocks(null as never), ['mapBlocks: null', 'export']],
    ['blocks of text', () => lazy().mapBlocks('f' as never), ['mapBlocks: "f"', 'export']],
    [
      'blocks with another option',
      () => lazy().mapBlocks((block) => block.data, { type: 'uint8' } as never),
      ['mapBlocks', '"type"', 'dtype'],
    ],
    [
      'an overlap without options',
      () => lazy().mapOverlap((block) => block.data, undefined as never),
      ['mapOverlap: options.depth'],
    ],
    ['a depth as text', () => lazy().mapOverlap((block) => block.data, { depth: '1' as never }), ['mapOverlap: depth']],
    [
      'a boundary',
      () => lazy().mapOverlap((block) => block.data, { depth: 1, boundary: 'mirrored' as never }),
      ['mapOverlap: boundary "mirrored"', 'reflect'],
    ],
    [
      'too many chunks',
      () => fromFunction({ shape: [2 ** 40], dtype: 'uint8', chunks: 1, read }),
      ['fromFunction: 1099511627776 chunks', 'larger'],
    ],
    ['a test that is none', () => register('x' as never, () => 0), ['register: test "x"']],
    [
      'options of a kind of arrays',
      () =>
        register(
          () => false,
          () => 0,
          null as never,
        ),
      ['register: options null', 'name'],
    ],
    ['a buffer without a dtype', () => asVolume({ [ARRAY_BUFFER]: () => ({}) } as never), []],
  ] as const)('%s', (_, run, texts) => {
    expect(run).toThrow(texts.length > 0 ? wrong(...texts) : 'asVolume: unknown dtype undefined');
  });
});

describe('computing', () => {
  it.each([
    ['no options', null, 'compute: options null'],
    [
      'an option that there is not',
      { conccurency: 2 },
      'compute: there is no option "conccurency"; there are concurrency',
    ],
    ['a signal that is none', { signal: 'stop' }, 'compute: signal "stop" must be an AbortSignal'],
    ['progress to nobody', { onProgress: 'bar' }, 'compute: onProgress "bar" must be a function'],
    ['threads as text', { concurrency: '2' }, 'compute: concurrency is "2"'],
  ])('is refused with %s', async (_, options, text) => {
    await expect(lazy().compute(options as never)).rejects.toThrow(wrong(text));
  });

  it.each([
    ['nothing', null, 'store: null must be a volume, a writer'],
    ['an object without a method', {}, 'store: an object must be a volume, a writer'],
    ['a typed array', new Float32Array(4), 'store: an object of Float32Array must be a volume'],
  ])('is not stored in %s', async (_, target, text) => {
    await expect(lazy().store(target as never)).rejects.toThrow(wrong(text));
  });

  it('of a volume closed meanwhile says so', async () => {
    const volume = asVolume(Float32Array.of(1, 2), [2]) as Volume;
    const later = sum(fromVolume(volume)) as LazyVolume;
    volume.close();
    await expect(later.compute()).rejects.toThrow(expect.objectContaining({ name: 'ReleasedError' }));
  });
});

describe('the test of the protocol', () => {
  it.each([null, {}, { make: 1, read: 2, functions: 'sum' }])('refuses %o', async (subject) => {
    await expect(checkArrayProtocol(subject as never)).rejects.toThrow(wrong('checkArrayProtocol: ', 'make and read'));
  });
});
