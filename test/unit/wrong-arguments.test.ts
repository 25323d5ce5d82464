/** Every function of the namespace given what it cannot take: each call gives a result, or an error of this package. */
import { describe, expect, it } from 'vitest';
import * as images from '../../src/functions/image/index.js';
import * as functions from '../../src/functions/index.js';
import * as lib from '../../src/index.js';
import { asVolume, createVolume, fromVolume, isError, type LazyVolume, type Volume } from '../../src/index.js';

type Call = (...args: unknown[]) => unknown;

const { add, affineTransform, asarray, clip, concat, cumulativeSum, diff, distanceTransform, downscale } = functions;
const { full, fullLike, gaussianFilter, histogram, medianFilter, max, resize, roll, sobel, sort, stack } = functions;
const { sum, take, uniformFilter, variance, watershed, zeros, zoom } = functions;

const volume = (shape = [3, 4, 5]): Volume =>
  asVolume(
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => (i * 7) % 13),
    shape,
  ) as Volume;
const lazy = (shape?: number[]): LazyVolume => fromVolume(volume(shape), 2) as LazyVolume;
const markers = (): Volume => asVolume(Int32Array.of(1, 0, 0, 2), [2, 2]) as Volume;

/** What stands for a volume in the arguments below. */
const X = Symbol('volume');

const UNARY =
  'abs acos acosh asin asinh atan atanh ceil conj cos cosh exp expm1 floor imag isfinite isinf isnan log log1p log2 log10 ' +
  'logicalNot negative positive real reciprocal round sign signbit sin sinh square sqrt tan tanh trunc';
const BINARY =
  'add atan2 copysign divide equal floorDivide greater greaterEqual hypot less lessEqual logaddexp logicalAnd logicalOr ' +
  'logicalXor maximum minimum multiply nextafter notEqual pow remainder subtract bitwiseAnd bitwiseLeftShift bitwiseOr ' +
  'bitwiseRightShift bitwiseXor';
const names = (text: string, args: readonly unknown[], options: readonly string[] | undefined) =>
  Object.fromEntries(text.split(' ').map((name) => [name, { args, options }]));

/** Of each function arguments that it takes, and its options; those that have none are called without. */
const CALLS: Readonly<Record<string, { args: readonly unknown[]; options?: readonly string[] | undefined }>> = {
  ...names(UNARY, [X], ['out']),
  ...names('bitwiseInvert', [X], ['out']),
  ...names(BINARY, [X, X], ['out']),
  ...names('sum prod', [X], ['axis', 'keepdims', 'dtype', 'out']),
  ...names('mean min max any all argmax argmin countNonzero', [X], ['axis', 'keepdims', 'out']),
  ...names('std variance', [X], ['axis', 'keepdims', 'correction', 'out']),
  ...names('cumulativeSum cumulativeProd', [X], ['axis', 'includeInitial', 'dtype']),
  ...names('sort argsort', [X], ['axis', 'descending', 'stable', 'out']),
  ...names('stack concat', [[X, X]], ['axis', 'out']),
  ...names('unstack expandDims squeeze flip', [X], ['axis']),
  ...names('tril triu', [X], ['k']),
  ...names('zerosLike onesLike emptyLike', [X], ['dtype']),
  ...names('zeros ones empty', [[2, 3]], ['dtype']),
  ...names('nonzero uniqueAll uniqueCounts uniqueInverse uniqueValues', [X], undefined),
  ...names('broadcastArrays meshgrid', [X, X], undefined),
  diff: { args: [X], options: ['axis', 'n', 'prepend', 'append'] },
  permuteDims: { args: [X, [2, 1, 0]] },
  moveaxis: { args: [X, 0, 1] },
  reshape: { args: [X, [12, 5]], options: ['copy'] },
  roll: { args: [X, 1], options: ['axis'] },
  tile: { args: [X, [1, 1, 2]] },
  repeat: { args: [X, 2], options: ['axis'] },
  broadcastTo: { args: [X, [2, 3, 4, 5]] },
  astype: { args: [X, 'int32'], options: ['copy', 'out'] },
  clip: { args: [X, 1, 5], options: ['out'] },
  where: { args: [X, X, X], options: ['out'] },
  take: { args: [X, new Uint8Array([0, 1])], options: ['axis'] },
  takeAlongAxis: { args: [X, new Uint8Array([0, 1])], options: ['axis'] },
  searchsorted: { args: [X, X], options: ['side', 'sorter'] },
  fullLike: { args: [X, 3], options: ['dtype'] },
  full: { args: [[2, 3], 7], options: ['dtype'] },
  arange: { args: [0, 5], options: ['step', 'dtype'] },
  linspace: { args: [0, 5, 3], options: ['endpoint', 'dtype'] },
  eye: { args: [3, 3], options: ['k', 'dtype'] },
  asarray: { args: [[1, 2]], options: ['dtype', 'copy'] },
  resultType: { args: ['uint8', 'int8'] },
  canCast: { args: ['uint8', 'int16'] },
  isdtype: { args: ['uint8', 'integral'] },
  iinfo: { args: ['uint8'] },
  finfo: { args: ['float32'] },
  gaussianFilter: { args: [X, 1], options: ['mode', 'cval', 'truncate'] },
  uniformFilter: { args: [X, 3], options: ['mode', 'cval'] },
  medianFilter: { args: [X, 3], options: ['mode', 'cval'] },
  sobel: { args: [X], options: ['axis', 'mode', 'cval'] },
  zoom: { args: [X, 2], options: ['order', 'mode', 'cval', 'prefilter', 'gridMode'] },
  resize: {
    args: [X, [2, 3, 4]],
    options: ['order', 'mode', 'cval', 'clip', 'preserveRange', 'antiAliasing', 'antiAliasingSigma'],
  },
  affineTransform: {
    args: [X, [[1, 0, 0], [0, 1, 0], [0, 0, 1]]], // biome-ignore format: a matrix
    options: ['offset', 'outputShape', 'order', 'mode', 'cval', 'prefilter'],
  },
  maximumProjection: { args: [X], options: ['axis'] },
  downscaleLocalMean: { args: [X, 2], options: ['cval'] },
  downscale: { args: [X, 2], options: ['method', 'chunks'] },
  histogram: { args: [X], options: ['bins'] },
  thresholdOtsu: { args: [X], options: ['bins'] },
  rescaleIntensity: { args: [X], options: ['inRange', 'outRange'] },
  label: { args: [X], options: ['connectivity'] },
  distanceTransform: { args: [X], options: ['sampling', 'maxDistance'] },
  watershed: { args: [X, X], options: ['connectivity', 'mask', 'watershedLine'] },
};

