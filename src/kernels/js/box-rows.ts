/** Boxes that lie side by side in a contiguous array, by the rows that they are made of. */

/** A row of the target, and what it is made of. */
export interface BoxRows {
  /** Where the rows begin that a row of the target is made of, in C order. */
  readonly rows: readonly number[];
  /** Where that row begins. */
  readonly at: number;
  /** Along the last axis: extent of the source, factor, extent of the target. */
  readonly extent: number;
  readonly factor: number;
  readonly length: number;
}

/** Calls `use` for each row of the target, in C order. */
export function forEachBoxRow(
  shape: readonly number[],
  factors: readonly number[],
  use: (rows: BoxRows) => void,
): void {
  if (shape.includes(0)) return;
  const lead = shape.slice(0, -1);
  const extent = shape.at(-1) ?? 1;
  const factor = factors.at(-1) ?? 1;
  const length = Math.ceil(extent / factor);
  const coarse = lead.map((each, d) => Math.ceil(each / (factors[d] as number)));
  const place = coarse.map(() => 0);
  for (let at = 0; ; at += length) {
    let rows = [0];
    for (const [d, o] of place.entries()) {
      const from = o * (factors[d] as number);
      const to = Math.min(lead[d] as number, from + (factors[d] as number));
      rows = rows.flatMap((row) => Array.from({ length: to - from }, (_, i) => row * (lead[d] as number) + from + i));
    }
    use({ rows: rows.map((row) => row * extent), at, extent, factor, length });
    let d = place.length - 1;
    while (d >= 0 && ++(place[d] as number) === coarse[d]) place[d--] = 0;
    if (d < 0) return;
  }
}
