/** Walks over operands of any strides, a row of the innermost axis at a time. */

/** Where the elements of an operand lie in its array: that of index [i, j] at `offset + i * strides[0] + j * strides[1]`. */
export interface Layout {
  readonly offset: number;
  readonly strides: readonly number[];
}

/**
 * Calls `visit` for each row of `shape`, in C order, with the place of its first element in each operand and in a
 * contiguous target.
 */
export function forEachRow(
  shape: readonly number[],
  operands: readonly Layout[],
  visit: (offsets: readonly number[], to: number, length: number) => void,
): void {
  if (shape.includes(0)) return;
  const length = shape.at(-1) ?? 1;
  const outer = shape.slice(0, -1);
  const index = outer.map(() => 0);
  const offsets = operands.map(({ offset }) => offset);
  for (let to = 0; ; to += length) {
    visit(offsets, to, length);
    let axis = outer.length - 1;
    for (; axis >= 0; axis--) {
      const wraps = (index[axis] as number) + 1 === outer[axis];
      const steps = wraps ? -(index[axis] as number) : 1;
      index[axis] = wraps ? 0 : (index[axis] as number) + 1;
      for (const [k, { strides }] of operands.entries()) {
        offsets[k] = (offsets[k] as number) + steps * (strides[axis] as number);
      }
      if (!wraps) break;
    }
    if (axis < 0) return;
  }
}