// The protocol's own, which take no arrays.
const OTHERS = ['register', 'checkArrayProtocol', 'ARRAY_FUNCTION', 'NOT_IMPLEMENTED'];

/** In few voxels, so that even those that are taken cost little. */
const WRONG: readonly unknown[] = [
  ...[null, undefined, 'x', '', '1', Number.NaN, Number.POSITIVE_INFINITY, -1, 0.5, -0, 7, 2 ** 53, 1e300, 5n, true],
  ...[{}, [], [0], [1, 1], [0.5, 1, 1], [Number.NaN, 1, 1], [null, 1, 1], ['1', 1, 1], [-1, 2, 3], [1e300, 1, 1]],
  // biome-ignore lint/suspicious/noSparseArray: what a user's script may have
  ...[[2, , 3], Symbol('s'), () => 1, new Date(0), new Map(), new Uint8Array(2), new DataView(new ArrayBuffer(8))],
  ...[new ArrayBuffer(8), Object.create(null), Promise.resolve(1), new Proxy([], {}), createVolume([0], 'int8')],
];

const filled = (arg: unknown, make: () => unknown): unknown =>
  arg === X ? make() : Array.isArray(arg) ? arg.map((each) => filled(each, make)) : arg;

/** What was thrown that is neither an error of this package that begins with the name nor what the protocol says. */
function strangeError(name: string, args: readonly unknown[]): string | undefined {
  try {
    const result = (functions as unknown as Record<string, Call>)[name]?.(...args);
    if (result instanceof Promise) result.catch(() => undefined);
    return undefined;
  } catch (error) {
    const { message } = error as Error;
    if (!message.startsWith(`${name}: `)) return message;
    const protocols = error instanceof TypeError && /is no array that|none of the|no implementation for/.test(message);
    return isError(error) || protocols ? undefined : `${(error as Error).name}: ${message}`;
  }
}

