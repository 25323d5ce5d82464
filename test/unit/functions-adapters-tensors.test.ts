import { describe, expect, it } from 'vitest';
import * as zarr from 'zarrita';
import {
  add,
  all,
  argmax,
  astype,
  asVolume,
  clip,
  concat,
  conj,
  expandDims,
  fromVolume,
  greater,
  imag,
  LazyVolume,
  max,
  mean,
  multiply,
  negative,
  permuteDims,
  real,
  reshape,
  sort,
  stack,
  subtract,
  sum,
  unstack,
  where,
} from '../../src/index.js';
import { loadOrt, loadTf } from '../support/peers.js';

const tf = (await loadTf()) as any;
const ort = (await loadOrt()) as any;

function errorOf(run: () => unknown): Error {
  try {
    run();
  } catch (error) {
    return error as Error;
  }
  throw new Error('nothing was thrown');
}

describe('tensors of TensorFlow.js', () => {
  const t = tf.tensor([1, 2, 3, 4, 5, 6], [2, 3]);
  const read = (result: unknown) => {
    expect(result).toBeInstanceOf(tf.Tensor);
    return [(result as typeof t).shape, [...(result as typeof t).dataSync()]];
  };

  it('are computed by tfjs, and stay tensors', () => {
    const before = tf.memory().numTensors;
    expect(read(sum(t))).toEqual([[], [21]]);
    expect(tf.memory().numTensors).toBe(before + 1); // it was tfjs that made it
    expect(read(sum(t, { axis: 0, keepdims: true }))).toEqual([
      [1, 3],
      [5, 7, 9],
    ]);
    expect(read(mean(t, { axis: [0, 1] }))).toEqual([[], [3.5]]);
    expect(read(max(t, { axis: -1 }))).toEqual([[2], [3, 6]]);
    expect(read(argmax(t))).toEqual([[], [5]]);
    expect(read(argmax(t, { axis: 0 }))).toEqual([[3], [1, 1, 1]]);
    expect(read(all(t))).toEqual([[], [1]]);
    expect(read(add(t, 1))).toEqual([
      [2, 3],
      [2, 3, 4, 5, 6, 7],
    ]);
    expect(read(subtract(10, t))).toEqual([
      [2, 3],
      [9, 8, 7, 6, 5, 4],
    ]);
    expect(read(multiply(t, t))).toEqual([
      [2, 3],
      [1, 4, 9, 16, 25, 36],
    ]);
    expect(read(negative(t))).toEqual([
      [2, 3],
      [-1, -2, -3, -4, -5, -6],
    ]);
    expect([real(t), conj(t), imag(t)].map((part) => read(part)[1])).toEqual([
      [1, 2, 3, 4, 5, 6],
      [1, 2, 3, 4, 5, 6],
      [0, 0, 0, 0, 0, 0],
    ]);
    expect(errorOf(() => real(tf.complex(t, t))).message).toMatch(/real: no implementation for arrays/);
    expect(errorOf(() => add(t, { re: 0, im: 1 })).message).toMatch(/add: no implementation for arrays/);
    expect(read(greater(t, 4))).toEqual([
      [2, 3],
      [0, 0, 0, 0, 1, 1],
    ]);
    expect(read(where(greater(t, 4), t, 0))).toEqual([
      [2, 3],
      [0, 0, 0, 0, 5, 6],
    ]);
    expect(read(where(greater(t, 4), 0, t))).toEqual([
      [2, 3],
      [1, 2, 3, 4, 0, 0],
    ]);
    expect(read(stack([t, t, t])).at(0)).toEqual([3, 2, 3]);
    expect(read(stack([t, t], { axis: 1 })).at(0)).toEqual([2, 2, 3]);
    expect(read(concat([t, t], { axis: 1 })).at(0)).toEqual([2, 6]);
    expect(read(permuteDims(t, [1, 0]))).toEqual([
      [3, 2],
      [1, 4, 2, 5, 3, 6],
    ]);
    expect(read(reshape(t, [3, -1])).at(0)).toEqual([3, 2]);
    expect(read(expandDims(t)).at(0)).toEqual([1, 2, 3]);
    expect(unstack(t).map(read)).toEqual([
      [[3], [1, 2, 3]],
      [[3], [4, 5, 6]],
    ]);
    expect(read(clip(t, 2, null))).toEqual([
      [2, 3],
      [2, 2, 3, 4, 5, 6],
    ]);
    expect((astype(t, 'int32') as typeof t).dtype).toBe('int32');
  });

  it('are told by name where tfjs has no such function, or beside other arrays', () => {
    expect(errorOf(() => sort(t)).message).toContain('sort: no implementation for arrays of the types tensor of');
    expect(errorOf(() => astype(t, 'uint16')).message).toContain('astype: no implementation');
    const mixed = errorOf(() => add(t, asVolume(new Float32Array(3))));
    expect(mixed).toBeInstanceOf(TypeError);
    expect(mixed.message).toContain('types tensor of @tensorflow/tfjs, Volume');
  });
});

