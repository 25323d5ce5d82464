/** Functions of shapes and orders. Of volumes in memory they give views where that can be; `copy()` makes a copy. */
import type { LazyVolume } from '../lazy/index.js';
import type { DType, Volume } from '../volume/index.js';
import { deferRepeat } from './deferred/indexing.js';
import * as deferred from './deferred/manipulate.js';
import { deferTriangle } from './deferred/triangle.js';
import { arrayFunction, type Takes, theFirst, theList, theyAll } from './define.js';
import { convert } from './eager/elementwise.js';
import * as eager from './eager/manipulate.js';
import { meshgrid as grid, repeat as repeatOf, triangle } from './eager/more.js';
import type { AnyArray, Like, OutOptions } from './types.js';

/** The axis that a function goes along. */
export interface AxisOption {
  /** Negative ones count from the last. Default 0. */
  readonly axis?: number;
}

/** Options of stack. */
export interface StackArraysOptions extends OutOptions, AxisOption {}

/** Options of concat. */
export interface ConcatOptions extends OutOptions {
  /** Which axis; null: all arrays as one axis, in C order. Default 0. */
  readonly axis?: number | null;
}

const axisAt = (at: number): Takes => ({ at, options: { axis: 'value' } });
const JOINED: Takes = { at: 1, options: { axis: 'value', out: 'value' } };
const DIAGONAL: Takes = { at: 1, options: { k: 'value' } };

/** Which axes, or all. */
export interface AxesOption {
  readonly axis?: number | readonly number[];
}

/**
 * Arrays of one shape on top of each other, along a new axis.
 *
 * @param options `axis`: where the new axis goes; default 0. `out`: where the result goes.
 * @throws ArgumentError if the shapes differ or the list is empty.
 * @example const vol = stack(files.map((file) => fromDelayed(delayed(readTiff)(file), { shape, dtype })));
 */
export const stack: <T extends AnyArray>(arrays: readonly T[], options?: StackArraysOptions) => Like<T> = arrayFunction(
  'stack',
  theList,
  { eager: eager.stack, lazy: deferred.stack },
  JOINED,
);

/** Arrays one after another along an axis they have. @throws ArgumentError if other extents differ, or none is given. */
export const concat: <T extends AnyArray>(arrays: readonly T[], options?: ConcatOptions) => Like<T> = arrayFunction(
  'concat',
  theList,
  { eager: eager.concat, lazy: deferred.concat },
  JOINED,
);

/** The arrays that an axis is made of. @throws ArgumentError for a bad axis. */
export const unstack: <T extends AnyArray>(x: T, options?: AxisOption) => Like<T>[] = arrayFunction(
  'unstack',
  theFirst,
  { eager: eager.unstack, lazy: deferred.unstack },
  axisAt(1),
);

/** The axes in another order: a view. @throws ArgumentError unless each axis is named once. */
export const permuteDims: <T extends AnyArray>(x: T, axes: readonly number[]) => Like<T> = arrayFunction(
  'permuteDims',
  theFirst,
  { eager: eager.permuteDims, lazy: deferred.permuteDims },
);

/** Some axes at other places: a view. @throws ArgumentError for bad axes. */
export const moveaxis: <T extends AnyArray>(
  x: T,
  source: number | readonly number[],
  destination: number | readonly number[],
) => Like<T> = arrayFunction('moveaxis', theFirst, { eager: eager.moveaxis, lazy: deferred.moveaxis });

/**
 * Another shape of the voxels in C order; one extent may be -1, what remains.
 *
 * A volume in memory gives a view where its voxels lie in C order, else a copy, which the caller owns. A lazy one stays
 * lazy, whatever `copy` says: axes that stay keep their chunks; those that are merged or split are cut so that each chunk is
 * read once, as long as a chunk of the result gets no more than 32 MiB by that.
 *
 * @param shape extents, slowest axis first.
 * @param options `copy`: of volumes in memory, true: always a copy; false: never, an error where one would be needed.
 * @throws ArgumentError if the shape has not as many voxels.
 * @example const seconds = reshape(planes, [-1, 60, 512, 512]); // [time * z, y, x] as [time, z, y, x]
 */
export const reshape: <T extends AnyArray>(
  x: T,
  shape: readonly number[],
  options?: { readonly copy?: boolean },
) => Like<T> = arrayFunction(
  'reshape',
  theFirst,
  { eager: eager.reshape, lazy: deferred.reshape },
  { at: 2, options: { copy: 'flag' } },
);

/** A new axis of extent 1, in front of axis `axis`. @throws ArgumentError for a bad axis. */
export const expandDims: <T extends AnyArray>(x: T, options?: AxisOption) => Like<T> = arrayFunction(
  'expandDims',
  theFirst,
  { eager: eager.expandDims, lazy: deferred.expandDims },
  axisAt(1),
);