describe.each([
  ['volumes in memory', () => volume()],
  ['halves in memory', () => functions.astype(volume(), 'float16')],
  ['lazy volumes', () => lazy()],
] as const)('functions of %s', (_, make) => {
  it('are all in the table', () => {
    const listed = [...Object.keys(CALLS), ...OTHERS].sort();
    expect(
      Object.keys(functions)
        .filter((name) => name in lib)
        .sort(),
    ).toEqual(listed.filter((name) => name in lib));
    expect(Object.keys(functions).sort()).toEqual(listed);
  });

  it.each(Object.entries(CALLS))('%s', (name, { args, options = [] }) => {
    const strange: unknown[] = [];
    const look = (what: string, given: readonly unknown[]): void => {
      const error = strangeError(name, given);
      if (error !== undefined) strange.push(`${what}: ${error}`);
    };
    WRONG.forEach((wrong, i) => {
      const good = args.map((arg) => filled(arg, make));
      args.forEach((__, at) => {
        look(`wrong value ${i} as argument ${at}`, good.with(at, wrong));
      });
      if (options.length > 0) look(`wrong value ${i} as options`, [...good, wrong]);
      for (const key of options) look(`wrong value ${i} as ${key}`, [...good, { [key]: wrong }]);
    });
    expect(strange).toEqual([]);
  });

  it.each(Object.entries(CALLS).filter(([, { options = [] }]) => options.length > 0))(
    '%s has no option but its own, and no options that are none',
    (name, { args, options = [] }) => {
      const call = (functions as unknown as Record<string, Call>)[name] as Call;
      const good = args.map((arg) => filled(arg, make));
      if (make().dtype === 'float16' && name in images) {
        expect(() => call(...good)).toThrow(expect.objectContaining({ name: 'DTypeError' }));
        return;
      }
      // What lazy volumes don't have at all is said first.
      const refused = /there is no option "axsi"; there are|not for lazy volumes/;
      expect(() => call(...good, { axsi: 0 })).toThrow(refused);
      expect(() => call(...good, { axsi: 0 })).toThrow(options[0]);
      expect(() => call(...good, null)).toThrow(/options null: give an object|not for lazy volumes/);
    },
  );
});

describe('what is wrong is told by function, argument and value', () => {
  const x = volume();
  const y = lazy();
  it.each([
    ['no image', () => gaussianFilter('x.tif' as never, 1), 'gaussianFilter: volume must be a volume', '"x.tif"'],
    ['an axis as text', () => sum(x, { axis: '0' as never }), 'sum: axis "0"', '3 axes'],
    ['a lazy axis as text', () => sum(y, { axis: '0' as never }), 'sum: axis "0"', '3 axes'],
    ['a flag', () => sum(x, { keepdims: 1 as never }), 'sum: keepdims 1', 'true or false'],
    ['a lazy flag', () => sort(y, { descending: 'no' as never }), 'sort: descending "no"', 'true or false'],
    ['no axis of a lazy volume', () => sort(y, { axis: null as never }), 'sort: axis null', '3 axes'],
    ['no axis of running sums', () => cumulativeSum(x, { axis: null as never }), 'cumulativeSum: axis is missing', '3'],
    ['no axis to take from', () => take(x, new Uint8Array(1), { axis: null as never }), 'take: axis is missing', '3'],
    ['a correction', () => variance(y, { correction: Number.NaN }), 'variance: var: correction NaN', 'finite'],
    ['a number in a stack', () => stack([x, 1 as never]), 'stack: array 1 is 1', 'must be an array'],
    ['a number in a lazy concat', () => concat([y, 1 as never]), 'concat: array 1 is 1', 'must be an array'],
    ['a number before', () => diff(x, { prepend: 0 as never }), 'diff: prepend is 0', 'must be an array'],
    ['out of a lazy sort', () => sort(y, { out: x }), 'sort: out is for volumes in memory', 'x.store(out)'],
    ['out of a lazy clip', () => clip(y, 0, 1, { out: x }), 'clip: out is for volumes in memory', 'x.store(out)'],
    ['a row of weights', () => uniformFilter(x, 2 ** 31), 'uniformFilter: size 2147483648', '1048576'],
    ['a bell', () => gaussianFilter(x, [1, 2 ** 31, 1]), 'gaussianFilter: sigma [1, 2147483648, 1]', '1048576'],
    [
      'a bell of resize',
      () => resize(x, [2, 2, 2], { antiAliasingSigma: 2 ** 40 }),
      'antiAliasingSigma 109951',
      '131072',
    ],
    ['a factor', () => zoom(x, '2' as never), 'zoom: factor "2"', 'a list of 3'],
    ['a matrix', () => affineTransform(x, 1 as never), 'affineTransform: matrix 1', 'a list of rows'],
    ['sizes', () => medianFilter(x, [3, null, 3] as never), 'medianFilter: size [3, null, 3]', 'one an axis'],
    ['sampling', () => distanceTransform(x, { sampling: null as never }), 'distanceTransform: sampling null', '3'],
    ['too many chunks', () => functions.tile(y, [2 ** 30]), 'tile: ', 'chunks'],
    ['chunks', () => downscale(y, 2, { chunks: 'all' as never }), 'downscale: chunks "all"', '3 axes'],
    ['chunks of a volume', () => fromVolume(x, { chunks: 2 } as never), 'fromVolume: chunks an object', '3 axes'],
    ['no volume', () => fromVolume(new Uint8Array(2) as never), 'fromVolume: an object of Uint8Array', 'asVolume'],
    [
      'a shape of typed numbers',
      () => asVolume(new Uint8Array(6), Int32Array.of(2, 3) as never),
      'asVolume: options',
      'object',
    ],
    ['a shape that is one number', () => asVolume(new Uint8Array(6), 6 as never), 'asVolume: shape 6', 'list'],
    ['a value too high', () => full([2], 300, { dtype: 'uint8' }), 'full: 300', 'uint8'],
    ['a lazy value too low', () => fullLike(lazy([2]), -1, { dtype: 'uint8' }), 'fullLike: full: -1', 'uint8'],
    ['a range too high', () => functions.arange(254, 258, { dtype: 'uint8' }), 'arange: ', 'uint8'],
    ['a lazy bound', () => clip(lazy([2]).astype('uint8'), 0.5), 'clip: the bound 0.5', 'uint8'],
    ['a list too high', () => asarray([1, 300], { dtype: 'uint8' }), 'asarray: 300', 'uint8'],
    ['halves beside bigints', () => asarray([1n, 0.5]), 'asarray: 0.5', 'bigints'],
    ['a shape', () => zeros('ab' as never), 'zeros: createVolume: shape', '"ab"'],
    ['a shift', () => roll(x, '1' as never, { axis: 0 }), 'roll: shift "1"', 'whole number'],
    [
      'bins of a lazy volume',
      () => histogram(x, { signal: null } as never),
      'histogram: there is no option "signal"',
      'bins',
    ],
    ['lazy markers', () => watershed(volume([2, 2]), lazy([2, 2]) as never), 'watershed: markers', 'in memory'],
    ['a mask', () => watershed(volume([2, 2]), markers(), { mask: 1 as never }), 'watershed: mask must be', 'not 1'],
    ['an axis of a picture', () => sobel(x, { axis: 3n as never }), 'sobel: axis 3n', '3 axes'],
  ])('%s', (_, run, ...texts) => {
    let error: unknown;
    try {
      run();
    } catch (thrown) {
      error = thrown;
    }
    for (const text of texts) expect((error as Error).message).toContain(text);
  });

  it('closed volumes, and those whose buffer is elsewhere', () => {
    const closed = volume();
    closed.close();
    expect(() => gaussianFilter(closed, 1)).toThrow(
      expect.objectContaining({ name: 'ReleasedError', message: expect.stringContaining('gaussianFilter: volume, ') }),
    );
    expect(() => add(closed, 1)).toThrow(expect.objectContaining({ name: 'ReleasedError' }));
    const bytes = new Uint8Array(8);
    const moved = asVolume(bytes, [2, 4]);
    structuredClone(bytes.buffer, { transfer: [bytes.buffer] });
    for (const run of [() => zoom(moved, 2), () => max(moved), () => sobel(moved)]) {
      expect(run).toThrow(expect.objectContaining({ name: 'DetachedError' }));
    }
    expect(() => sobel(moved)).toThrow('sobel: ');
  });
});

