import { around } from './chunks/index.js';
import type { Box, ChangeNotice, ViewerState } from './protocol.js';
import type { VoxelLayer } from './voxel-layers.js';

/** Pages are told no more often: the pace of a screen. */
const PACE_MS = 16;
/** More boxes than these are told as the one around them. */
const MOST_BOXES = 16;

/** Collects what has changed, and tells the pages at the pace of a screen, however fast the program writes. */
export class Notices {
  readonly #state: () => ViewerState;
  readonly #send: (event: 'state' | 'changed', data: unknown, except?: string) => void;
  readonly #boxes = new Map<VoxelLayer, Box[]>();
  #stateWaits = false;
  /** The one page that knows the state already, as long as all that waits came from it. */
  #except: string | undefined;
  #timer: NodeJS.Timeout | NodeJS.Immediate | undefined;
  #last = Number.NEGATIVE_INFINITY;
  #closed = false;

  constructor(state: () => ViewerState, send: (event: 'state' | 'changed', data: unknown, except?: string) => void) {
    this.#state = state;
    this.#send = send;
  }

  changed(layer: VoxelLayer, box: Box): void {
    const boxes = this.#boxes.get(layer) ?? [];
    boxes.push(box);
    this.#boxes.set(layer, boxes.length > MOST_BOXES ? [around(boxes)] : boxes);
    this.#schedule();
  }

  state(except?: string): void {
    this.#except = this.#stateWaits && this.#except !== except ? undefined : except;
    this.#stateWaits = true;
    this.#schedule();
  }

  forget(layer: VoxelLayer): void {
    this.#boxes.delete(layer);
  }

  close(): void {
    this.#closed = true;
    this.#cancel();
  }

  flush(): void {
    this.#cancel();
    this.#last = performance.now();
    if (this.#stateWaits) {
      this.#stateWaits = false;
      this.#send('state', this.#state(), this.#except);
    }
    for (const [layer, boxes] of this.#boxes) {
      layer.version++;
      const notice: ChangeNotice = { key: layer.id, version: layer.version, boxes };
      this.#send('changed', notice);
    }
    this.#boxes.clear();
  }

  /** At once after a pause, which is at the end of this turn. */
  #schedule(): void {
    if (this.#timer !== undefined || this.#closed) return;
    const wait = this.#last + PACE_MS - performance.now();
    this.#timer = wait > 0 ? setTimeout(() => this.flush(), wait) : setImmediate(() => this.flush());
  }

  #cancel(): void {
    clearTimeout(this.#timer as NodeJS.Timeout);
    clearImmediate(this.#timer as NodeJS.Immediate);
    this.#timer = undefined;
  }
}
