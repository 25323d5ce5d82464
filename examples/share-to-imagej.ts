// A volume in an ImageJ window, changed live: what TypeScript writes ImageJ shows, what is painted there is in vol.data.
import { createVolume, shareToImageJ } from 'imglib2-node';

const vol = createVolume([64, 256, 256], 'uint8'); // [z, y, x], off-heap, zeroed
const window = await shareToImageJ(vol, { title: 'wave' });
for (let t = 0; t < 200 && !window.isClosed; t++) {
  for (let i = 0; i < vol.size; i++) vol.data[i] = 128 + 127 * Math.sin((i % 256) / 20 + t / 10);
  vol.invalidate(); // every window that shows this memory repaints
  await new Promise((resolve) => setTimeout(resolve, 40));
}
await window.closed;
