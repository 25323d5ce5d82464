import type { ModuleFunction } from '../lazy/index.js';

/**
 * A function of a module of this folder for blocks of lazy volumes, `image/filter-block` for one: the built module, since
 * worker threads cannot import TypeScript.
 */
export function blockFunction(module: string, name: string, ...args: unknown[]): ModuleFunction {
  return { module: new URL(`../../dist/functions/${module}.js`, import.meta.url), export: name, args };
}
