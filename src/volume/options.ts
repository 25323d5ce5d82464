/** Values and options as callers give them: told in messages, and checked where a mistake would pass unseen. */
import { ArgumentError } from '../errors.js';

/** What an option takes: a flag is true or false; any other value its function looks at itself. */
export type OptionKind = 'flag' | 'value';

/** The options that a function has. */
export type OptionNames = Readonly<Record<string, OptionKind>>;

const LONGEST = 60;

/** A value for a message, at most about a line of it: text in quotes, lists as lists, objects by their class. */
export function valueText(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(shortened(value));
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'function') return `the function ${value.name || 'without a name'}`;
  if (Array.isArray(value)) return shortened(`[${Array.from(value, valueText).join(', ')}]`);
  if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? '-0' : String(value);
  const name: unknown = value.constructor?.name;
  return typeof name === 'string' && name !== 'Object' ? `an object of ${name}` : 'an object';
}

function shortened(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}...` : text;
}

/**
 * Checks an options object: a name that the function doesn't have would do nothing, and a flag that is neither true nor
 * false would mean one thing here and another there.
 *
 * @throws ArgumentError for what is no object, for a name that is not among `names`, and for a flag that is none.
 * @example checkOptions('sort', options, { axis: 'value', descending: 'flag' });
 */
export function checkOptions(caller: string, options: unknown, names: OptionNames): void {
  if (options === undefined) return;
  if (typeof options !== 'object' || options === null || Array.isArray(options) || ArrayBuffer.isView(options)) {
    throw new ArgumentError(`${caller}: options ${valueText(options)}: give an object, ${exampleOf(names)}`);
  }
  for (const name of Object.keys(options)) {
    const value = (options as Readonly<Record<string, unknown>>)[name];
    if (!Object.hasOwn(names, name)) {
      throw new ArgumentError(`${caller}: there is no option ${JSON.stringify(name)}; there are ${listOf(names)}`);
    }
    if (names[name] === 'flag' && value !== undefined && typeof value !== 'boolean') {
      throw new ArgumentError(`${caller}: ${name} ${valueText(value)} must be true or false`);
    }
  }
}

function listOf(names: OptionNames): string {
  return Object.keys(names).join(', ') || 'none';
}

function exampleOf(names: OptionNames): string {
  const [first] = Object.keys(names);
  return first === undefined ? 'or leave it out' : `such as { ${first}: ... }; there are ${listOf(names)}`;
}
