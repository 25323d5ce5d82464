/** The result for people. */
import { limitOf, MODES, OPS, type Row } from './access-modes.js';
import { median } from './statistics.js';

/** A table per JDK and mode: the median and the largest ratio of each op, then each row that is over its limit. */
export function summary(rows: readonly Row[]): string {
  const lines = ['', `${'Java, mode'.padEnd(14)}${'limit'.padStart(6)}  ${OPS.map((op) => op.padStart(18)).join('')}`];
  for (const jdk of new Set(rows.map((row) => row.jdk))) {
    for (const mode of MODES) {
      const cells = OPS.map((op) => cell(rows.filter((row) => row.jdk === jdk && row.mode === mode && row.op === op)));
      lines.push(`${`${jdk} ${mode}`.padEnd(14)}${String(limitOf(mode, jdk) ?? '').padStart(6)}  ${cells.join('')}`);
    }
  }
  const over = rows.filter(({ ratio, limit }) => limit !== undefined && ratio > limit);
  const excused = over.filter((row) => row.reason !== undefined);
  lines.push('', 'Each cell: the median and the largest ratio over the element types.', '');
  for (const { jdk, mode, dtype, op, ratio, limit, buffers, reason } of over) {
    const peer = buffers === undefined ? '' : `, ImgLib2's own off-heap images ${buffers}`;
    const why = reason === undefined ? '' : ' (see reason)';
    lines.push(`over ${limit}: ${jdk} ${mode} ${dtype} ${op} ${ratio}${peer}${why}`);
  }
  const combinations = new Set(rows.map((row) => `${row.jdk} ${row.dtype} ${row.mode}`)).size;
  lines.push(
    '',
    `${rows.length} rows of ${combinations} combinations of JDK, element type and mode; ` +
      `${over.length} over their limit, ${excused.length} of them with a reason.`,
  );
  return lines.join('\n');
}

function cell(rows: readonly Row[]): string {
  if (rows.length === 0) return '-'.padStart(18);
  const ratios = rows.map((row) => row.ratio);
  return `${median(ratios).toFixed(2)} (${Math.max(...ratios).toFixed(2)})`.padStart(18);
}
