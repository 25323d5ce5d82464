/** Where operands lie in their arrays: checked, and with as few axes as will do. */
import { ArgumentError } from '../errors.js';

/** Where elements lie in an array; see `Operand`. */
export interface Layout {
  readonly offset: number;
  readonly strides: readonly number[];
}

/** The layout of an operand. @throws ArgumentError if it reaches out of an array of `length` elements. */
export function layoutOf(
  op: string,
  shape: readonly number[],
  offset = 0,
  strides: readonly number[] = contiguous(shape),
  length = 0,
): Layout {
  if (strides.length !== shape.length || ![offset, ...strides].every(Number.isSafeInteger)) {
    throw new ArgumentError(
      `${op}: an operand's offset ${offset} and strides [${strides}] don't fit the shape [${shape}]`,
    );
  }
  if (shape.includes(0)) return { offset: 0, strides };
  let lowest = offset;
  let highest = offset;
  for (const [axis, stride] of strides.entries()) {
    const reach = ((shape[axis] as number) - 1) * stride;
    if (reach < 0) lowest += reach;
    else highest += reach;
  }
  if (lowest < 0 || highest >= length) {
    throw new ArgumentError(
      `${op}: an operand of shape [${shape}] and strides [${strides}] reaches from element ${lowest} to ${highest}; ` +
        `its array has ${length}`,
    );
  }
  return { offset, strides };
}

function contiguous(shape: readonly number[]): number[] {
  const strides: number[] = [];
  let step = 1;
  for (const length of shape.toReversed()) {
    strides.unshift(step);
    step *= length;
  }
  return strides;
}

/** Joins axes that all operands step through as if they were one, so that rows are as long as can be. */
export function collapse<T extends Layout>(
  shape: readonly number[],
  operands: readonly T[],
): { readonly shape: number[]; readonly operands: T[] } {
  const lengths: number[] = [];
  const strides: number[][] = operands.map(() => []);
  for (const [axis, length] of shape.entries()) {
    if (length === 1) continue;
    const inOne =
      lengths.length > 0 &&
      operands.every((operand, k) => strides[k]?.at(-1) === (operand.strides[axis] as number) * length);
    if (inOne) lengths.push((lengths.pop() as number) * length);
    else lengths.push(length);
    for (const [k, operand] of operands.entries()) {
      if (inOne) strides[k]?.pop();
      strides[k]?.push(operand.strides[axis] as number);
    }
  }
  return { shape: lengths, operands: operands.map((operand, k) => ({ ...operand, strides: strides[k] as number[] })) };
}
