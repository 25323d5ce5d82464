/** Reductions of volumes in memory. */
import { ArgumentError } from '../../errors.js';
import {
  accumulatorDType,
  addMoments,
  argReduce,
  cast,
  floatResult,
  kindOf,
  type NumberDType,
  newAccumulator,
  newFound,
  newMoments,
  numberDType,
  type ReduceOp,
  realDType,
  reduce,
  reducedDType,
  scan,
} from '../../kernels/index.js';
import { reduceAxes } from '../../lazy/index.js';
import {
  checkAxis,
  createVolume,
  type DType,
  fillElements,
  newElements,
  type TypedArray,
  type Volume,
  valueText,
} from '../../volume/index.js';
import { convert } from './elementwise.js';
import { fillResult, product, withContiguous } from './memory.js';

/** What the reductions take. */
export interface ReduceSettings {
  readonly axis?: number | readonly number[] | null;
  readonly keepdims?: boolean;
  readonly correction?: number;
  readonly dtype?: DType;
  readonly out?: Volume;
}

interface Arranged {
  readonly outer: number;
  readonly axis: number;
  readonly inner: number;
}

/** Gives the voxels to `use` so that the axes of the reduction are one, with what lies around it. */
function arranged<R>(x: Volume, axes: readonly number[], use: (data: TypedArray, block: Arranged) => R): R {
  const [first = 0] = axes;
  if (axes.every((axis, i) => axis === first + i)) {
    const block = {
      outer: product(x.shape.slice(0, first)),
      axis: product(axes.map((axis) => x.shape[axis] as number)),
      inner: product(x.shape.slice(first + axes.length)),
    };
    if (axes.length === 0) return withContiguous(x, (data) => use(data, { outer: x.size, axis: 1, inner: 1 }));
    return withContiguous(x, (data) => use(data, block));
  }
  const kept = x.shape.map((_, d) => d).filter((d) => !axes.includes(d));
  return arranged(
    x.permuteDims([...kept, ...axes]),
    [...axes.keys()].map((i) => kept.length + i),
    use,
  );
}

function resultShape(x: Volume, axes: readonly number[], keepdims = false): number[] {
  if (keepdims) return x.shape.map((extent, d) => (axes.includes(d) ? 1 : extent));
  return x.shape.filter((_, d) => !axes.includes(d));
}

const NEEDS_ONE: readonly string[] = ['min', 'max', 'argmin', 'argmax'];

function axesOf(name: string, x: Volume, { axis }: ReduceSettings): number[] {
  const axes = reduceAxes(name, x.ndim, axis);
  if (NEEDS_ONE.includes(name) && axes.some((each) => x.shape[each] === 0)) {
    throw new ArgumentError(`${name}: the array [${x.shape.join(', ')}] is empty along an axis that is reduced`);
  }
  return axes;
}

/** sum, prod, min, max, any, all. */
export function reduceVolume(op: ReduceOp, x: Volume, settings: ReduceSettings = {}): Volume {
  const axes = axesOf(op, x, settings);
  const own = accumulatorDType(op, x.dtype);
  const wanted = settings.dtype === undefined ? undefined : numberDType(settings.dtype);
  // What has the type already can come no nearer to it: a sum of bool as bool is that of its numbers, made a truth value.
  if (wanted !== undefined && wanted !== x.dtype && !sameKind(own, wanted)) {
    const converted = convert(x, wanted);
    try {
      return reduceVolume(op, converted, settings);
    } finally {
      converted.close();
    }
  }
  const dtype = wanted ?? reducedDType(op, x.dtype);
  const shape = resultShape(x, axes, settings.keepdims);
  return fillResult(op, shape, dtype, { out: settings.out, operands: [x] }, (target) => {
    const accumulator = newAccumulator(op, x.dtype, product(shape));
    arranged(x, axes, (data, block) => reduce(op, data, { ...block, dtype: x.dtype }, accumulator));
    cast(accumulator, own, target, dtype);
  });
}

function sameKind(a: NumberDType, b: NumberDType): boolean {
  const coarse = (dtype: NumberDType): string => (/^u?int/.test(dtype) ? 'integer' : kindOf(dtype));
  return coarse(a) === coarse(b);
}

