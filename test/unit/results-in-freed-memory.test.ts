import { afterEach, describe, expect, it } from 'vitest';
import * as functions from '../../src/functions/index.js';
import { core } from '../../src/native.js';
import { asVolume, createUnset, createVolume, type DType, type Volume } from '../../src/volume/index.js';

const {
  add,
  affineTransform,
  argmax,
  argsort,
  astype,
  clip,
  concat,
  cumulativeSum,
  distanceTransform,
  downscaleLocalMean,
  exp,
  flip,
  gaussianFilter,
  label,
  max,
  maximumProjection,
  mean,
  medianFilter,
  reshape,
  rescaleIntensity,
  resize,
  roll,
  sobel,
  sort,
  stack,
  sum,
  tile,
  triu,
  uniformFilter,
  watershed,
  where,
  zoom,
} = functions;

const SHAPE = [64, 65, 66] as const;
const SIZE = 64 * 65 * 66;

function numbers<D extends DType>(dtype: D, most: number): Volume<D> {
  let state = 12345;
  const volume = createVolume(SHAPE, dtype);
  const data = volume.data as Float32Array;
  for (let i = 0; i < SIZE; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    data[i] = (state >>> 8) % most;
  }
  return volume;
}

const floats = numbers('float32', 1000);
const bytes = numbers('uint8', 200);
const mask = numbers('uint8', 3);
const seeds = astype(
  asVolume(
    Uint8Array.from(bytes.data, (value) => (value === 7 ? 1 : value === 9 ? 2 : 0)),
    SHAPE,
  ),
  'int32',
);
const turn = [
  [0.9, -0.3, 0.1],
  [0.3, 0.9, -0.2],
  [-0.1, 0.2, 1],
];

const CASES: Record<string, () => Volume> = {
  add: () => add(floats, bytes),
  where: () => where(mask, floats, bytes),
  exp: () => exp(bytes),
  astype: () => astype(floats, 'uint8'),
  clip: () => clip(floats, 10, 500),
  copy: () => floats.permuteDims([2, 0, 1]).copy(),
  'reshape, copied': () => reshape(flip(bytes), [-1]),
  stack: () => stack([floats, floats], { axis: 1 }),
  'concat of two types': () => concat([floats, bytes], { axis: 2 }),
  roll: () => roll(floats, [3, -5, 70], { axis: [0, 1, 2] }),
  tile: () => tile(bytes, [1, 2, 1]),
  triu: () => triu(floats, { k: 3 }),
  sort: () => sort(floats),
  'sort along axis 0': () => sort(floats, { axis: 0 }),
  argsort: () => argsort(bytes),
  sum: () => sum(stack([floats, floats]), { axis: 0 }),
  mean: () => mean(stack([floats, floats]), { axis: 0 }),
  max: () => max(stack([floats, floats]), { axis: 0 }),
  argmax: () => argmax(stack([floats, floats]), { axis: 0 }),
  cumulativeSum: () => cumulativeSum(bytes, { axis: 1, includeInitial: true }),
  gaussianFilter: () => gaussianFilter(bytes, 1.5),
  uniformFilter: () => uniformFilter(floats, 3),
  sobel: () => sobel(floats),
  medianFilter: () => medianFilter(floats, 3),
  'medianFilter of uint8': () => medianFilter(bytes, 3, { mode: 'constant', cval: 4 }),
  'resize, smaller': () => resize(bytes, [60, 61, 62]),
  'zoom, larger': () => zoom(bytes, 1.1, { order: 3 }),
  affineTransform: () => affineTransform(floats, turn, { offset: [20, 10, -5] }),
  'affineTransform of order 1': () => affineTransform(bytes, turn, { order: 1, mode: 'nearest' }),
  rescaleIntensity: () => rescaleIntensity(floats),
  downscaleLocalMean: () => downscaleLocalMean(floats, [1, 1, 4]),
  maximumProjection: () => maximumProjection(stack([bytes, bytes])),
  label: () => label(mask).labels,
  distanceTransform: () => distanceTransform(mask, { maxDistance: 3 }),
  watershed: () => watershed(bytes, seeds, { mask, watershedLine: true }),
};

/** Frees memory of those sizes that is full of what no result has, several pieces each; gives the addresses. */
function leaveRubbish(sizes: readonly number[]): Set<bigint> {
  const volumes = sizes.flatMap((size) => [0, 1, 2].map(() => createUnset([size], 'uint8')));
  for (const volume of volumes) volume.data.fill(0xa5);
  const addresses = new Set(volumes.map(({ block }) => block.address));
  for (const volume of volumes) volume.close();
  return addresses;
}

const bytesOf = ({ data }: Volume): Buffer => Buffer.from(data.buffer, data.byteOffset, data.byteLength);

describe('results in memory that was freed', () => {
  afterEach(() => {
    core().trimSpare(0);
  });

  it.each(Object.keys(CASES))('%s writes every byte', (name) => {
    const run = CASES[name] as () => Volume;
    core().trimSpare(0);
    const first = run();
    const wanted = Buffer.from(bytesOf(first));
    expect(first.nbytes).toBeGreaterThan(2 ** 18);
    const sizes = new Set([first.nbytes, ...[1, 2, 4, 8].map((itemsize) => SIZE * itemsize)]);
    first.close();
    const addresses = leaveRubbish([...sizes]);
    const again = run();
    // Where it is not, what follows shows nothing.
    const unset = name !== 'cumulativeSum';
    expect(addresses.has(again.block.address)).toBe(unset);
    expect(bytesOf(again).equals(wanted)).toBe(true);
    again.close();
  });

  it('is never given to who asks for zeros', () => {
    const addresses = leaveRubbish([SIZE]);
    const volumes = [0, 1, 2, 3].map(() => createVolume([SIZE], 'uint8'));
    for (const { block, data } of volumes) {
      expect(addresses.has(block.address)).toBe(false);
      expect(data.every((value) => value === 0)).toBe(true);
    }
  });

  it('is not that of a volume which somebody else has still', () => {
    const volume = createUnset([SIZE], 'uint8');
    volume.data.fill(7);
    const hold = volume.block.hold();
    const { address } = volume.block;
    volume.close();
    const other = createUnset([SIZE], 'uint8');
    expect(other.block.address).not.toBe(address);
    core().letGo(hold);
    const third = createUnset([SIZE], 'uint8');
    expect(third.block.address).toBe(address);
  });

  it('goes back to the system after a second or two', { timeout: 30_000 }, async () => {
    leaveRubbish([SIZE]);
    const isRubbish = (): boolean => {
      const volume = createUnset([SIZE], 'uint8');
      const found = volume.data[100] === 0xa5;
      volume.close();
      return found;
    };
    expect(isRubbish()).toBe(true);
    // Asking keeps it for longer.
    await expect.poll(isRubbish, { timeout: 20_000, interval: 3000 }).toBe(false);
  });
});
