import { describe, expect, it } from 'vitest';
import { axisOrderOf, bdvAxes, javaBox, placementOf } from '../../src/viewers/bdv-options.js';
import { dimmed, labelColor, rgbList, rgbOf } from '../../src/viewers/colors.js';
import { checkDisplayRange, defaultDisplayRange } from '../../src/viewers/display-range.js';
import { checkPoints } from '../../src/viewers/points.js';
import { asVolume, createVolume, type Volume } from '../../src/volume/index.js';

const argumentError = expect.objectContaining({ name: 'ArgumentError' });
const shaped = (...shape: number[]) => createVolume(shape, 'uint8') as Volume;

describe('colours', () => {
  it('reads names, hexadecimals and triples', () => {
    expect(rgbOf('#ff8000')).toBe(0xff8000);
    expect(rgbOf('#F80')).toBe(0xff8800);
    expect(rgbOf('Cyan')).toBe(0x00ffff);
    expect(rgbOf([1, 2, 3])).toBe(0x010203);
    expect(rgbList([1, 2, 3])).toEqual([0x010203]);
    expect(rgbList(['red', [0, 0, 255]])).toEqual([0xff0000, 0x0000ff]);
    for (const wrong of ['', 'reddish', '#12', [1, 2], [1, 2, 256], [1, 2, 0.5], 7]) {
      expect(() => rgbOf(wrong as never)).toThrow(argumentError);
    }
  });

  it('dims each channel', () => {
    expect(dimmed(0xff8040, 0.5)).toBe(0x804020);
    expect(dimmed(0xff8040, 0)).toBe(0);
  });

  it('gives labels colours that differ, bright enough to see, for numbers of any size', () => {
    const colors = Array.from({ length: 1000 }, (_, i) => labelColor(i + 1));
    expect(new Set(colors).size).toBeGreaterThan(950);
    const brightest = (color: number) => Math.max(color >> 16, (color >> 8) & 255, color & 255);
    expect(Math.min(...colors.map(brightest))).toBeGreaterThanOrEqual(175);
    expect(labelColor(2n ** 64n - 1n)).toBe(labelColor(-1));
    expect(labelColor(5)).toBe(labelColor(5n));
    // Neighbours are far apart in at least one channel.
    for (let i = 1; i < 1000; i++) {
      const [a, b] = [colors[i - 1] as number, colors[i] as number];
      const apart = [16, 8, 0].map((shift) => Math.abs(((a >> shift) & 255) - ((b >> shift) & 255)));
      expect(Math.max(...apart)).toBeGreaterThan(60);
    }
  });
});

describe('display ranges', () => {
  it('takes all of uint8, and what the data has otherwise', () => {
    expect(defaultDisplayRange(shaped(2, 2))).toEqual([0, 255]);
    const floats = asVolume(new Float32Array([3, Number.NaN, -2, Number.POSITIVE_INFINITY, 7, 0]), [2, 3]) as Volume;
    expect(defaultDisplayRange(floats)).toEqual([-2, 7]);
    expect(defaultDisplayRange(floats.slice([1, 2], [2, 3]))).toEqual([0, 1]);
    const nothing = asVolume(new Float32Array([Number.NaN]), [1]) as Volume;
    expect(defaultDisplayRange(nothing)).toEqual([0, 1]);
    expect(defaultDisplayRange(asVolume(new BigInt64Array([-5n, 9n])) as Volume)).toEqual([-5, 9]);
  });

  it('looks at a sample of all parts of a large volume, in views too', () => {
    const volume = createVolume([200, 200, 200], 'int16');
    volume.data.fill(5);
    volume.slice([150, 200]).data.fill(900);
    expect(defaultDisplayRange(volume as Volume)).toEqual([5, 900]);
    expect(defaultDisplayRange(volume.flip().permuteDims([2, 1, 0]) as Volume)).toEqual([5, 900]);
    volume.close();
  });

  it('refuses ranges that show nothing', () => {
    for (const wrong of [[1, 1], [2, 1], [0, Number.NaN], [0], [0, 1, 2]]) {
      expect(() => checkDisplayRange('displayRange', wrong as never)).toThrow(argumentError);
    }
  });
});

