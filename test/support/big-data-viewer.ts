/** Whether BigDataViewer's own tests can run: its jars are not on Maven Central. */
import { beforeEach } from 'vitest';

const { IMGLIB2_NODE_JARS, IMGLIB2_NODE_FIJI } = process.env;

/** Skips every test of the file, with the reason, unless BigDataViewer's jars are named. */
export function needBigDataViewer(): void {
  beforeEach((context) => {
    context.skip(!IMGLIB2_NODE_JARS && !IMGLIB2_NODE_FIJI, 'set IMGLIB2_NODE_JARS or IMGLIB2_NODE_FIJI to run it');
  });
}

/** The transform that looks at the plane z, one pixel a voxel, the first voxel in the first pixel. */
export function planeTransform(z: number, scale = 1): number[] {
  return [scale, 0, 0, 0, 0, scale, 0, 0, 0, 0, scale, -z * scale];
}
