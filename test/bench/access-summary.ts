/** The result for people. */
import { limitOf, MODES, type Mode, OPS, type Row } from './access-modes.js';
import { median } from './statistics.js';

/** A table per mode and JDK, as docs/access-speed.md has it, then each row that is over its limit. */
export function summary(rows: readonly Row[]): string {
  const heads = ['mode', 'Java', 'limit', ...OPS, 'rows', 'over'];
  const lines = ['', line(heads), line(heads.map(() => '---'))];
  for (const mode of MODES) {
    for (const jdk of new Set(rows.map((row) => row.jdk))) {
      const those = rows.filter((row) => row.jdk === jdk && row.mode === mode);
      if (those.length > 0) lines.push(tableLine(mode, jdk, those));
    }
  }
  const over = rows.filter(isOver);
  const excused = over.filter((row) => row.reason !== undefined);
  lines.push('', 'Each cell: the median and, in brackets, the largest ratio over the element types.', '');
  for (const { jdk, mode, dtype, op, ratio, limit, forks, buffers, reason } of over) {
    const peer = buffers === undefined ? '' : `, ImgLib2's own off-heap images ${buffers}`;
    const why = reason === undefined ? '' : ' (see reason)';
    lines.push(`over ${limit}: ${jdk} ${mode} ${dtype} ${op} ${ratio} in ${forks} rounds${peer}${why}`);
  }
  const combinations = new Set(rows.map((row) => `${row.jdk} ${row.dtype} ${row.mode}`)).size;
  lines.push(
    '',
    `${rows.length} rows of ${combinations} combinations of JDK, element type and mode; ` +
      `${over.length} over their limit, ${excused.length} of them with a reason.`,
  );
  return lines.join('\n');
}

const isOver = ({ ratio, limit }: Row): boolean => limit !== undefined && ratio > limit;

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

function tableLine(mode: Mode, jdk: number, rows: readonly Row[]): string {
  const limit = limitOf(mode, jdk);
  const cells = OPS.map((op) => cell(rows.filter((row) => row.op === op)));
  const over = limit === undefined ? '-' : String(rows.filter(isOver).length);
  return line([mode, String(jdk), limit?.toFixed(2) ?? '-', ...cells, String(rows.length), over]);
}

function cell(rows: readonly Row[]): string {
  if (rows.length === 0) return '-';
  const ratios = rows.map((row) => row.ratio);
  return `${median(ratios).toFixed(2)} (${Math.max(...ratios).toFixed(2)})`;
}
