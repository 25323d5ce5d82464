/** JSON that others wrote: parsing and looking into it, with errors that name the document and the field. */
import { FormatError, UnsupportedFormatError } from '../../errors.js';

/** An object of JSON. */
export type JsonObject = Readonly<Record<string, unknown>>;

const NUMBERS: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY,
};

/** Parses a document. @throws FormatError with its name where it is no JSON object. */
export function parseJson(bytes: Uint8Array, where: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(withQuotedNumbers(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
  } catch (cause) {
    throw new FormatError(`${where}: no JSON (${(cause as Error).message})`, { cause });
  }
  if (!isObject(value)) throw new FormatError(`${where}: is ${jsonText(value)}, not an object`);
  return value;
}

/**
 * Python writes NaN and Infinity bare, which JSON does not know; and whole numbers beyond 2^53, which JSON.parse would
 * round. Both become strings, which is how Zarr v3 writes the former; outside strings nothing else is touched.
 */
function withQuotedNumbers(text: string): string {
  return text.replace(/"(?:[^"\\]|\\.)*"|-?\bInfinity\b|\bNaN\b|(?<![\w.+-])-?\d{16,}(?![\d.eE])/g, (found) =>
    found.startsWith('"') ? found : `"${found}"`,
  );
}

/** Whether it is an object, not null and not a list. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The number that JSON or one of Zarr's strings for what JSON lacks stands for; undefined if it is none. */
export function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && Object.hasOwn(NUMBERS, value) ? NUMBERS[value] : undefined;
}

/** A value in a message, cut short. */
export function jsonText(value: unknown): string {
  const text = value === undefined ? 'missing' : (JSON.stringify(value) ?? String(value));
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

/** @throws FormatError always: what is wrong with a field of a document. */
export function corrupt(where: string, field: string, value: unknown, wanted: string): never {
  throw new FormatError(`${where}: ${field} is ${jsonText(value)}; it must be ${wanted}`);
}

/** @throws UnsupportedFormatError always: a field of a document is right and not known here. */
export function unsupported(where: string, field: string, value: unknown, known: string): never {
  throw new UnsupportedFormatError(`${where}: ${field} ${jsonText(value)} is not known here; known: ${known}`);
}

/** A field that must be an object. */
export function objectAt(document: JsonObject, field: string, where: string): JsonObject {
  const value = document[field];
  return isObject(value) ? value : corrupt(where, field, value, 'an object');
}

/** A field that must be a list of objects. */
export function objectsAt(document: JsonObject, field: string, where: string): readonly JsonObject[] {
  const value = document[field];
  return Array.isArray(value) && value.every(isObject) ? value : corrupt(where, field, value, 'a list of objects');
}

/** A field that must be a text. */
export function textAt(document: JsonObject, field: string, where: string): string {
  const value = document[field];
  return typeof value === 'string' ? value : corrupt(where, field, value, 'a text');
}

/** A field that must be a list of whole numbers, each at least `least`. */
export function extentsAt(document: JsonObject, field: string, where: string, least: number): readonly number[] {
  const value = document[field];
  const right = Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && item >= least);
  return right ? value : corrupt(where, field, value, `a list of whole numbers, each at least ${least}`);
}

/** A field that must be a list of finite numbers. */
export function numbersAt(document: JsonObject, field: string, where: string): readonly number[] {
  const value = document[field];
  return Array.isArray(value) && value.every(Number.isFinite)
    ? value
    : corrupt(where, field, value, 'a list of numbers');
}
