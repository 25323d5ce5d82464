import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { fromFunction, fromVolume } from '../../src/lazy/index.js';
import { memoryReport } from '../../src/memory/index.js';
import { fromTensor, runSession, tensorBlocks, toTensor } from '../../src/tensors/index.js';
import { asVolume, createVolume, type DType, mapVolume, type Volume } from '../../src/volume/index.js';
import { onnxModel } from '../support/onnx.js';
import { loadOrt } from '../support/peers.js';

const ort = loadOrt();
const folder = mkdtempSync(join(tmpdir(), 'imglib2-node-'));
afterAll(() => rmSync(folder, { recursive: true }));

const doubling = await ort.InferenceSession.create(
  onnxModel({
    inputs: [{ name: 'x', type: 'float32', shape: ['rows', 4] }],
    outputs: [{ name: 'y', type: 'float32', shape: ['rows', 4] }],
    nodes: [{ operator: 'Add', inputs: ['x', 'x'], outputs: ['y'] }],
  }),
);

function counting(shape: number[]): Volume<'float32'> {
  const volume = createVolume(shape, 'float32');
  for (let i = 0; i < volume.size; i++) volume.data[i] = i;
  return volume;
}

/** Lets the garbage collector drop what nobody holds, and what its finalizers do happen. */
async function collected(done: () => boolean): Promise<boolean> {
  for (let turn = 0; turn < 50 && !done(); turn++) {
    (globalThis as unknown as { gc(): void }).gc();
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return done();
}

describe('toTensor for onnxruntime', () => {
  it.each([
    'uint8',
    'int8',
    'uint16',
    'int16',
    'uint32',
    'int32',
    'uint64',
    'int64',
    'float32',
    'float64',
    'float16',
    'bool',
  ] as const)('shares %s both ways', (dtype) => {
    const volume = createVolume([2, 3], dtype) as Volume;
    const tensor = toTensor(volume, ort);
    expect([tensor.type, tensor.dims, tensor.location]).toEqual([dtype, [2, 3], 'cpu']);
    expect(tensor.data.buffer).toBe(volume.data.buffer);
    (volume.data as Float32Array).fill((dtype.endsWith('64') && dtype !== 'float64' ? 1n : 1) as number);
    expect([...tensor.data]).toEqual([...volume.data]);
    tensor.data[4] = (dtype.endsWith('64') && dtype !== 'float64' ? 0n : 0) as number;
    expect(Number(volume.data[4])).toBe(0);
    const back = fromTensor(tensor);
    expect([back.dtype, back.shape, back.block.address]).toEqual([dtype, [2, 3], volume.block.address]);
  });

  it('takes a slice of a stack where it is, in another shape too', () => {
    const stack = counting([5, 3, 4]);
    const tensor = toTensor(stack.pick(0, 2), ort, { shape: [1, 12] });
    expect([tensor.dims, tensor.data[0], tensor.data.length]).toEqual([[1, 12], 24, 12]);
    tensor.data[1] = -1;
    expect(stack.get(2, 0, 1)).toBe(-1);
    expect(toTensor(createVolume([0, 3], 'float32'), ort).dims).toEqual([0, 3]);
    expect(toTensor(createVolume([], 'float32'), ort).dims).toEqual([]);
  });

  it.each([
    ['a transposed view', () => counting([3, 4]).permuteDims([1, 0]), /C order.*strides \[1, 4\].*copy: true/],
    ['a view with steps', () => counting([3, 4]).slice(null, [0, 4, 2]), /C order/],
    ['a reversed view', () => counting([3, 4]).flip(), /C order/],
    ['bytes in the other order', () => otherOrder(), /big-endian.*copy: true/],
    ['a SharedArrayBuffer', () => asVolume(new Float32Array(new SharedArrayBuffer(48)), [3, 4]), /SharedArrayBuffer/],
  ] as const)('copies %s only when told to', (_, make, message) => {
    const volume = make() as Volume<'float32'>;
    const error = expect.objectContaining({ name: 'SharingError', message: expect.stringMatching(message) });
    expect(() => toTensor(volume, ort)).toThrow(error);
    const tensor = toTensor(volume, ort, { copy: true });
    expect([...tensor.data]).toEqual([...volume.copy().data]);
    expect(tensor.dims).toEqual([...volume.shape]);
  });

  function otherOrder(): Volume<'float32'> {
    const path = join(folder, 'big.raw');
    const bytes = Buffer.alloc(48);
    for (let i = 0; i < 12; i++) bytes.writeFloatBE(i + 0.5, 4 * i);
    writeFileSync(path, bytes);
    return mapVolume(path, [3, 4], 'float32', { byteOrder: 'big' });
  }

  it.each(['complex64', 'complex128', 'argb'] as const)('refuses %s', (dtype: DType) => {
    const error = expect.objectContaining({ name: 'DTypeError', message: expect.stringContaining('supported: uint8') });
    expect(() => toTensor(createVolume([2], dtype), ort)).toThrow(error);
  });

  it('refuses shapes that do not fit, other libraries, lazy and closed volumes', () => {
    const volume = counting([3, 4]);
    const wrong = expect.objectContaining({ name: 'ArgumentError' });
    expect(() => toTensor(volume, ort, { shape: [11] })).toThrow(wrong);
    expect(() => toTensor(volume, ort, { shape: [-3, -4] })).toThrow(wrong);
    expect(() => toTensor(volume, {} as never)).toThrow(/onnxruntime-node or @tensorflow\/tfjs/);
    expect(() => toTensor(volume, undefined as never)).toThrow(wrong);
    expect(() => toTensor(fromVolume(volume) as never, ort)).toThrow(/tensorBlocks/);
    volume.close();
    expect(() => toTensor(volume, ort)).toThrow(expect.objectContaining({ name: 'ReleasedError' }));
  });

  it('keeps the memory while there is a tensor, though the volume is closed, and no longer', async () => {
    const before = memoryReport().length;
    await (async () => {
      const volume = counting([2, 4]);
      const tensor = toTensor(volume, ort);
      volume.close();
      expect(tensor.data[5]).toBe(5);
      const { y } = await runSession(ort, doubling, { x: tensor });
      expect([...(y as Volume<'float32'>).data]).toEqual([0, 2, 4, 6, 8, 10, 12, 14]);
      (y as Volume).close();
      expect(memoryReport().length).toBeGreaterThan(before);
      tensor.dispose();
    })();
    expect(await collected(() => memoryReport().length <= before)).toBe(true);
  });

  it('frees the memory of a closed volume at once where no tensor was made', () => {
    const before = memoryReport().length;
    const volume = counting([2, 4]);
    volume.close();
    expect(memoryReport().length).toBe(before);
  });
});

describe('fromTensor for onnxruntime', () => {
  it('keeps the memory of a result when the tensor is gone', async () => {
    const x = counting([3, 4]);
    const volume = await (async () => {
      const { y } = await doubling.run({ x: toTensor(x, ort) } as never, undefined as never);
      return fromTensor(y as NonNullable<typeof y>) as Volume<'float32'>;
    })();
    await collected(() => false);
    expect([volume.shape, volume.get(2, 3)]).toEqual([[3, 4], 22]);
    const copy = fromTensor(new ort.Tensor('float32', volume.data, [12]), { copy: true });
    expect(copy.block.address).not.toBe(volume.block.address);
  });

  it('refuses strings, what was disposed of, what is elsewhere, and what is no tensor', () => {
    const strings = new ort.Tensor('string', ['a', 'b'], [2]);
    expect(() => fromTensor(strings)).toThrow(expect.objectContaining({ name: 'DTypeError' }));
    const gone = new ort.Tensor('float32', new Float32Array(2), [2]);
    gone.dispose();
    expect(() => fromTensor(gone)).toThrow(expect.objectContaining({ name: 'ReleasedError' }));
    const onGpu = { type: 'float32', dims: [2], location: 'gpu-buffer', data: undefined };
    expect(() => fromTensor(onGpu)).toThrow(expect.objectContaining({ name: 'SharingError' }));
    expect(() => fromTensor(counting([2]) as never)).toThrow(expect.objectContaining({ name: 'ArgumentError' }));
  });
});

describe('runSession', () => {
  it('writes results into volumes that are given, tells viewers, and makes the others', async () => {
    const x = counting([3, 4]);
    const y = createVolume([3, 4], 'float32');
    const told: unknown[] = [];
    y.onInvalidate((region) => told.push(region));
    const result = await runSession(ort, doubling, { x }, { y });
    expect(result.y).toBe(y);
    expect([...y.data]).toEqual([...x.data].map((value) => 2 * value));
    expect(told).toEqual([{ start: [0, 0], shape: [3, 4] }]);
    const made = await runSession(ort, doubling, { x });
    expect([...(made.y as Volume<'float32'>).data]).toEqual([...y.data]);
  });

  it('writes into one plane of a volume and leaves the others alone', async () => {
    const stack = createVolume([3, 2, 4], 'float32');
    await runSession(ort, doubling, { x: counting([2, 4]) }, { y: stack.pick(0, 1) });
    expect([...stack.data]).toEqual([...Array(8).fill(0), 0, 2, 4, 6, 8, 10, 12, 14, ...Array(8).fill(0)]);
  });

  it('does not crash when volumes are closed while it runs', async () => {
    const x = counting([50_000, 4]);
    const y = createVolume([50_000, 4], 'float32');
    const running = runSession(ort, doubling, { x }, { y });
    x.close();
    y.close();
    const result = await running;
    expect(result.y?.closed).toBe(true);
  });

  it.each([
    ['another shape', { x: () => counting([3, 4]) }, { y: () => counting([3, 5]) }, 'ArgumentError', /invalid dim/i],
    ['fewer rows', { x: () => counting([3, 4]) }, { y: () => counting([2, 4]) }, 'ArgumentError', /shape \{2,4\}/],
    ['another type', { x: () => createVolume([3, 4], 'int32') }, {}, 'ArgumentError', /data type/],
    [
      'an output of another type',
      { x: () => counting([3, 4]) },
      { y: () => createVolume([3, 4], 'float64') },
      'ArgumentError',
      /data type/,
    ],
    [
      'an input too many',
      { x: () => counting([3, 4]), z: () => counting([1]) },
      {},
      'ArgumentError',
      /no input 'z'.* x$/,
    ],
    ['no input', {}, {}, 'ArgumentError', /input 'x' is missing/],
    [
      'an unknown output',
      { x: () => counting([3, 4]) },
      { q: () => counting([3, 4]) },
      'ArgumentError',
      /no output 'q'/,
    ],
    ['strided input', { x: () => counting([4, 3]).permuteDims([1, 0]) }, {}, 'SharingError', /C order/],
    [
      'strided output',
      { x: () => counting([3, 4]) },
      { y: () => counting([4, 3]).permuteDims([1, 0]) },
      'SharingError',
      /'y'/,
    ],
    [
      'a read-only output',
      { x: () => counting([3, 4]) },
      { y: () => asVolume(new Float32Array(12), [3, 4], { readOnly: true }) },
      'ReadOnlyError',
      /'y'/,
    ],
  ] as const)('refuses %s', async (_, inputs, outputs, name, message) => {
    const made = (record: object) => Object.fromEntries(Object.entries(record).map(([key, make]) => [key, make()]));
    const running = runSession(ort, doubling, made(inputs), made(outputs));
    await expect(running).rejects.toMatchObject({ name, message: expect.stringMatching(message) });
  });
});

describe('tensorBlocks', () => {
  const lazy = fromFunction({
    shape: [5, 3, 4],
    dtype: 'float32',
    chunks: [2, 3, 4],
    read: ({ start }, target) => {
      for (let i = 0; i < target.length; i++) target[i] = Math.floor(i / 12) + (start[0] as number);
    },
  });

  it('gives each chunk once, over memory that lasts until the next', async () => {
    const before = memoryReport().length;
    const seen: unknown[] = [];
    for await (const { region, volume, tensor } of tensorBlocks(lazy, ort, { shape: ([z = 0]) => [z, 12] })) {
      expect(tensor.data.buffer).toBe(volume.data.buffer);
      seen.push([region.start, region.shape, tensor.dims, tensor.data[0]]);
    }
    expect(seen).toEqual([
      [[0, 0, 0], [2, 3, 4], [2, 12], 0],
      [[2, 0, 0], [2, 3, 4], [2, 12], 2],
      [[4, 0, 0], [1, 3, 4], [1, 12], 4],
    ]);
    expect(await collected(() => memoryReport().length <= before)).toBe(true);
  });

  it('ends early by break or a signal, and refuses volumes in memory', async () => {
    for await (const { region } of tensorBlocks(lazy, ort)) {
      expect(region.start).toEqual([0, 0, 0]);
      break;
    }
    const stop = AbortSignal.abort(new Error('enough'));
    await expect(tensorBlocks(lazy, ort, { signal: stop }).next()).rejects.toThrow('enough');
    await expect(tensorBlocks(counting([2]) as never, ort).next()).rejects.toMatchObject({ name: 'ArgumentError' });
  });
});
