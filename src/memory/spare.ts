/** Memory that was freed and is kept for the next result (native/memory/spare.h) goes back to the system after a while. */
import { core } from '../native.js';

/** For so many milliseconds it is kept. */
const KEPT_MS = 1000;

let timer: NodeJS.Timeout | undefined;

/** Sees to it that what is freed from now on does not stay. Keeps no process alive. */
export function trimSpareLater(): void {
  if (timer !== undefined) return;
  timer = setTimeout(() => {
    timer = undefined;
    if (core().trimSpare(KEPT_MS)) trimSpareLater();
  }, KEPT_MS).unref();
}
