import { ArgumentError } from '../errors.js';
import { valueText } from '../volume/index.js';

/**
 * The factors by which the axes get shorter, one an axis; a number counts for all of them.
 *
 * @throws ArgumentError unless they are whole numbers >= 1, one an axis
 */
export function checkFactors(caller: string, ndim: number, factors: number | readonly number[]): readonly number[] {
  const steps = typeof factors === 'number' ? new Array<number>(ndim).fill(factors) : factors;
  const fits = Array.isArray(steps) && steps.length === ndim;
  if (fits && Array.from(steps).every((factor) => Number.isSafeInteger(factor) && factor >= 1)) return steps;
  throw new ArgumentError(`${caller}: factors ${valueText(factors)} for ${ndim} axes: give an integer >= 1 an axis`);
}
