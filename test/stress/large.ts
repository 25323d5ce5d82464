/** Volumes of 100 MiB, made, filled, shared with Java and dropped; prints the most memory that the process had. */
import { createVolume, startJvmSync, toImgLib2 } from 'imglib2-node';

const PAGE = 4096;
const [count, awaiting] = [Number(process.argv[2]), process.argv[3] === 'await'];
startJvmSync({ heap: '64m', headless: true });

function makeAndDrop(): void {
  const { data } = toImgLib2Of(createVolume([100, 1024, 1024], 'uint8'));
  for (let i = 0; i < data.length; i += PAGE) data[i] = 1;
}

function toImgLib2Of<V extends Parameters<typeof toImgLib2>[0]>(volume: V): V {
  toImgLib2(volume);
  return volume;
}

for (let i = 0; i < count; i++) {
  makeAndDrop();
  if (awaiting) await new Promise(setImmediate);
}
// The system's own account of it, in KiB: it misses no moment.
const peakMiB = Math.ceil(process.resourceUsage().maxRSS / 1024);
process.stdout.write(`${JSON.stringify({ count, awaiting, peakMiB })}\n`);
