/** The picture of an array and its chunks, as dask draws it: the last axes as a box, those before as a number. */
import { describeNode } from './describe.js';
import type { Node } from './graph.js';
import { chunkStarts } from './grid.js';

/** The longest edge, in pixels. */
const LONGEST = 200;
/** More lines than this would be a black box. */
const MOST_LINES = 60;
const MARGIN = 10;

type Point = readonly [x: number, y: number];

/** An SVG document: the front with x to the right and y down, z going back to the lower right; a table below. */
export function nodeSvg(node: Node): string {
  const extents = node.shape.slice(-3);
  const chunks = node.chunks.slice(-3);
  while (extents.length < 3) {
    extents.unshift(1);
    chunks.unshift([1]);
  }
  const longest = Math.max(1, ...extents);
  // Thin axes stay visible.
  const [depth, height, width] = extents.map((extent) => LONGEST * Math.max(0.06, (extent / longest) ** 0.75)) as [
    number,
    number,
    number,
  ];
  const back = node.shape.length >= 3 ? depth * 0.6 : 0;
  const lead = node.shape.slice(0, -3);
  const lines = boxLines([back, height, width], cutsOf(extents, chunks));
  const box: Point = [width + back + 2 * MARGIN, height + back + 2 * MARGIN];
  const text = describeNode(node).split('\n');
  const label = lead.length === 0 ? [] : [`${lead.join(' x ')} of:`];
  const below = [...label, `[${node.shape.slice(-3).join(', ')}] ${node.dtype}`, '', ...text];
  const total: Point = [Math.max(box[0], 420), box[1] + 16 * (below.length + 1)];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${fixed(total[0])}" height="${fixed(total[1])}">`,
    `<g stroke="#4a3f2f" stroke-width="1" transform="translate(${MARGIN} ${MARGIN})">`,
    ...faces([back, height, width]),
    ...lines,
    '</g>',
    '<g font-family="monospace" font-size="12" xml:space="preserve">',
    ...below.map((line, i) => `<text x="${MARGIN}" y="${fixed(box[1] + 16 * (i + 1))}">${escaped(line)}</text>`),
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

/** Where each axis is cut, as parts of 1. */
function cutsOf(extents: readonly number[], chunks: readonly (readonly number[])[]): number[][] {
  return extents.map((extent, d) => {
    const starts = chunkStarts(chunks[d] as readonly number[]);
    const step = Math.max(1, Math.ceil(starts.length / MOST_LINES));
    const shown = starts.filter((_, i) => i % step === 0 || i === starts.length - 1);
    return extent === 0 ? [0, 1] : shown.map((at) => at / extent);
  });
}

function faces([back, height, width]: readonly [number, number, number]): string[] {
  const polygon = (color: string, ...points: Point[]) =>
    `<polygon fill="${color}" points="${points.map(([x, y]) => `${fixed(x)},${fixed(y)}`).join(' ')}"/>`;
  const front = polygon('#f2d7a0', [0, 0], [width, 0], [width, height], [0, height]);
  if (back === 0) return [front];
  const right = polygon('#dcb56f', [width, 0], [width + back, back], [width + back, height + back], [width, height]);
  const bottom = polygon('#c99f59', [0, height], [width, height], [width + back, height + back], [back, height + back]);
  return [front, right, bottom];
}

function boxLines([back, height, width]: readonly [number, number, number], cuts: readonly number[][]): string[] {
  const [z, y, x] = cuts as [number[], number[], number[]];
  const line = ([x1, y1]: Point, [x2, y2]: Point) =>
    `<line x1="${fixed(x1)}" y1="${fixed(y1)}" x2="${fixed(x2)}" y2="${fixed(y2)}"/>`;
  const lines = [
    ...x.map((part) => line([part * width, 0], [part * width, height])),
    ...y.map((part) => line([0, part * height], [width, part * height])),
  ];
  if (back === 0) return lines;
  for (const part of z) {
    const to = part * back;
    lines.push(line([width + to, to], [width + to, height + to]), line([to, height + to], [width + to, height + to]));
  }
  for (const part of x) lines.push(line([part * width, height], [part * width + back, height + back]));
  for (const part of y) lines.push(line([width, part * height], [width + back, part * height + back]));
  return lines;
}

function fixed(value: number): string {
  return String(Math.round(value * 100) / 100);
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
