import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Jvm,
  javaClass,
  startJvm,
  toImgLib2,
  type Viewer,
  type ViewerKind,
  type Volume,
  view,
} from 'imglib2-node';
import { addAnnotations, HEAD_OPTIONS, type Head, hex, SEEDS } from './head.js';
import { say } from './say.js';
import { Wave } from './wave.js';

/** What report.json holds: what each side saw, and how long things took. */
export interface Report {
  /** The best viewer that took pictures. */
  readonly viewer: ViewerKind;
  /** The sum of all voxels as TypeScript adds them, and as Java does through a Cursor. */
  readonly sumTs: number;
  readonly sumJava: number;
  /** After Java added 1 to one voxel. */
  readonly sumTsAfterJavaWrite: number;
  /** After TypeScript added 2 to another. */
  readonly sumJavaAfterTsWrite: number;
  /** Where the first voxel is: TypeScript's block, and the Java image's own memory access. */
  readonly addressTs: string;
  readonly addressJava: string;
  /** Median time to share the head with Java, when both are warm. */
  readonly shareMicros: number;
  readonly jvmStartMs: number;
  /** From asking `viewer` to open to the first picture of it. */
  readonly firstPictureMs: number;
}

/** Voxels in white matter, far below 255. */
const JAVA_WRITES = [94, 100, 70] as const;
const TS_WRITES = [94, 100, 130] as const;
const SHARES = 101;
/** Where the wave is in the second picture, as a part of its way. */
const PART_OF_THE_WAY = 0.35;

/** The demo without a window: pictures before and after the wave, and a report, in the folder `out`. */
export async function runHeadless(head: Head, out: string): Promise<void> {
  const jvm = await startJvm({ headless: true });
  say(`Java ${jvm.javaVersion} in this process after ${jvm.startMillis.toFixed(0)} ms`);
  const sharing = share(head.t1);
  await mkdir(out, { recursive: true });
  const { viewer, firstPictureMs } = await takePictures(head, jvm, out);
  const report: Report = { viewer, ...sharing, jvmStartMs: jvm.startMillis, firstPictureMs };
  await writeFile(join(out, 'report.json'), `${JSON.stringify(report, undefined, 2)}\n`);
  say(`Both sides: sum ${report.sumTs} and ${report.sumJava}, at ${report.addressTs} and ${report.addressJava}`);
  say(`The pictures and report.json are in ${out}`);
}

/** The same memory from both sides. */
function share(head: Volume<'uint8'>) {
  const handle = toImgLib2(head);
  try {
    const reductions = javaClass('Reductions');
    const sumJava = (): number => reductions.sumSync(handle.image);
    const described = javaClass('SharedImages').describeSync(handle.image) as bigint[];
    const sums = { sumTs: sum(head), sumJava: sumJava() };
    const access = handle.image.randomAccessSync();
    // Java's axis 0 is x.
    for (const [d, index] of [...JAVA_WRITES].reverse().entries()) access.setPositionSync(index, d);
    access.getSync().incSync();
    const sumTsAfterJavaWrite = sum(head);
    head.set(head.get(...TS_WRITES) + 2, ...TS_WRITES);
    return {
      ...sums,
      sumTsAfterJavaWrite,
      sumJavaAfterTsWrite: sumJava(),
      addressTs: hex(head.block.address + BigInt(head.byteOffset)),
      addressJava: hex(BigInt(described[1] as bigint)),
      shareMicros: medianMicros(() => toImgLib2(head).close()),
    };
  } finally {
    handle.close();
  }
}

function sum(volume: Volume<'uint8'>): number {
  let total = 0;
  for (const value of volume.data) total += value;
  return total;
}

function medianMicros(task: () => void): number {
  const times = Array.from({ length: 2 * SHARES }, () => {
    const begin = performance.now();
    task();
    return 1000 * (performance.now() - begin);
  });
  // The first half warms up.
  return times.slice(SHARES).sort((a, b) => a - b)[SHARES >> 1] as number;
}

/** Before and after, by every viewer there is; the time of the best one's first picture. */
async function takePictures(head: Head, jvm: Jvm, out: string) {
  const kinds: ViewerKind[] = jvm.hasBigDataViewer ? ['bigdataviewer', 'imagej'] : ['imagej'];
  const names = { bigdataviewer: 'bdv-', imagej: '', browser: 'browser-' };
  const viewers: Viewer[] = [];
  const snapshot = (viewer: Viewer, when: string) =>
    viewer.snapshot({ path: join(out, `${names[viewer.kind]}${when}.png`) }).then((picture) => picture.close());
  try {
    let firstPictureMs = 0;
    for (const kind of kinds) {
      const begin = performance.now();
      const viewer = await view(head.t1, { ...HEAD_OPTIONS, viewer: kind, headless: true });
      viewers.push(viewer);
      await addAnnotations(viewer, head);
      await snapshot(viewer, 'before');
      firstPictureMs ||= performance.now() - begin;
    }
    const wave = new Wave(head.t1, head.labels, SEEDS);
    const region = wave.moveTo(Math.round(PART_OF_THE_WAY * wave.steps));
    if (region !== undefined) head.t1.invalidate(region);
    for (const viewer of viewers) await snapshot(viewer, 'after');
    wave.end();
    return { viewer: kinds[0] as ViewerKind, firstPictureMs };
  } finally {
    for (const viewer of viewers) viewer.close();
  }
}
