/** Volumes, scijs ndarrays and typed arrays: what lies in memory and is computed at once. */
import { isError } from '../../errors.js';
import { asVolume, type NdArrayLike, type TypedArray, Volume } from '../../volume/index.js';
import { implementationOf } from '../define.js';
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
  if (volume.ndim > 1) return volume;
  return volume.ndim === 0 ? volume.get() : volume.isContiguous ? volume.data : volume.copy().data;
}

function isVolumeType(type: ArrayType): boolean {
  return type === Volume || (typeof type === 'function' && type.prototype instanceof Volume);
}

/** Whether arrays of that type lie in memory. */
export function isMemoryType(type: ArrayType): boolean {
  return isVolumeType(type) || type === ndarrayType || type === typedArrayType;
}

/** An argument with volumes for the arrays in it, also for those in a list or in options. */
export function withVolumes(argument: unknown, convert: (volume: Volume) => unknown = (volume) => volume): unknown {
  if (typeof argument !== 'object' || argument === null) return argument;
  if (argument instanceof Volume) return convert(argument);
  if (Array.isArray(argument)) {
    return argument.some((entry) => typeof entry === 'object')
      ? argument.map((each) => withVolumes(each, convert))
      : argument;
  }
  if (isTypedArray(argument)) return convert(asVolume(argument as Uint8Array));
  if (isNdArray(argument)) return convert(asVolume(argument));
  return argument;
}

/** The options of a call, with volumes for the arrays in them; `out` stays what it is. */
export function argumentsOf(args: readonly unknown[], convert?: (volume: Volume) => unknown): unknown[] {
  return args.map((argument) => {
    if (!isRecord(argument)) return withVolumes(argument, convert);
    return Object.fromEntries(
      Object.entries(argument).map(([key, value]) => [key, key === 'out' ? value : withVolumes(value, convert)]),
    );
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

/** Calls `compute`, and puts the function's name in front of what fails. */
export function named<R>(name: string, compute: () => R): R {
  try {
    return compute();
  } catch (error) {
    if (isError(error) && !error.message.startsWith(`${name}:`)) error.message = `${name}: ${error.message}`;
    throw error;
  }
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
    const result = named(func.name, () => how.eager(...argumentsOf(args)));
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
  return named(func.name, () => how.eager(...(others ? argumentsOf(args) : args)));
}

Object.defineProperty(Volume.prototype, ARRAY_FUNCTION, { value: ofVolumes, configurable: true, writable: true });
