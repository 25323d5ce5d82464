import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as images from '../../src/functions/image/index.js';
import * as functions from '../../src/functions/index.js';
import * as everything from '../../src/index.js';
import { asVolume, fromVolume } from '../../src/index.js';

/** The functions, constants and inspection of the Python array API standard 2024.12. */
const STANDARD = `
  arange asarray empty empty_like eye from_dlpack full full_like linspace meshgrid ones ones_like tril triu zeros zeros_like
  astype can_cast finfo iinfo isdtype result_type
  abs acos acosh add asin asinh atan atan2 atanh bitwise_and bitwise_left_shift bitwise_invert bitwise_or
  bitwise_right_shift bitwise_xor ceil clip conj copysign cos cosh divide equal exp expm1 floor floor_divide greater
  greater_equal hypot imag isfinite isinf isnan less less_equal log log1p log2 log10 logaddexp logical_and logical_not
  logical_or logical_xor maximum minimum multiply negative nextafter not_equal positive pow real reciprocal remainder round
  sign signbit sin sinh square sqrt subtract tan tanh trunc
  take take_along_axis matmul matrix_transpose tensordot vecdot
  broadcast_arrays broadcast_to concat expand_dims flip moveaxis permute_dims repeat reshape roll squeeze stack tile unstack
  argmax argmin count_nonzero nonzero searchsorted where unique_all unique_counts unique_inverse unique_values argsort sort
  cumulative_prod cumulative_sum max mean min prod std sum var all any diff e inf nan newaxis pi __array_namespace_info__
`
  .trim()
  .split(/\s+/);

/** What functions/ exports besides the standard's list: the protocol, and functions of images. */
const OTHERS = [
  ...['ARRAY_FUNCTION', 'NOT_IMPLEMENTED', 'register', 'checkArrayProtocol'],
  ...['downscale', ...Object.keys(images)],
];

const text = readFileSync(new URL('../../docs/array-api.md', import.meta.url), 'utf8');
const rows = [...text.matchAll(/^\| `(\w+)` \| (?:`(\w+)`|-) \| ?(yes|no|) ?\| ?(.*?) ?\|$/gm)].map(
  ([, standard, here, lazy, note]) => ({ standard: standard as string, here, lazy, note }),
);

const camel = (name: string) => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

describe('the table of docs/array-api.md', () => {
  it('has the whole list of the standard, each once', () => {
    expect(STANDARD.length).toBe(139);
    expect(rows.map(({ standard }) => standard).sort()).toEqual([...STANDARD].sort());
  });

  it('names what is exported, and why the rest is left out', () => {
    const exported = everything as unknown as Record<string, unknown>;
    for (const { standard, here, note } of rows) {
      if (here === undefined) {
        expect(note, standard).not.toBe('');
        expect(exported[camel(standard)], standard).toBe(undefined);
      } else {
        expect(typeof exported[here], here).toBe('function');
        expect((exported[here] as { name: string }).name).toBe(here);
        expect(here).toBe(standard === 'var' ? 'variance' : camel(standard));
      }
    }
  });

  it('leaves no function of the namespace out', () => {
    const listed = new Set([...rows.map(({ here }) => here), ...OTHERS]);
    const missing = Object.keys(functions).filter((name) => !listed.has(name));
    expect(missing.filter((name) => !name.startsWith('_'))).toEqual([]);
  });

  it('says which functions are not for lazy volumes', () => {
    const lazy = fromVolume(asVolume(Float32Array.of(1, 2, 3, 4), [2, 2]));
    const refused = rows.filter(({ lazy: mark }) => mark === 'no').map(({ here }) => here as string);
    expect(refused.length).toBeGreaterThan(0);
    for (const name of refused) {
      const call = (functions as unknown as Record<string, (...args: unknown[]) => unknown>)[name];
      expect(() => call?.(lazy), name).toThrow(`${name}: not for lazy volumes`);
    }
  });
});
