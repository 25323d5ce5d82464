/** A progress bar for terminals. */

/** What a bar draws on; `process.stderr` is one. */
export interface BarStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  /** Writes at the cursor. */
  write(text: string): unknown;
}

/** Call it with how much is done of how much (0: not known yet); `end()` removes the bar. */
export interface ProgressBar {
  (done: number, total: number): void;
  /** Removes the bar. */
  end(): void;
}

const WIDTH = 24;

/**
 * A bar on standard error, so that it never gets into a program's output; nothing at all where that is no terminal.
 * @param label what is under way, e.g. 'loading slices'
 * @param format how amounts are shown; `formatBytes` for bytes
 * @example
 * const bar = progressBar('loading slices');
 * try { for (let i = 0; i < n; i++) { load(i); bar(i + 1, n); } } finally { bar.end(); }
 */
export function progressBar(
  label: string,
  format: (amount: number) => string = String,
  stream: BarStream = process.stderr,
): ProgressBar {
  let shown = '';
  const show = (text: string): void => {
    // The same line again would only make slow terminals slower.
    if (text === shown) return;
    stream.write(`\r\u001b[K${text}`);
    shown = text;
  };
  const bar = (done: number, total: number): void => {
    if (stream.isTTY !== true) return;
    const part = total > 0 ? Math.min(1, done / total) : 0;
    const filled = Math.round(part * WIDTH);
    const line = `${label} [${'#'.repeat(filled)}${'.'.repeat(WIDTH - filled)}] ${format(done)}/${total > 0 ? format(total) : '?'}`;
    // A line that wraps could not be written over. Some terminals say that they have 0 columns.
    show(line.slice(0, (stream.columns || 80) - 1));
  };
  const end = (): void => {
    if (stream.isTTY === true && shown !== '') show('');
  };
  return Object.assign(bar, { end });
}

/** An amount of bytes in words: '512 B', '3.4 MB'. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const [unit, name] = bytes < 1e6 ? [1e3, 'kB'] : bytes < 1e9 ? [1e6, 'MB'] : [1e9, 'GB'];
  return `${(bytes / unit).toFixed(1)} ${name}`;
}
