/**
 * Makes dropping a volume enough. Neither garbage collector sees how much memory a dropped volume holds, and what runs
 * at collection waits for the event loop; so, when shared memory has grown a good deal since the last time, both sides
 * are made to collect, as Java does for its direct buffers.
 *
 * Nothing here waits for other threads: each side gives back what is unreachable before its `collect` returns, so what
 * is left then is alive, however busy the machine.
 */
import { totalmem } from 'node:os';
import { ArgumentError, MemoryLimitError } from '../errors.js';
import { checked, core } from '../native.js';

const MIB = 2 ** 20;
/** Both sides are made to collect when shared memory outgrows this, or twice what was alive the last time. */
const STEP = 256 * MIB;

let collectAt = STEP;
let limit = defaultLimit();
const collectors: (() => void)[] = [];

/** Registers what makes another owner of memory (Java) collect its garbage and give back what it held, at once. */
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
  checked(core().collect());
  for (const collect of collectors) collect();
  const alive = core().totalBytes();
  collectAt = Math.max(STEP, 2 * alive);
  if (alive + bytes > limit) {
    throw new MemoryLimitError(
      `${bytes} bytes are too many: volumes that are in use take ${alive} of the ${limit} bytes allowed; close some ` +
        '(memoryReport() lists them), or call setMemoryLimit()',
    );
  }
}

function defaultLimit(): number {
  // Without a container's limit this is 0, undefined or astronomically large.
  const constrained = process.constrainedMemory?.() ?? 0;
  const memory = constrained > 0 && constrained < totalmem() ? constrained : totalmem();
  return 0.75 * memory;
}
