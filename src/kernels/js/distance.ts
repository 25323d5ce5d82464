/** Squared distances to what is 0, axis by axis; see native/kernels/distance.h. The same sums in the same order. */
import type { KernelCalls } from '../../native.js';

export const distanceAlongAxis: KernelCalls['distanceAlongAxis'] = (
  source,
  _type,
  outer,
  length,
  inner,
  spacing,
  target,
) => {
  const voxels = source as unknown as ArrayLike<number | bigint>;
  for (let line = 0; line < outer * inner; line++) {
    const first = Math.trunc(line / inner) * length * inner + (line % inner);
    let since = Number.POSITIVE_INFINITY;
    for (let i = 0; i < length; i++) {
      const value = voxels[first + i * inner];
      since = value === 0 || value === 0n ? 0 : since + 1;
      target[first + i * inner] = since;
    }
    since = Number.POSITIVE_INFINITY;
    for (let i = length - 1; i >= 0; i--) {
      since = Math.min(target[first + i * inner] as number, since + 1);
      target[first + i * inner] = since * spacing * (since * spacing);
    }
  }
  return undefined;
};

export const nearestAlongAxis: KernelCalls['nearestAlongAxis'] = (array, outer, length, inner, spacing) => {
  const line = new Float64Array(length);
  for (let number = 0; number < outer * inner; number++) {
    const first = Math.trunc(number / inner) * length * inner + (number % inner);
    for (let i = 0; i < length; i++) line[i] = array[first + i * inner] as number;
    lowestOf(line, spacing);
    for (let i = 0; i < length; i++) array[first + i * inner] = line[i] as number;
  }
  return undefined;
};

interface Parabola {
  readonly vertex: number;
  readonly height: number;
  readonly from: number;
}

function lowestOf(line: Float64Array, spacing: number): void {
  const square = spacing * spacing;
  const lowest: Parabola[] = [];
  for (const [vertex, height] of line.entries()) {
    if (height === Number.POSITIVE_INFINITY) continue;
    let from = Number.NEGATIVE_INFINITY;
    for (;;) {
      const last = lowest.at(-1);
      if (last === undefined) break;
      from = (height - last.height) / (2 * (vertex - last.vertex) * square) + (vertex + last.vertex) / 2;
      if (from > last.from) break;
      lowest.pop();
      from = Number.NEGATIVE_INFINITY;
    }
    lowest.push({ vertex, height, from });
  }
  if (lowest.length === 0) return;
  let each = 0;
  for (let i = 0; i < line.length; i++) {
    while (each + 1 < lowest.length && (lowest[each + 1] as Parabola).from < i) each++;
    const { vertex, height } = lowest[each] as Parabola;
    const distance = (i - vertex) * spacing;
    line[i] = height + distance * distance;
  }
}