/** Without axes of extent 1: those of `axis`, or all. @throws ArgumentError for one of another extent. */
export const squeeze: <T extends AnyArray>(x: T, options?: AxesOption) => Like<T> = arrayFunction(
  'squeeze',
  theFirst,
  {
    eager: eager.squeeze,
    lazy: deferred.squeeze,
  },
  axisAt(1),
);

/** Axes reversed: those of `axis`, or all. @throws ArgumentError for a bad axis. */
export const flip: <T extends AnyArray>(x: T, options?: AxesOption) => Like<T> = arrayFunction(
  'flip',
  theFirst,
  {
    eager: eager.flip,
    lazy: deferred.flip,
  },
  axisAt(1),
);

/** Voxels moved along axes, those that leave at one end coming in at the other. @throws ArgumentError for bad axes. */
export const roll: <T extends AnyArray>(x: T, shift: number | readonly number[], options?: AxesOption) => Like<T> =
  arrayFunction('roll', theFirst, { eager: eager.roll, lazy: deferred.roll }, axisAt(2));

/** The whole array so many times along each axis. @throws ArgumentError for negative numbers. */
export const tile: <T extends AnyArray>(x: T, repetitions: readonly number[]) => Like<T> = arrayFunction(
  'tile',
  theFirst,
  { eager: eager.tile, lazy: deferred.tile },
);

/**
 * Each voxel so many times along an axis: a count for all, or an array of one for each. Without an axis, of all voxels
 * in C order. Of a lazy volume each chunk is read once, and those voxels only that are there at least once.
 *
 * @param repeats whole numbers from 0 on; of lazy volumes too, an array of them lies in memory.
 * @throws ArgumentError for negative counts, or too many or too few.
 * @example const twice = repeat(vol, 2, { axis: 0 }); // [2 * z, y, x]
 */
export const repeat: <T extends AnyArray>(x: T, repeats: number | AnyArray, options?: AxisOption) => Like<T> =
  arrayFunction('repeat', ([x, repeats]) => [x, repeats], { eager: repeatOf, lazy: deferRepeat }, axisAt(2));

/** A view in which axes of extent 1 are repeated; read-only in memory. @throws ArgumentError if it doesn't fit. */
export const broadcastTo: <T extends AnyArray>(x: T, shape: readonly number[]) => Like<T> = arrayFunction(
  'broadcastTo',
  theFirst,
  { eager: eager.broadcastTo, lazy: deferred.broadcastTo },
);

/** All of one shape, as `broadcastTo`. @throws ArgumentError if the shapes don't broadcast. */
export const broadcastArrays: <T extends AnyArray>(...arrays: T[]) => Like<T>[] = arrayFunction(
  'broadcastArrays',
  theyAll,
  { eager: eager.broadcastArrays, lazy: deferred.broadcastArrays },
);

/** Coordinates of the points of a grid, from those along each axis; as last argument `{ indexing: 'xy' | 'ij' }`. */
export const meshgrid: <T extends AnyArray>(
  ...arrays: [...T[], { readonly indexing?: 'xy' | 'ij' }] | T[]
) => Like<T>[] = arrayFunction('meshgrid', theyAll, { eager: grid, lazy: deferred.meshgrid });

/** Options of tril and triu. */
export interface TriangleOptions {
  /** The diagonal, counted upwards. Default 0. */
  readonly k?: number;
}

/** The last two axes with 0 above a diagonal; chunks above it are not read. @throws ArgumentError for less than two axes. */
export const tril: <T extends AnyArray>(x: T, options?: TriangleOptions) => Like<T> = arrayFunction(
  'tril',
  theFirst,
  {
    eager: (x: Volume, options?: TriangleOptions) => triangle('tril', x, options),
    lazy: (x: LazyVolume, options?: TriangleOptions) => deferTriangle('tril', x, options),
  },
  DIAGONAL,
);

/** The last two axes with 0 below a diagonal; chunks below it are not read. @throws ArgumentError for less than two axes. */
export const triu: <T extends AnyArray>(x: T, options?: TriangleOptions) => Like<T> = arrayFunction(
  'triu',
  theFirst,
  {
    eager: (x: Volume, options?: TriangleOptions) => triangle('triu', x, options),
    lazy: (x: LazyVolume, options?: TriangleOptions) => deferTriangle('triu', x, options),
  },
  DIAGONAL,
);

/** Options of astype. */
export interface AstypeOptions extends OutOptions {
  /** Whether an array that has the type already is copied. Default true. */
  readonly copy?: boolean;
}

/** The same voxels as another type, converted as NumPy does. @throws DTypeError for a type without arithmetic. */
export const astype: <T extends AnyArray>(x: T, dtype: DType, options?: AstypeOptions) => Like<T> = arrayFunction(
  'astype',
  theFirst,
  { eager: convert, lazy: deferred.astype },
  { at: 2, options: { copy: 'flag', out: 'value' } },
);
