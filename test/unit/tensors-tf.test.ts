import { describe, expect, it } from 'vitest';
import { memoryReport } from '../../src/memory/index.js';
import { fromTensor, type TfModule, toTensor } from '../../src/tensors/index.js';
import { asVolume, createVolume, type DType, type Volume } from '../../src/volume/index.js';
import { loadTf } from '../support/peers.js';

const tf = await loadTf();

function counting<D extends 'float32' | 'int32' | 'uint8'>(shape: number[], dtype: D): Volume<D> {
  const volume = createVolume(shape, dtype);
  for (let i = 0; i < volume.size; i++) volume.data[i] = i;
  return volume;
}

describe('toTensor for TensorFlow.js', () => {
  it.each(['float32', 'int32'] as const)('shares %s both ways', (dtype) => {
    const volume = counting([2, 3], dtype);
    const tensor = toTensor(volume, tf);
    expect([tensor.dtype, tensor.shape, [...tensor.dataSync()]]).toEqual([dtype, [2, 3], [0, 1, 2, 3, 4, 5]]);
    volume.set(40, 1, 1);
    expect([...tf.add(tensor, tensor).dataSync()]).toEqual([0, 2, 4, 6, 80, 10]);
    tensor.dataSync()[0] = 7;
    expect(volume.get(0, 0)).toBe(7);
    const back = fromTensor(tensor, tf);
    expect([back.dtype, back.shape, back.block.address]).toEqual([dtype, [2, 3], volume.block.address]);
    tensor.dispose();
  });

  it('takes a plane of a stack where it is, in another shape too', () => {
    const stack = counting([3, 2, 2], 'float32');
    const tensor = toTensor(stack.pick(0, 1), tf, { shape: [1, 4] });
    expect([tensor.shape, [...tensor.dataSync()]]).toEqual([
      [1, 4],
      [4, 5, 6, 7],
    ]);
  });

  it('keeps the memory for tensors made of one, though volume and tensor are gone', async () => {
    const volume = counting([2, 3], 'float32');
    const tensor = toTensor(volume, tf);
    const other = tensor.reshape([3, 2]);
    tensor.dispose();
    volume.close();
    await new Promise((resolve) => setImmediate(resolve));
    (globalThis as unknown as { gc(): void }).gc();
    expect([...tf.add(other, 1).dataSync()]).toEqual([1, 2, 3, 4, 5, 6]);
    other.dispose();
  });

  it('lets the memory go when nothing refers to it', async () => {
    const before = memoryReport().length;
    (() => {
      const volume = counting([64, 64], 'float32');
      toTensor(volume, tf).dispose();
      volume.close();
    })();
    for (let turn = 0; turn < 50 && memoryReport().length > before; turn++) {
      (globalThis as unknown as { gc(): void }).gc();
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect(memoryReport().length).toBeLessThanOrEqual(before);
  });

  it.each([
    ['uint8', 'int32'],
    ['int8', 'int32'],
    ['uint16', 'int32'],
    ['int16', 'int32'],
    ['bool', 'bool'],
  ] as const)('makes a copy of %s as %s when told to, else says why it would', (dtype, type) => {
    const volume = createVolume([2, 2], dtype) as Volume;
    (volume.data as Uint8Array).set([1, 0, 1, 1]);
    const error = expect.objectContaining({ name: 'SharingError', message: expect.stringMatching(/copy: true/) });
    expect(() => toTensor(volume, tf)).toThrow(error);
    const tensor = toTensor(volume, tf, { copy: true });
    expect([tensor.dtype, [...tensor.dataSync()]]).toEqual([type, [1, 0, 1, 1]]);
    volume.data[0] = 0;
    expect(tensor.dataSync()[0]).toBe(1);
  });

  it('makes a copy of strided views and on other backends when told to', () => {
    const volume = counting([2, 3], 'float32').permuteDims([1, 0]);
    expect(() => toTensor(volume, tf)).toThrow(expect.objectContaining({ name: 'SharingError' }));
    expect([...toTensor(volume, tf, { copy: true }).dataSync()]).toEqual([0, 3, 1, 4, 2, 5]);
    const elsewhere: TfModule = { tensor: tf.tensor as TfModule['tensor'], getBackend: () => 'wasm' };
    const error = expect.objectContaining({ name: 'SharingError', message: expect.stringMatching(/backend 'wasm'/) });
    expect(() => toTensor(counting([2], 'float32'), elsewhere)).toThrow(error);
    expect(toTensor(counting([2], 'float32'), elsewhere, { copy: true }).shape).toEqual([2]);
  });

  it.each(['uint32', 'int64', 'uint64', 'float64', 'float16', 'complex64', 'argb'] as const)(
    'refuses %s, which it cannot hold',
    (dtype: DType) => {
      for (const options of [{}, { copy: true }]) {
        const error = expect.objectContaining({
          name: 'DTypeError',
          message: expect.stringContaining('supported: float32'),
        });
        expect(() => toTensor(createVolume([2], dtype), tf, options)).toThrow(error);
      }
    },
  );

  it('refuses volumes that are closed', () => {
    const volume = counting([2], 'float32');
    volume.close();
    expect(() => toTensor(volume, tf)).toThrow(expect.objectContaining({ name: 'ReleasedError' }));
  });
});

describe('fromTensor for TensorFlow.js', () => {
  it('shares what TensorFlow.js computed, and keeps it when the tensor is disposed of', () => {
    const sum = tf.add(toTensor(asVolume(new Float32Array([1, 2, 3])), tf), 1);
    const volume = fromTensor(sum, tf) as Volume<'float32'>;
    volume.data[0] = 50;
    expect([...sum.dataSync()]).toEqual([50, 3, 4]);
    sum.dispose();
    expect([...volume.data]).toEqual([50, 3, 4]);
    expect(() => fromTensor(sum, tf)).toThrow(expect.objectContaining({ name: 'ReleasedError' }));
  });

  it('copies when told to, and what it must', () => {
    const floats = tf.tensor(new Float32Array([1, 2]), [2], 'float32');
    const copy = fromTensor(floats, tf, { copy: true }) as Volume<'float32'>;
    copy.data[0] = 9;
    expect(floats.dataSync()[0]).toBe(1);
    const truth = tf.tensor(new Uint8Array([1, 0]), [2], 'bool');
    expect(() => fromTensor(truth, tf)).toThrow(expect.objectContaining({ name: 'SharingError' }));
    expect([...(fromTensor(truth, tf, { copy: true }).data as Uint8Array)]).toEqual([1, 0]);
  });

  it('refuses strings, complex numbers, and a tensor without its module', () => {
    const strings = tf.tensor(['a'], [1], 'string');
    expect(() => fromTensor(strings, tf)).toThrow(expect.objectContaining({ name: 'DTypeError' }));
    const part = tf.tensor(new Float32Array([1]), [1], 'float32');
    expect(() => fromTensor(tf.complex(part, part), tf)).toThrow(expect.objectContaining({ name: 'DTypeError' }));
    expect(() => fromTensor(part, undefined as never)).toThrow(expect.objectContaining({ name: 'ArgumentError' }));
  });
});
