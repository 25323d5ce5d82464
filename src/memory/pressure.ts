/**
 * Makes dropping a volume enough. Neither garbage collector sees how much memory a dropped volume holds, and what runs
 * at collection waits for the event loop; so, when shared memory has grown a good deal since the last time, both sides
 * are made to collect, as Java does for its direct buffers.
 */
import { totalmem } from 'node:os';
import { ArgumentError, MemoryLimitError } from '../errors.js';
import { core } from '../native.js';

const MIB = 2 ** 20;
/** Both sides are made to collect when shared memory outgrows this, or twice what was alive the last time. */
const STEP = 256 * MIB;
/** How long to wait for Java to give memory back once no more of it comes. */
const PATIENCE_MS = 400;
const POLL_MS = 5;

let collectAt = STEP;
let limit = defaultLimit();
const collectors: (() => void)[] = [];

/** Registers what makes another owner of memory (Java) collect its garbage. */
export function onMemoryPressure(collect: () => void): void {
  collectors.push(collect);
}

/**
 * The most bytes that all shared volumes may take together; beyond it `createVolume` throws MemoryLimitError once
 * collecting garbage on both sides does not help. Default: three quarters of the memory of the machine or container.
 *
 * @example setMemoryLimit(8 * 2 ** 30);
 */
export function setMemoryLimit(bytes: number): void {
  if (!(bytes >= 0)) throw new ArgumentError(`setMemoryLimit: ${String(bytes)} is not a number of bytes`);
  limit = bytes;
}

/** Sees to it that `bytes` more may be allocated. @throws MemoryLimitError if even collecting does not allow it. */
export function makeRoom(bytes: number): void {
  const wanted = core().totalBytes() + bytes;
  if (wanted <= collectAt && wanted <= limit) return;
  core().collect();
  for (const collect of collectors) collect();
  // Memory comes back on other threads, in its own time. What is there before that counts as alive only if it stays.
  const enough = Math.min(collectAt / 2, limit - bytes);
  const alive = settle(enough);
  if (alive > enough) collectAt = Math.max(STEP, 2 * alive);
  if (alive + bytes > limit) {
    throw new MemoryLimitError(
      `${bytes} bytes are too many: volumes that are in use take ${alive} of the ${limit} bytes allowed; close some ` +
        '(memoryReport() lists them), or call setMemoryLimit()',
    );
  }
}

/** Waits until at most `enough` bytes are alive or no more are given back; says how many are. */
function settle(enough: number): number {
  let alive = core().totalBytes();
  for (let waited = 0; alive > enough && waited < PATIENCE_MS; waited += POLL_MS) {
    Atomics.wait(SLEEP, 0, 0, POLL_MS);
    const now = core().totalBytes();
    if (now < alive) waited = 0;
    alive = now;
  }
  return alive;
}

const SLEEP = new Int32Array(new SharedArrayBuffer(4));

function defaultLimit(): number {
  // Without a container's limit this is 0, undefined or astronomically large.
  const constrained = process.constrainedMemory?.() ?? 0;
  const memory = constrained > 0 && constrained < totalmem() ? constrained : totalmem();
  return 0.75 * memory;
}
