/** What is wrong with an image of OME-Zarr, collected. */
import type { JsonObject } from '../../zarr/index.js';

/** One thing that is wrong. */
export interface OmeZarrProblem {
  /** Where: the path of a document or array within the store, and in a document the field, e.g. 'zarr.json: ome.multiscales[0].axes'. */
  readonly path: string;
  /** What, and what the format wants. */
  readonly reason: string;
}

/** Notes problems below one path. */
export class Problems {
  readonly found: OmeZarrProblem[];
  readonly #path: string;

  constructor(path: string, found: OmeZarrProblem[] = []) {
    this.#path = path;
    this.found = found;
  }

  /** Those of a field of what these are of. */
  at(field: string): Problems {
    return new Problems(
      `${this.#path}${field.startsWith('[') || this.#path.endsWith(': ') ? '' : '.'}${field}`,
      this.found,
    );
  }

  add(reason: string): void {
    this.found.push({ path: this.#path.replace(/: $/, ''), reason });
  }

  /** The objects of a list, with the problems of each; notes it where it is no list of objects. */
  objects(value: unknown, wanted: string): [JsonObject, Problems][] {
    if (!Array.isArray(value) || value.length === 0) {
      this.add(`is ${text(value)}; it must be ${wanted}`);
      return [];
    }
    return value.flatMap((item: unknown, i): [JsonObject, Problems][] => {
      const at = this.at(`[${i}]`);
      if (typeof item === 'object' && item !== null && !Array.isArray(item)) return [[item as JsonObject, at]];
      at.add(`is ${text(item)}; it must be an object`);
      return [];
    });
  }
}

/** A value in a message, cut short. */
export function text(value: unknown): string {
  if (value === undefined) return 'missing';
  const json = JSON.stringify(value);
  return json.length > 60 ? `${json.slice(0, 57)}...` : json;
}
