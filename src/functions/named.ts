/** Errors told by the function that was called. */
import { isError } from '../errors.js';

/** Calls `compute`, and puts the function's name in front of what fails. */
export function named<R>(name: string, compute: () => R): R {
  try {
    return compute();
  } catch (error) {
    if (isError(error) && !error.message.startsWith(`${name}:`)) error.message = `${name}: ${error.message}`;
    throw error;
  }
}
