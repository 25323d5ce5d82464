/** Nested lists of numbers. */
import { ArgumentError } from '../errors.js';
import { isComplexNumber, valueText } from '../volume/index.js';
import type { Weak } from './types.js';

/** Numbers in lists in lists. */
export type Nested = Weak | readonly Nested[];

/** The shape of nested lists, and their values in C order. @throws ArgumentError if they are ragged. */
export function fromLists(source: Nested): { readonly shape: number[]; readonly values: Weak[] } {
  const shape: number[] = [];
  for (let level: Nested = source; Array.isArray(level); level = level[0] as Nested) {
    shape.push(level.length);
    if (level.length === 0) break;
  }
  const values: Weak[] = [];
  const visit = (level: Nested, depth: number): void => {
    if (depth === shape.length) {
      if (!['number', 'bigint', 'boolean'].includes(typeof level) && !isComplexNumber(level)) {
        throw new ArgumentError(`asarray: ${valueText(level)} is no number, and no list of numbers`);
      }
      values.push(level as Weak);
      return;
    }
    if (!Array.isArray(level) || level.length !== shape[depth]) {
      throw new ArgumentError(`asarray: the lists at depth ${depth} do not all have ${shape[depth]} entries`);
    }
    for (const entry of level) visit(entry, depth + 1);
  };
  visit(source, 0);
  return { shape, values };
}