describe('tensors of onnxruntime', () => {
  const data = Float32Array.of(1, 2, 3, 4, 5, 6);
  const t = new ort.Tensor('float32', data, [2, 3]);

  it('stay tensors, over memory that is read where it lies', () => {
    const total = sum(t, { axis: 0 }) as typeof t;
    expect(total).toBeInstanceOf(ort.Tensor);
    expect([total.type, total.dims, [...total.data]]).toEqual(['float32', [3], [5, 7, 9]]);
    data[0] = 11;
    expect([...(max(t) as typeof t).data]).toEqual([11]);
    const rows = unstack(t, { axis: 0 }) as (typeof t)[];
    expect(rows.map((row) => [...row.data])).toEqual([
      [11, 2, 3],
      [4, 5, 6],
    ]);
    expect([...(permuteDims(t, [1, 0]) as typeof t).data]).toEqual([11, 4, 2, 5, 3, 6]);
    const big = new ort.Tensor('int64', BigInt64Array.of(3n, 1n, 2n), [3]);
    expect([...(sort(big) as typeof t).data]).toEqual([1n, 2n, 3n]);
    const half = new ort.Tensor('float16', asVolume(Uint16Array.of(0x3c00, 0x4000), { dtype: 'float16' }).data, [2]);
    const more = add(half, 0.5) as typeof t;
    expect([more.type, ...new Uint16Array(more.data.buffer, more.data.byteOffset, 2)]).toEqual([
      ...['float16', 0x3e00, 0x4100],
    ]);
    expect((greater(t, 3) as typeof t).type).toBe('bool');
    expect((stack([t, t]) as typeof t).dims).toEqual([2, 2, 3]);
  });

  it('are refused where nothing can be computed', () => {
    const text = new ort.Tensor('string', ['a'], [1]);
    expect(errorOf(() => add(text, text)).name).toBe('DTypeError');
    expect(errorOf(() => add(t, tf.tensor([1]))).message).toContain('types tensor of onnxruntime, tensor of @tensor');
  });
});

describe('arrays of zarrita', () => {
  it('become lazy volumes, whose chunks are read when they are needed', async () => {
    const reads: string[] = [];
    const memory = new Map<string, Uint8Array>();
    const store = {
      get: async (key: string) => {
        if (key.includes('/c/')) reads.push(key);
        return memory.get(key);
      },
      set: async (key: string, value: Uint8Array) => void memory.set(key, value),
    };
    const codecs = [{ name: 'bytes', configuration: { endian: 'little' } }] as never;
    const options = { shape: [5, 7], chunkShape: [2, 3], dtype: 'int16', codecs } as never;
    const array = (await zarr.create(zarr.root(store as never), options)) as any;
    const values = Int16Array.from({ length: 35 }, (_, i) => i - 9);
    await zarr.set(array, null, { data: values, shape: [5, 7], stride: [7, 1] } as never);
    reads.length = 0;
    const total = sum(array, { axis: 0 }) as unknown as LazyVolume;
    expect(total).toBeInstanceOf(LazyVolume);
    expect(reads).toEqual([]);
    const expected = sum(asVolume(values, [5, 7]), { axis: 0 });
    expect([...(await total.compute()).data]).toEqual([...expected.data]);
    expect(reads.length).toBe(9);
    const both = add(array, asVolume(values, [5, 7])) as unknown as LazyVolume;
    expect((await both.compute()).get(4, 6)).toBe(50);
    expect(await (add(fromVolume(asVolume(values, [5, 7])), array) as LazyVolume).max().compute()).toMatchObject({
      size: 1,
    });
    const flat = (await (reshape(array, [35]) as unknown as LazyVolume).compute()).data;
    expect([...flat]).toEqual([...values]);
    expect(errorOf(() => reshape(array, [36])).name).toBe('ArgumentError');
  });
});
