/** Image functions beside scikit-image's and scipy.ndimage's, on the same images. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { asVolume, type DType, dtypeInfo, type Volume } from '../../src/volume/index.js';
import { pythonEnvironment, runPython } from './python.js';

/** One call of a function of Python, as scripts/fixtures/image_reference.py takes it. */
export interface ReferenceCase {
  /** A name of skimage.data, 'noise' or 'head'. */
  readonly image: string;
  readonly dtype: DType;
  readonly crop?: readonly (readonly [number, number])[];
  readonly call: string;
  readonly args?: readonly unknown[];
  readonly options?: Readonly<Record<string, unknown>>;
}

/** What went in and what came out, the parts of a tuple one by one. */
export interface Reference {
  readonly input: Volume;
  readonly outputs: readonly Volume[];
}

/**
 * A test of each case: `look` gets the case, what went in and what came out. All are run in one process first; where there is
 * no Python for that, the tests are skipped with the reason.
 */
export function besidePython<C extends ReferenceCase>(
  cases: readonly C[],
  look: (each: C, reference: Reference) => void | Promise<void>,
): void {
  const calls = cases.map(({ image, dtype, crop, call, args, options }): ReferenceCase => {
    return { image, dtype, call, ...(crop && { crop }), ...(args && { args }), ...(options && { options }) };
  });
  let results: readonly Reference[] | undefined;
  let missing = '';
  beforeAll(async () => {
    const all = await references(calls);
    if ('missing' in all) missing = all.missing;
    else results = all.results;
  });
  const titled = calls.map(
    ({ image, dtype, ...call }, i) => [`${i} ${image} ${dtype} ${JSON.stringify(call)}`, i] as const,
  );
  it.for(titled)('%s', async ([, i], context) => {
    context.skip(results === undefined, missing);
    await look(cases[i] as C, (results as readonly Reference[])[i] as Reference);
  });
}

/** Runs all cases in one process. `missing` says why it can't be done here. */
async function references(
  cases: readonly ReferenceCase[],
): Promise<{ readonly results: readonly Reference[] } | { readonly missing: string }> {
  const environment = await pythonEnvironment('scripts/fixtures/requirements-image.txt');
  if ('missing' in environment) return environment;
  const folder = mkdtempSync(join(tmpdir(), 'imglib2-node-reference-'));
  try {
    writeFileSync(join(folder, 'cases.json'), JSON.stringify(cases));
    const script = 'scripts/fixtures/image_reference.py';
    await runPython(environment.python, script, [join(folder, 'cases.json'), folder]);
    const index: Record<string, { dtype: DType; shape: number[] }>[] = JSON.parse(
      readFileSync(join(folder, 'index.json'), 'utf8'),
    );
    const results = index.map((entry, i) => {
      const read = (kind: string): Volume => {
        const { dtype, shape } = entry[kind] as { dtype: DType; shape: number[] };
        const bytes = new Uint8Array(readFileSync(join(folder, `${i}.${kind}`))).buffer;
        return asVolume(new (dtypeInfo(dtype).array)(bytes) as Uint8Array, shape, {
          dtype: dtype as 'uint8',
        }) as Volume;
      };
      const outputs = Object.keys(entry).filter((kind) => kind !== 'in');
      return { input: read('in'), outputs: outputs.map(read) };
    });
    return { results };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The largest difference of two volumes of one shape and dtype; NaN counts as equal to NaN. */
export function largestDifference(got: Volume, wanted: Volume): number {
  expect([got.dtype, [...got.shape]]).toEqual([wanted.dtype, [...wanted.shape]]);
  let largest = 0;
  for (let i = 0; i < wanted.size; i++) {
    const [a, b] = [Number(got.data[got.offset + i]), Number(wanted.data[i])];
    if (Object.is(a, b)) continue;
    const difference = Math.abs(a - b);
    if (!(difference <= largest)) largest = Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference;
  }
  return largest;
}
