/** Lists of points as comma-separated text. */
import { readFile } from 'node:fs/promises';
import { ArgumentError, FormatError } from '../errors.js';

/** Points and what is known of each. */
export interface PointList {
  /** n x 3 in C order: point i is z, y, x = points[3 i], points[3 i + 1], points[3 i + 2], in voxels. */
  readonly points: Float64Array;
  /** The other columns by name, n values each: numbers where the whole column is, else texts. */
  readonly properties: Readonly<Record<string, (string | number)[]>>;
}

/**
 * Reads a list of points: a header `z,y,x[,name...]`, then a line a point, z, y and x in voxels. Fields may be quoted
 * ("a, ""b"""); empty lines are skipped.
 *
 * @throws FormatError that names the line; ArgumentError when the file cannot be read.
 * @example const { points, properties } = await readPointsCsv('cells.csv');
 */
export async function readPointsCsv(path: string): Promise<PointList> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw new ArgumentError(`${path}: cannot be read (${(error as Error).message})`, { cause: error });
  }
  return parsePointsCsv(text, path);
}

/** `readPointsCsv` of a text; `name` stands for the file in messages. */
export function parsePointsCsv(text: string, name = 'points'): PointList {
  const rows = [...splitRows(text.replace(/^\uFEFF/, ''), name)];
  const header = rows[0]?.fields.map((field) => field.trim()) ?? [];
  if (
    header
      .slice(0, 3)
      .map((column) => column.toLowerCase())
      .join() !== 'z,y,x'
  ) {
    throw lineError(name, rows[0]?.line ?? 1, `the header is '${header.join(',')}', not 'z,y,x' and further names`);
  }
  const names = header.slice(3);
  if (new Set(names).size !== names.length || names.includes('')) {
    throw lineError(name, rows[0]?.line ?? 1, `a column has no name, or that of another: '${header.join(',')}'`);
  }
  const body = rows.slice(1);
  const points = new Float64Array(3 * body.length);
  for (const [i, { fields, line }] of body.entries()) {
    if (fields.length !== header.length) {
      throw lineError(name, line, `${fields.length} fields, the header has ${header.length}`);
    }
    for (let axis = 0; axis < 3; axis++)
      points[3 * i + axis] = coordinate(fields[axis] as string, 'zyx'[axis], name, line);
  }
  const columns = names.map((column, c) => [column, typed(body.map(({ fields }) => fields[c + 3] as string))] as const);
  return { points, properties: Object.fromEntries(columns) };
}

interface Row {
  readonly fields: string[];
  readonly line: number;
}

function* splitRows(text: string, name: string): Generator<Row> {
  let line = 0;
  for (const row of text.split(/\r\n|\n|\r/)) {
    line += 1;
    if (row.trim() !== '') yield { fields: splitFields(row, name, line), line };
  }
}

function splitFields(row: string, name: string, line: number): string[] {
  const fields: string[] = [];
  let at = 0;
  while (at <= row.length) {
    if (row[at] === '"') {
      const match = /"((?:[^"]|"")*)"\s*(,|$)/y;
      match.lastIndex = at;
      const found = match.exec(row);
      if (found === null) throw lineError(name, line, 'a quoted field is not closed');
      fields.push((found[1] as string).replaceAll('""', '"'));
      at = found[2] === ',' ? match.lastIndex : row.length + 1;
      continue;
    }
    const comma = row.indexOf(',', at);
    const end = comma < 0 ? row.length : comma;
    fields.push(row.slice(at, end));
    at = end + 1;
  }
  return fields;
}

function coordinate(field: string, axis: string | undefined, name: string, line: number): number {
  const value = numberOf(field);
  if (value === undefined) throw lineError(name, line, `${axis} is '${field.trim()}', not a number`);
  return value;
}

function typed(fields: string[]): (string | number)[] {
  const numbers = fields.map(numberOf);
  return numbers.every((value) => value !== undefined) ? (numbers as number[]) : fields.map((field) => field.trim());
}

function numberOf(field: string): number | undefined {
  const value = field.trim() === '' ? Number.NaN : Number(field);
  return Number.isFinite(value) ? value : undefined;
}

function lineError(name: string, line: number, problem: string): FormatError {
  return new FormatError(`${name}: line ${line}: ${problem}`);
}
