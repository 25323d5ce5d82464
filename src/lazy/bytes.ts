/** An amount of bytes in words, as dask gives it: '404.00 MiB'. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kiB', 'MiB', 'GiB', 'TiB', 'PiB'];
  let amount = bytes;
  let unit = 0;
  while (amount >= 1024 && unit < units.length - 1) {
    amount /= 1024;
    unit += 1;
  }
  return unit === 0 ? `${bytes} B` : `${amount.toFixed(2)} ${units[unit]}`;
}