describe('what was silently wrong', () => {
  it('a complex volume of one number has no imaginary part', () => {
    const complex = full([2], 3, { dtype: 'complex64' });
    expect([...complex.data]).toEqual([3, 0, 3, 0]);
  });

  it('more differences than an axis has voxels leave nothing, at once', async () => {
    expect(diff(volume(), { axis: 0, n: 2 ** 31 }).shape).toEqual([0, 4, 5]);
    expect(diff(lazy(), { axis: 0, n: 2 ** 31 }).shape).toEqual([0, 4, 5]);
  });

  it('a sum as bool is whether any voxel is not 0, and a product whether all are', async () => {
    const x = asVolume(Int32Array.of(0, 2, -2, 5), [2, 2]) as Volume;
    for (const [reduction, wanted] of [
      [functions.sum, [true, true]],
      [functions.prod, [false, true]],
    ] as const) {
      const now = reduction(x, { axis: 1, dtype: 'bool' }) as Volume;
      const later = await (reduction(fromVolume(x), { axis: 1, dtype: 'bool' }) as LazyVolume).compute();
      for (const result of [now, later]) {
        expect(result.dtype).toBe('bool');
        expect([result.get(0), result.get(1)]).toEqual(wanted);
      }
    }
  });

  it('lists of truth values beside numbers are numbers, and empty ones float64, as in NumPy', () => {
    expect(asarray([true, 2]).dtype).toBe('int32');
    expect(asarray([]).dtype).toBe('float64');
    expect([...asarray([true, 0.5]).data]).toEqual([1, 0.5]);
  });

  it('bigints that only uint64 holds become that', () => {
    expect(asarray([2n ** 64n - 1n, 1]).dtype).toBe('uint64');
    expect(() => asarray([2n ** 64n])).toThrow('asarray: 18446744073709551616n is no uint64');
    expect(() => asarray([2n ** 63n, -1n])).toThrow('asarray: -1n is no uint64');
  });
});
