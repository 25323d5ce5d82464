import { fileURLToPath } from 'node:url';
import { progressBar, readTiffStack, type Viewer, type Volume } from 'imglib2-node';
import { say } from './say.js';
import type { Voxel } from './wave.js';

/** The MNI152 head and its labels: uint8, [z, y, x], 1 mm each; label 1 is grey matter, 2 white matter. */
export interface Head {
  readonly t1: Volume<'uint8'>;
  readonly labels: Volume<'uint8'>;
}

/** Where the waves begin: one place of the cortex, and its mirror image. */
export const SEEDS: readonly Voxel[] = [
  [94, 193, 72],
  [94, 193, 124],
];

/** The values from black to white. */
export const CONTRAST = [0, 255] as const;

const MILLIMETRE = { voxelSize: [1, 1, 1], unit: 'mm' } as const;
export const HEAD_OPTIONS = { name: 'T1', contrastLimits: CONTRAST, ...MILLIMETRE };

/** Reads the sample data; nothing here ever writes to its files. */
export async function loadHead(): Promise<Head> {
  const t1 = await readSlices('t1');
  const labels = await readSlices('labels');
  say(`The head: ${t1.shape.join(' x ')} voxels (z, y, x), uint8, at ${hex(t1.block.address + BigInt(t1.byteOffset))}`);
  return { t1, labels };
}

/** Adds labels and points to a viewer that shows the head. */
export async function addAnnotations(viewer: Viewer, { labels }: Head) {
  await viewer.addLabels(labels, { name: 'grey and white matter', opacity: 0.2, ...MILLIMETRE });
  return viewer.addPoints(SEEDS, { name: 'wave', color: 'red', ...MILLIMETRE });
}

/** An address in memory, as people write it. */
export function hex(address: bigint): string {
  return `0x${address.toString(16)}`;
}

async function readSlices(name: string): Promise<Volume<'uint8'>> {
  const folder = fileURLToPath(new URL(`../../../../examples/data/mni152/${name}`, import.meta.url));
  const bar = progressBar(`loading ${name}`);
  try {
    const volume = await readTiffStack(folder, { dtype: 'uint8', onProgress: ({ done, total }) => bar(done, total) });
    return volume as Volume<'uint8'>;
  } finally {
    bar.end();
  }
}
