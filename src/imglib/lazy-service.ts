/**
 * Serves the cells that Java's threads ask for: newest first, a few at a time. Java never waits for this thread to take
 * a request, and this thread never waits for Java.
 */
import { availableParallelism } from 'node:os';
import { isMainThread } from 'node:worker_threads';
import { SharingError } from '../errors.js';
import { checked, jni } from '../native.js';

/** Few enough that what is asked for next doesn't wait long behind what nobody looks at any more. */
const AT_A_TIME = Math.max(2, Math.min(8, availableParallelism()));

/** Loads one cell and hands it over; never rejects. */
export type CellLoader = (cell: number) => Promise<void>;

const loaders = new Map<number, CellLoader>();
let active = 0;
let serving = false;

/** From now on requests for the cells of that image go to `load`. @throws SharingError in a worker thread. */
export function serve(image: number, load: CellLoader): void {
  if (!serving) {
    if (!isMainThread) {
      throw new SharingError(
        'toImgLib2: lazy volumes are shared from the main thread; a worker has no Java of its own',
      );
    }
    checked(jni().serveCells(takeMore));
    serving = true;
  }
  loaders.set(image, load);
}

/** No more requests of that image are served. */
export function stopServing(image: number): void {
  loaders.delete(image);
  checked(jni().forgetCells(image));
}

function takeMore(): void {
  const requests = checked(jni().takeCells(AT_A_TIME - active));
  for (let i = 0; i < requests.length; i += 2) {
    void load(requests[i] as number, requests[i + 1] as number);
  }
}

async function load(image: number, cell: number): Promise<void> {
  active++;
  try {
    await loaders.get(image)?.(cell);
  } finally {
    active--;
    checked(jni().doneCell(image, cell));
    takeMore();
  }
}
