// The calls by which cells of a lazy image go to Java, while one of its threads waits for them. java-bridge begins that
// before the line BEGIN and ends it after END: what -Xcheck:jni says between them is about ours.
import { createVolume, startJvmSync } from 'imglib2-node';
import { javaCallAsync, javaClass } from '../../../dist/jvm/index.js';
import { jni } from '../../../dist/native.js';

const CELLS = 20;
const LOADING = -1;
const FILL = -2;
const UINT8 = 0;

const [javaHome] = process.argv.slice(2);
startJvmSync({ headless: true, args: ['-Xcheck:jni'], javaHome });
const volume = createVolume([10, 10], 'uint8');
volume.data.fill(3);
const LazyImages = javaClass('LazyImages');
const image = Number(LazyImages.beginSync(UINT8));
const cache = LazyImages.createCacheSync(1e6);

function deliver(cell, target = image) {
  return jni().deliverCell(target, cell, volume.block.id, volume.byteOffset, volume.nbytes);
}

function check(holds, what) {
  if (!holds) throw new Error(`${what}: it is not so`);
}

check(deliver(LOADING) && deliver(FILL), 'the zeros are taken');
LazyImages.openSync(BigInt(image), 'checked', [10, 10 * CELLS], [10, 10], cache);
let asked;
const begun = new Promise((resolve) => {
  asked = resolve;
});
let takeMore = () => asked();
jni().serveCells(() => takeMore());
const sum = javaCallAsync(() => javaClass('Reductions').sum(LazyImages.blockingSync(BigInt(image))));
await begun;

console.log('BEGIN');
await new Promise((resolve) => {
  let left = CELLS;
  takeMore = () => {
    const requests = jni().takeCells(8);
    for (let i = 0; i < requests.length; i += 2) {
      const cell = requests[i + 1];
      check(deliver(cell, 999_999) === false, 'an image that there is not takes nothing');
      const gone = jni().deliverCell(image, cell, 999_999, 0, 100);
      check(gone.failed !== undefined, 'a block that there is not is refused');
      if (--left === 0) console.log('END');
      check(deliver(cell) === true, 'the image takes its cell');
      jni().doneCell(image, cell);
    }
    if (left === 0) resolve();
  };
  takeMore();
});
jni().forgetCells(image);
check((await sum) === 3 * 100 * CELLS, 'the sum of all cells');
LazyImages.closeSync(BigInt(image));
volume.close();
