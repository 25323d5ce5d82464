/** Volumes, scijs ndarrays and typed arrays: what lies in memory and is computed at once. */
import { asVolume, dtypeInfo, type NdArrayLike, type TypedArray, Volume } from '../../volume/index.js';
import { implementationOf } from '../define.js';
import { named } from '../named.js';
import {
  ARRAY_FUNCTION,
  type ArrayFunction,
  type ArrayFunctionHandler,
  type ArrayType,
  NOT_IMPLEMENTED,
  type RegisteredType,
  register,
} from '../protocol/index.js';

/** Whether a value is a scijs ndarray over a typed array. */
function isNdArray(value: object): value is NdArrayLike {
  const { data, shape, stride, offset } = value as Partial<NdArrayLike>;
  return ArrayBuffer.isView(data) && Array.isArray(shape) && Array.isArray(stride) && typeof offset === 'number';
}

function isTypedArray(value: object): value is TypedArray {
  return ArrayBuffer.isView(value) && !(value instanceof DataView);
}

const ndarrayType: RegisteredType = register(
  isNdArray,
  handlerFor(
    () => [ndarrayType, typedArrayType],
    (volume) => volume.ndarray(),
  ),
  {
    name: 'scijs ndarray',
  },
);
const typedArrayType: RegisteredType = register(
  isTypedArray,
  handlerFor(() => [typedArrayType], toTyped),
  {
    name: 'typed array',
  },
);

/** What a typed array can be is one: else one value, or a volume. */
function toTyped(volume: Volume): unknown {
  // Parts by turns would pass for real numbers.
  if (volume.ndim > 1 || (volume.ndim === 1 && dtypeInfo(volume.dtype).components > 1)) return volume;
  return volume.ndim === 0 ? volume.get() : volume.isContiguous ? volume.data : volume.copy().data;
}

function isVolumeType(type: ArrayType): boolean {
  return type === Volume || (typeof type === 'function' && type.prototype instanceof Volume);
}

/** Whether arrays of that type lie in memory. */
export function isMemoryType(type: ArrayType): boolean {
  return isVolumeType(type) || type === ndarrayType || type === typedArrayType;
}

/** The volume that an array in memory is, or shares its memory with; undefined for anything else. */
export function volumeOf(value: object): Volume | undefined {
  if (value instanceof Volume) return value;
  if (isTypedArray(value)) return asVolume(value as Uint8Array) as unknown as Volume;
  return isNdArray(value) ? asVolume(value) : undefined;
}

/**
 * Arguments with something else for the arrays in them, also for those in lists and in options; `out` stays what it is.
 *
 * @param convert gives undefined for what is no array that it knows.
 */
export function mapArrays(argument: unknown, convert: (array: object) => unknown): unknown {
  if (typeof argument !== 'object' || argument === null) return argument;
  if (Array.isArray(argument)) {
    const nested = argument.some((entry) => typeof entry === 'object');
    return nested ? argument.map((entry) => mapArrays(entry, convert)) : argument;
  }
  if (!isRecord(argument)) return convert(argument) ?? argument;
  return (
    convert(argument) ??
    Object.fromEntries(
      Object.entries(argument).map(([key, value]) => [key, key === 'out' ? value : mapArrays(value, convert)]),
    )
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

/** A result with something else for each volume in it. */
export function mapResult(result: unknown, convert: (volume: Volume) => unknown): unknown {
  if (result instanceof Volume) return convert(result);
  if (Array.isArray(result)) return result.map((each) => mapResult(each, convert));
  if (!isRecord(result)) return result;
  return Object.fromEntries(Object.entries(result).map(([key, value]) => [key, mapResult(value, convert)]));
}

function handlerFor(types: () => readonly ArrayType[], convert: (volume: Volume) => unknown): ArrayFunctionHandler {
  return (func, given, args) => {
    const how = implementationOf(func);
    if (how === undefined || !given.every((type) => types().includes(type))) return NOT_IMPLEMENTED;
    const out = outOf(args);
    const result = named(func.name, () => how.eager(...(mapArrays(args, volumeOf) as unknown[])));
    return out !== undefined && result === out ? out : mapResult(result, convert);
  };
}

function outOf(args: readonly unknown[]): unknown {
  const last = args.at(-1);
  return isRecord(last) ? last.out : undefined;
}

/** How volumes compute; ndarrays and typed arrays beside them are seen as volumes. */
function ofVolumes(func: ArrayFunction, types: readonly ArrayType[], args: readonly unknown[]): unknown {
  const how = implementationOf(func);
  if (how === undefined) return NOT_IMPLEMENTED;
  let others = false;
  for (const type of types) {
    if (isVolumeType(type)) continue;
    if (!isMemoryType(type)) return NOT_IMPLEMENTED;
    others = true;
  }
  return named(func.name, () => how.eager(...(others ? (mapArrays(args, volumeOf) as unknown[]) : args)));
}

Object.defineProperty(Volume.prototype, ARRAY_FUNCTION, { value: ofVolumes, configurable: true, writable: true });
