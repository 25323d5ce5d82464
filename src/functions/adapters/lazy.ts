/** Lazy volumes; what lies in memory beside them, and arrays of zarrita, become lazy too. */
import { fromVolume, LazyVolume } from '../../lazy/index.js';
import { implementationOf } from '../define.js';
import { named } from '../named.js';
import {
  ARRAY_FUNCTION,
  type ArrayFunction,
  type ArrayType,
  NOT_IMPLEMENTED,
  type RegisteredType,
  register,
} from '../protocol/index.js';
import { isMemoryType, mapArrays, volumeOf } from './memory.js';
import { isZarrArray, lazyOfZarr } from './zarrita.js';

const zarrType: RegisteredType = register(isZarrArray, ofLazyVolumes, { name: 'zarrita array' });

function isLazyType(type: ArrayType): boolean {
  if (type === LazyVolume || type === zarrType) return true;
  return typeof type === 'function' && type.prototype instanceof LazyVolume;
}

function ofLazyVolumes(func: ArrayFunction, types: readonly ArrayType[], args: readonly unknown[]): unknown {
  const how = implementationOf(func);
  if (how === undefined || !types.every((type) => isLazyType(type) || isMemoryType(type))) return NOT_IMPLEMENTED;
  return named(func.name, () => how.lazy(...(mapArrays(args, toLazy) as unknown[])));
}

function toLazy(value: object): LazyVolume | undefined {
  if (value instanceof LazyVolume) return value;
  if (isZarrArray(value)) return lazyOfZarr(value);
  const volume = volumeOf(value);
  return volume && fromVolume(volume);
}

Object.defineProperty(LazyVolume.prototype, ARRAY_FUNCTION, {
  value: ofLazyVolumes,
  configurable: true,
  writable: true,
});
