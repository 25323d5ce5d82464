/** Calls of NumPy's functions with their results, as scripts/fixtures/array_cases.py writes them. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect } from 'vitest';
import * as functions from '../../src/functions/index.js';
import { asVolume, type DType, dtypeInfo, Volume } from '../../src/volume/index.js';

/** An array, its elements in base64. */
export interface Packed {
  readonly dtype: DType;
  readonly shape: number[];
  readonly data: string;
}

/** A call; `{ in: name }` among the arguments is an input. */
export interface Case<Within extends string> {
  readonly f: string;
  readonly args: unknown[];
  readonly result: Packed | Packed[];
  /** How near the result must be; exact if left out. */
  readonly within?: Within;
}

export function unpack({ dtype, shape, data }: Packed): Volume {
  const bytes = Uint8Array.from(Buffer.from(data, 'base64'));
  const array = new (dtypeInfo(dtype).array)(bytes.buffer) as Uint8Array;
  return asVolume(array, shape, { dtype: dtype as 'uint8' }) as unknown as Volume;
}

/** The same voxels elsewhere in memory, backwards with gaps, as a view that shows them in order. */
export function scattered(x: Volume): Volume {
  if (x.ndim === 0 || x.size === 0) return x;
  const { array } = dtypeInfo(x.dtype);
  const wide = x.shape.map((extent) => 2 * extent);
  const size = wide.reduce((a, b) => a * b, 1);
  const memory = new array(new ArrayBuffer(size * dtypeInfo(x.dtype).itemsize)) as Uint8Array;
  const whole = asVolume(memory, wide, { dtype: x.dtype as 'uint8' }) as unknown as Volume;
  const view = whole.slice(...wide.map(() => [null, null, -2] as const));
  functions.astype(x, x.dtype, { out: view });
  return view;
}

/** The volumes of a result, which may be a list or a record of them. */
export function volumesOf(result: unknown): Volume[] {
  if (result instanceof Volume) return [result];
  return (Array.isArray(result) ? result : Object.values(result as object)) as Volume[];
}

type Compare<Within extends string> = (
  actual: Volume,
  expected: Volume,
  call: Case<Within>,
  args: readonly unknown[],
) => void;

/** The calls of a file in test/fixtures/arrays. */
export class NumpyCases<Within extends string> {
  readonly inputs: Readonly<Record<string, Volume>>;
  readonly cases: readonly Case<Within>[];
  readonly #called = functions as unknown as Record<string, (...args: unknown[]) => unknown>;

  constructor(file: string) {
    const url = new URL(`../fixtures/arrays/${file}`, import.meta.url);
    const { inputs, cases } = JSON.parse(gunzipSync(readFileSync(url)).toString()) as {
      readonly inputs: Record<string, Packed>;
      readonly cases: Case<Within>[];
    };
    this.inputs = Object.fromEntries(Object.entries(inputs).map(([name, packed]) => [name, unpack(packed)]));
    this.cases = cases;
  }

  /** The functions that are called. */
  get names(): string[] {
    return [...new Set(this.cases.map(({ f }) => f))];
  }

  /** An argument with what `make` gives for each input in it. */
  resolve(argument: unknown, make: (x: Volume) => unknown): unknown {
    if (Array.isArray(argument)) return argument.map((each) => this.resolve(each, make));
    const name = (argument as { in?: string } | null)?.in;
    return name === undefined ? argument : make(this.inputs[name] as Volume);
  }

  call(name: string, args: readonly unknown[]): unknown {
    return this.#called[name]?.(...args);
  }

  /** Makes all calls of a function, and has `compare` look at each result. Gives how many they were. */
  check(name: string, make: (x: Volume) => unknown, compare: Compare<Within>): number {
    const calls = this.cases.filter(({ f }) => f === name);
    for (const call of calls) {
      const args = this.resolve(call.args, make) as unknown[];
      const given = volumesOf(this.call(name, args));
      const expected = (Array.isArray(call.result) ? call.result : [call.result]).map(unpack);
      expect(given.length).toBe(expected.length);
      given.forEach((volume, i) => {
        try {
          compare(volume, expected[i] as Volume, call, args);
        } catch (error) {
          (error as Error).message = `${name} ${JSON.stringify(call.args)}: ${(error as Error).message}`;
          throw error;
        }
      });
    }
    return calls.length;
  }
}
