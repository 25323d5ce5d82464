/** Lazy volumes; what lies in memory beside them becomes lazy too. */
import { fromVolume, LazyVolume } from '../../lazy/index.js';
import { implementationOf } from '../define.js';
import { ARRAY_FUNCTION, type ArrayFunction, type ArrayType, NOT_IMPLEMENTED } from '../protocol/index.js';
import { argumentsOf, isMemoryType, named } from './memory.js';

function isLazyType(type: ArrayType): boolean {
  return type === LazyVolume || (typeof type === 'function' && type.prototype instanceof LazyVolume);
}

function ofLazyVolumes(func: ArrayFunction, types: readonly ArrayType[], args: readonly unknown[]): unknown {
  const how = implementationOf(func);
  if (how === undefined || !types.every((type) => isLazyType(type) || isMemoryType(type))) return NOT_IMPLEMENTED;
  return named(func.name, () => how.lazy(...argumentsOf(args, fromVolume)));
}

Object.defineProperty(LazyVolume.prototype, ARRAY_FUNCTION, {
  value: ofLazyVolumes,
  configurable: true,
  writable: true,
});
