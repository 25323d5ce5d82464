/** Types of what functions take and give. */
import type { NdArray } from 'ndarray';
import type { LazyVolume } from '../lazy/index.js';
import type { Complex, DType, NdArrayLike, Scalar, TypedArray, Volume } from '../volume/index.js';

/** A number that takes the type of the array beside it where that can hold it; a complex one makes it complex. */
export type Weak = number | bigint | boolean | Complex;

/** An array of any library that takes part; see docs/array-protocol.md. */
export type AnyArray = object;

/** What a function gives for an array: one of the same kind. Typed arrays give typed arrays where they can. */
export type Like<T> = T extends LazyVolume
  ? LazyVolume
  : T extends Volume
    ? Volume
    : T extends TypedArray
      ? TypedArray
      : T extends NdArrayLike
        ? NdArray
        : T;

/** What a reduction gives: an array of the same kind, also without axes; of a typed array, its one value. */
export type Reduced<T> = T extends TypedArray ? Scalar<DType> : Like<T>;

/** What a function of two arrays gives; a number has no say, lazy comes before what is in memory. */
export type Joint<A, B> = A extends Weak
  ? Like<B>
  : B extends Weak
    ? Like<A>
    : A extends LazyVolume
      ? LazyVolume
      : B extends LazyVolume
        ? LazyVolume
        : A extends Volume
          ? Volume
          : B extends Volume
            ? Volume
            : Like<A>;

/** Options of functions that can write to memory that is there. */
export interface OutOptions {
  /** Where the result goes: a volume in memory of its very shape and dtype, which is then what the function gives. */
  readonly out?: Volume;
}