/** The mean, in float64; floats keep their type, and so the parts of complex numbers. */
export function meanOf(x: Volume, settings: ReduceSettings = {}): Volume {
  const axes = axesOf('mean', x, settings);
  const type = numberDType(x.dtype);
  // Sums of 64-bit integers would wrap, and NumPy's mean doesn't.
  const own = /int64|float64/.test(type) ? 'float64' : accumulatorDType('sum', type);
  const dtype = floatResult(type, 'float64');
  const shape = resultShape(x, axes, settings.keepdims);
  return fillResult('mean', shape, dtype, { out: settings.out, operands: [x] }, (target) => {
    const size = product(shape);
    const sums = own === 'float64' ? newElements('mean', 'float64', size) : newAccumulator('sum', type, size);
    const count = arranged(x, axes, (data, block) => {
      reduce('sum', data, { ...block, dtype: type }, sums);
      return block.axis;
    });
    const means = sums instanceof Float64Array ? sums : newElements('mean', 'float64', size);
    if (means !== sums) cast(sums, own, means, 'float64');
    for (let i = 0; i < means.length; i++) means[i] = (means[i] as number) / count;
    cast(means, kindOf(own) === 'complex' ? own : 'float64', target, dtype);
  });
}

/** var and std. */
export function varianceOf(name: 'variance' | 'std', x: Volume, settings: ReduceSettings = {}): Volume {
  const axes = axesOf(name, x, settings);
  const { correction = 0 } = settings;
  if (!Number.isFinite(correction))
    throw new ArgumentError(`${name}: correction ${valueText(correction)} must be a finite number`);
  const dtype = floatResult(realDType(x.dtype), 'float64');
  const shape = resultShape(x, axes, settings.keepdims);
  return fillResult(name, shape, dtype, { out: settings.out, operands: [x] }, (target) => {
    const moments = newMoments(product(shape));
    arranged(x, axes, (data, block) => addMoments(data, { ...block, dtype: x.dtype }, moments));
    const by = Math.max(0, moments.count - correction);
    const { squares } = moments;
    for (let i = 0; i < squares.length; i++) squares[i] = (squares[i] as number) / by;
    if (name === 'std') for (let i = 0; i < squares.length; i++) squares[i] = Math.sqrt(squares[i] as number);
    cast(squares, 'float64', target, dtype);
  });
}

/** argmin and argmax, along one axis or in C order of all. */
export function argOf(name: 'argmin' | 'argmax', x: Volume, settings: ReduceSettings = {}): Volume {
  const axes = axesOf(name, x, settings);
  if (axes.length !== 1 && axes.length !== x.ndim) {
    throw new ArgumentError(
      `${name}: axis [${axes.join(', ')}]: give one axis, or none for the place in C order of all`,
    );
  }
  const shape = resultShape(x, axes, settings.keepdims);
  return fillResult(name, shape, 'int64', { out: settings.out, operands: [x] }, (target) => {
    const found = newFound(x.dtype, product(shape));
    arranged(x, axes, (data, block) => argReduce(name, data, { ...block, dtype: x.dtype }, 0, found));
    (target as BigInt64Array).set(found.indices);
  });
}

/** How many voxels are not 0. */
export function countNonzero(x: Volume, settings: ReduceSettings = {}): Volume {
  const truths = convert(x, 'bool');
  try {
    return reduceVolume('sum', truths, { ...settings, dtype: 'int64' });
  } finally {
    truths.close();
  }
}

/** Running sums and products along an axis. */
export function cumulative(
  op: 'sum' | 'prod',
  x: Volume,
  settings: { readonly axis?: number; readonly includeInitial?: boolean; readonly dtype?: DType } = {},
): Volume {
  const name = op === 'sum' ? 'cumulativeSum' : 'cumulativeProd';
  if ((settings.axis ?? null) === null && x.ndim !== 1) {
    throw new ArgumentError(`${name}: axis is missing; an array of ${x.ndim} axes needs one`);
  }
  const axis = checkAxis(name, settings.axis ?? 0, x.ndim);
  const dtype = settings.dtype ?? reducedDType(op, x.dtype);
  const initial = settings.includeInitial === true ? 1 : 0;
  const shape = x.shape.map((extent, d) => (d === axis ? extent + initial : extent));
  const result = createVolume(shape, dtype);
  try {
    if (initial === 1) fillElements(result.data, dtype, op === 'sum' ? 0 : 1);
    const place = result.slice(...x.shape.map((_, d) => (d === axis ? ([initial, null] as const) : null)));
    convert(x, dtype, { out: place });
    const inner = product(shape.slice(axis + 1));
    const block = { dtype, outer: product(shape.slice(0, axis)), axis: shape[axis] as number, inner };
    scan(op, result.data, block);
    return result;
  } catch (error) {
    result.close();
    throw error;
  }
}
