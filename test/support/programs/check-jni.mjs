// Every call that our addon makes to Java, with none of java-bridge's in between: what -Xcheck:jni says from the line
// BEGIN on is about ours. Its warnings go to standard output and name no library.
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { asVolume, createVolume, setMemoryLimit, startJvmSync, toImgLib2 } from 'imglib2-node';
import { jni } from '../../../dist/native.js';

const [javaHome] = process.argv.slice(2);
startJvmSync({ headless: true, args: ['-Xcheck:jni'], javaHome });

function share() {
  const volume = createVolume([10, 20, 30], 'uint16');
  for (const each of [volume, volume.flip(), volume.permuteDims([1, 2, 0]), asVolume(new Float64Array(100))]) {
    toImgLib2(each).close();
  }
  toImgLib2(volume);
  // Java refuses an element type that there is not.
  const failed = jni().createImage(volume.block.id, 0, 100, false, 99, [0, 10, 1]);
  if (failed.failed !== 'JavaError' || !failed.throwables[0].javaFrames.includes('SharedImages'))
    throw new Error('it did not fail');
  volume.close();
}

function collect() {
  setMemoryLimit(0);
  try {
    createVolume([1], 'uint8');
  } catch (error) {
    if (error.name !== 'MemoryLimitError') throw error;
  }
  setMemoryLimit(Number.POSITIVE_INFINITY);
}

console.log('BEGIN');
for (let i = 0; i < 100; i++) share();
collect();
const worker = new Worker(
  `import('imglib2-node').then(({ createVolume, toImgLib2 }) => {
    for (let i = 0; i < 100; i++) toImgLib2(createVolume([5, 5], 'int32'));
  });`,
  { eval: true },
);
await new Promise((resolve) => worker.once('exit', resolve));
collect();
await sleep(200);
console.log('END');