describe('points', () => {
  it('takes triples, flat arrays and volumes', () => {
    const expected = [1, 2, 3, 4, 5, 6];
    expect([
      ...checkPoints([
        [1, 2, 3],
        [4, 5, 6],
      ]).zyx,
    ]).toEqual(expected);
    expect([...checkPoints(new Float32Array(expected)).zyx]).toEqual(expected);
    expect([...checkPoints(asVolume(new Float64Array(expected), [2, 3])).zyx]).toEqual(expected);
    expect(checkPoints([]).count).toBe(0);
  });

  it('refuses what are no points, and names or colours of another count', () => {
    for (const wrong of [[[1, 2]], [[1, 2, Number.NaN]], new Float32Array(4), asVolume(new Float64Array(4), [2, 2])]) {
      expect(() => checkPoints(wrong as never)).toThrow(argumentError);
    }
    expect(() => checkPoints([[1, 2, 3]], { names: ['a', 'b'] })).toThrow(argumentError);
    expect(() => checkPoints([[1, 2, 3]], { color: ['red', 'blue'] })).toThrow(argumentError);
  });
});

describe('options of BigDataViewer', () => {
  it.each([
    [[4, 5], {}, 'XY'],
    [[3, 4, 5], {}, 'XYZ'],
    [[3, 4, 5], { timepoints: true }, 'XYT'],
    [[3, 4, 5], { is2D: true }, 'XYT'],
    [[3, 4, 5], { is2D: true, timepoints: false }, 'XYC'],
    [[2, 3, 4, 5], {}, 'XYZT'],
    [[2, 3, 4, 5], { timepoints: false }, 'XYZC'],
    [[2, 3, 4, 5, 6], {}, 'XYZTC'],
    [[2, 3, 4, 5, 6], { axisOrder: 'XYZCT', timepoints: true }, 'XYZCT'],
  ] as const)('reads a volume %j with %j as %s', (shape, options, order) => {
    expect(axisOrderOf(shaped(...shape), options)).toBe(order);
  });

  it.each([
    [[4], {}],
    [[1, 2, 3, 4, 5, 6], {}],
    [[3, 4, 5], { axisOrder: 'XYZT' }],
    [[3, 4, 5], { axisOrder: 'ZYX' }],
    [[3, 4, 5], { axisOrder: 'XYZ', timepoints: true }],
    [[2, 3, 4, 5, 6], { timepoints: false }],
    [[0, 4, 5], {}],
  ])('refuses a volume %j with %j', (shape, options) => {
    expect(() => axisOrderOf(shaped(...shape), options as never)).toThrow(argumentError);
  });

  it('names axes slowest first in the common interface', () => {
    expect(bdvAxes(shaped(2, 3, 4, 5, 6))).toBe('XYZCT');
    expect(bdvAxes(shaped(3, 4, 5), 'cyx')).toBe('XYC');
    expect(() => bdvAxes(shaped(3, 4, 5), 'xyz')).toThrow(argumentError);
    expect(() => bdvAxes(shaped(3, 4, 5), 'yx')).toThrow(argumentError);
  });

  it('turns voxelSize [z, y, x] into a transform with x first, and reads sizes off a transform', () => {
    expect(placementOf({ voxelSize: [3, 2, 1] })).toEqual({
      transform: [1, 0, 0, 0, 0, 2, 0, 0, 0, 0, 3, 0],
      voxelSizeXyz: [1, 2, 3],
    });
    expect(placementOf({ voxelSize: [2, 1] }).voxelSizeXyz).toEqual([1, 2, 1]);
    const turned = [0, -2, 0, 5, 3, 0, 0, 6, 0, 0, 4, 7];
    expect(placementOf({ sourceTransform: turned })).toEqual({ transform: turned, voxelSizeXyz: [3, 2, 4] });
  });

  it('gives Java the box of a region, x first, with its timepoints', () => {
    const region = { start: [1, 20, 30, 40], shape: [2, 5, 6, 7] };
    expect(javaBox('XYZT', region)).toEqual([40, 30, 20, 46, 35, 24, 1, 2]);
    expect(javaBox('XYZC', region)).toEqual([40, 30, 20, 46, 35, 24, 0, 0x7fffffff]);
    expect(javaBox('XY', { start: [3, 4], shape: [1, 1] })).toEqual([4, 3, 0, 4, 3, 0, 0, 0x7fffffff]);
  });
});
