// Writes an image with labels as OME-Zarr, and says on standard error how far it is: write-ome-zarr.mjs PATH [resume]
import { createVolume, fromFunction, writeOmeZarr } from '../../../dist/index.js';

const [path, mode] = process.argv.slice(2);
const shape = [48, 96, 96];
const image = createVolume(shape, 'uint16');
for (let i = 0, noise = 1; i < image.size; i++) {
  noise = (Math.imul(noise, 1664525) + 1013904223) >>> 0;
  image.data[i] = ((i >> 7) & 0xfff) + (noise >>> 26);
}
// Computed in the main thread, so that both ways of writing are gone through.
const labels = fromFunction({
  shape,
  dtype: 'uint8',
  chunks: [16, 48, 48],
  read: ({ start }, target) => {
    for (let i = 0; i < target.length; i++) target[i] = ((i >> 4) % 7) + start[0] / 16;
  },
});
await writeOmeZarr(image, path, {
  levels: 3,
  chunks: 16,
  shards: mode === 'sharded' ? [16, 48, 48] : undefined,
  compression: { name: 'gzip', level: 9 },
  labels: { cells: labels },
  resume: true,
  concurrency: 2,
  memoryLimit: 400_000,
  onProgress: ({ done, total }) => process.stderr.write(`${done} of ${total}\n`),
});
