/** Nodes that show voxels of another node elsewhere: slices, permuted, reversed, new and repeated axes. */
import { ArgumentError } from '../errors.js';
import { checkAxes, checkShape, resolveRange, type SliceRange, valueText } from '../volume/index.js';
import { type LazyViewAxis, type Node, nextId, type ViewNode } from './graph.js';
import { type Chunks, chunkAt, chunkStarts } from './grid.js';

/** A view of `input`; a view of a view becomes one view of the array below. */
export function viewNode(
  input: Node,
  shape: readonly number[],
  origin: readonly number[],
  axes: readonly LazyViewAxis[],
): Node {
  if (input.kind === 'view') {
    const below = [...input.origin];
    input.axes.forEach(({ axis, step }, d) => {
      if (axis !== undefined) below[axis] = (below[axis] as number) + step * (origin[d] as number);
    });
    const composed = axes.map(({ axis, step }): LazyViewAxis => {
      const inner = axis === undefined ? undefined : input.axes[axis];
      return inner?.axis === undefined ? { axis: undefined, step: 0 } : { axis: inner.axis, step: inner.step * step };
    });
    return viewNode(input.input, shape, below, composed);
  }
  if (isIdentity(input, shape, axes)) return input;
  const chunks: Chunks = axes.map(({ axis, step }, d) => {
    const extent = shape[d] as number;
    if (axis === undefined) return [extent];
    return chunksOfRange(input.chunks[axis] as readonly number[], origin[axis] as number, step, extent);
  });
  return { id: nextId(), kind: 'view', input, shape, dtype: input.dtype, chunks, origin, axes } satisfies ViewNode;
}

function isIdentity(input: Node, shape: readonly number[], axes: readonly LazyViewAxis[]): boolean {
  if (axes.length !== input.shape.length) return false;
  return axes.every(({ axis, step }, d) => axis === d && step === 1 && shape[d] === input.shape[d]);
}

/** How the chunks of an axis are cut by `extent` indices from `origin` on, `step` apart. */
function chunksOfRange(sizes: readonly number[], origin: number, step: number, extent: number): readonly number[] {
  if (extent === 0) return [0];
  const starts = chunkStarts(sizes);
  if (step === 1 && origin === 0 && extent === starts[sizes.length]) return sizes;
  const counts: number[] = [];
  for (let i = 0; i < extent; ) {
    const at = origin + step * i;
    const chunk = chunkAt(sizes, at);
    const last =
      step > 0
        ? Math.ceil(((starts[chunk + 1] as number) - at) / step)
        : Math.floor((at - (starts[chunk] as number)) / -step) + 1;
    const count = Math.min(last, extent - i);
    counts.push(count);
    i += count;
  }
  return counts;
}

/** As `Volume.slice`. */
export function sliceNode(input: Node, ranges: readonly SliceRange[]): Node {
  if (ranges.length > input.shape.length) {
    throw new ArgumentError(`slice: ${ranges.length} ranges for a volume of ${input.shape.length} axes`);
  }
  const origin: number[] = [];
  const axes: LazyViewAxis[] = [];
  const shape: number[] = [];
  input.shape.forEach((length, axis) => {
    const { start, step, extent } = resolveRange(ranges[axis] ?? null, length, axis);
    origin.push(start);
    if (extent === undefined) return;
    axes.push({ axis, step });
    shape.push(extent);
  });
  return viewNode(input, shape, origin, axes);
}

/** As `Volume.permuteDims`. */
export function permuteNode(input: Node, axes: readonly number[]): Node {
  const ndim = input.shape.length;
  const order = checkAxes('permuteDims', axes, ndim);
  if (order.length !== ndim || new Set(order).size !== ndim) {
    throw new ArgumentError(`permuteDims: ${valueText(axes)} must name each of the ${ndim} axes once`);
  }
  return viewNode(
    input,
    order.map((d) => input.shape[d] as number),
    input.shape.map(() => 0),
    order.map((axis) => ({ axis, step: 1 })),
  );
}

/** A new axis of extent 1 in front of axis `at`. */
export function expandNode(input: Node, at: number): Node {
  const axes: LazyViewAxis[] = input.shape.map((_, axis) => ({ axis, step: 1 }));
  axes.splice(at, 0, { axis: undefined, step: 0 });
  const shape = [...input.shape];
  shape.splice(at, 0, 1);
  return viewNode(
    input,
    shape,
    input.shape.map(() => 0),
    axes,
  );
}

/** Takes axes of extent 1 out. */
export function squeezeNode(input: Node, axes: readonly number[]): Node {
  return sliceNode(
    input,
    input.shape.map((_, d): SliceRange => (axes.includes(d) ? 0 : null)),
  );
}

/** Repeats axes of extent 1, and new ones in front, so that the shape becomes `shape` (NumPy's broadcasting). */
export function broadcastNode(caller: string, input: Node, shape: readonly number[]): Node {
  checkShape(caller, shape);
  const lead = shape.length - input.shape.length;
  const axes = shape.map((extent, d): LazyViewAxis => {
    const own = d < lead ? 1 : (input.shape[d - lead] as number);
    if (own === extent && d >= lead) return { axis: d - lead, step: 1 };
    if (own === 1) return { axis: undefined, step: 0 };
    throw new ArgumentError(`${caller}: shape [${input.shape.join(', ')}] does not broadcast to [${shape.join(', ')}]`);
  });
  return viewNode(
    input,
    shape,
    input.shape.map(() => 0),
    axes,
  );
}

/** The shape that arrays of these shapes broadcast to. @throws ArgumentError if there is none. */
export function broadcastShape(caller: string, shapes: readonly (readonly number[])[]): number[] {
  const ndim = Math.max(0, ...shapes.map((shape) => shape.length));
  return Array.from({ length: ndim }, (_, d) => {
    let extent = 1;
    for (const shape of shapes) {
      const own = shape[d - ndim + shape.length] ?? 1;
      if (own === 1 || own === extent) continue;
      if (extent !== 1) {
        const all = shapes.map((each) => `[${each.join(', ')}]`).join(' and ');
        throw new ArgumentError(`${caller}: the shapes ${all} do not broadcast`);
      }
      extent = own;
    }
    return extent;
  });
}
