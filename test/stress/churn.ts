/**
 * Volumes of every kind, made, shared with Java, read, written and ended in random order; what the main thread and the
 * workers of the stress run both do. Every voxel of a volume has one value, so that any view's sum is known.
 */
import { asVolume, createVolume, type ImgLib2Handle, isError, toImgLib2, type Volume } from 'imglib2-node';
import type { Random } from './random.js';

export interface Live {
  readonly volume: Volume;
  readonly value: number;
  readonly handles: ImgLib2Handle[];
  /** Whether no other volume of this thread is the same memory. */
  readonly alone: boolean;
  /** Ends its listener, if it has one: a listener keeps its memory. */
  readonly unsubscribe?: () => void;
}

const MOST_ALIVE = 40;

/** A number of volumes that one thread works on. */
export class Churn {
  readonly #random: Random;
  readonly #live: Live[] = [];
  /** How often a volume was shared with Java. */
  shared = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  /** One of the live volumes. */
  any(): Live | undefined {
    return this.#live[this.#random(this.#live.length)];
  }

  adopt(volume: Volume): void {
    this.#live.push({ volume, value: Number(volume.get(...volume.shape.map(() => 0))), handles: [], alone: false });
  }

  /** One random step; ends as many volumes as it makes. */
  step(): void {
    this.#live.push(this.#make());
    for (let i = this.#random(3); i >= 0; i--) this.#share(this.any() as Live);
    const looked = this.any() as Live;
    this.#check(looked);
    if (this.#random(8) === 0) looked.volume.invalidate();
    while (this.#live.length > MOST_ALIVE) this.#end(this.#take());
  }

  /** Ends all, each in its own way. */
  end(): void {
    while (this.#live.length > 0) this.#end(this.#take());
  }

  #take(): Live {
    return this.#live.splice(this.#random(this.#live.length), 1)[0] as Live;
  }

  #make(): Live {
    const value = 1 + this.#random(100);
    const shape = [1 + this.#random(6), 1 + this.#random(20), 1 + this.#random(60)];
    const size = shape.reduce((a, b) => a * b);
    const kinds: (() => Volume)[] = [
      () => createVolume(shape, 'uint8'),
      () => createVolume(shape, 'float64'),
      () => createVolume([...shape, 50], 'uint16'),
      () => asVolume(new Uint8Array(size), shape),
      () => asVolume(new Float32Array(new SharedArrayBuffer(4 * size)), shape, { readOnly: true }),
    ];
    const volume = (kinds[this.#random(kinds.length)] as () => Volume)();
    (volume.data as Uint8Array).fill(value);
    if (this.#random(10) > 0) return { volume, value, handles: [], alone: true };
    return { volume, value, handles: [], alone: true, unsubscribe: volume.onInvalidate(() => undefined) };
  }

  #share(live: Live): void {
    const { volume } = live;
    const views = [
      volume,
      volume.flip(),
      volume.pick(0, 0),
      volume.slice(null, [0, 1]),
      volume.permuteDims(order(volume)),
    ];
    live.handles.push(toImgLib2(views[this.#random(views.length)] as Volume));
    this.shared++;
    // Handles may be closed, or left to the collector.
    if (live.handles.length > 3) {
      const handle = live.handles.shift() as ImgLib2Handle;
      if (this.#random(2) === 0) handle.close();
    }
  }

  #check({ volume, value }: Live): void {
    const found = volume.get(...volume.shape.map((extent) => this.#random(extent)));
    if (found !== value) throw new Error(`${volume.toString()} has ${found} where ${value} was written`);
  }

  #end({ volume, handles, alone, unsubscribe }: Live): void {
    unsubscribe?.();
    const closeHandles = () => {
      for (const handle of handles) handle.close();
    };
    const ways = [
      () => undefined,
      () => volume.close(),
      closeHandles,
      () => {
        volume.close();
        closeHandles();
      },
      () => {
        closeHandles();
        volume.close();
        volume.close();
      },
      () => alone && this.#moveAway(volume),
    ];
    (ways[this.#random(ways.length)] as () => unknown)();
  }

  // Its ArrayBuffer goes elsewhere while Java may be reading it.
  #moveAway(volume: Volume): void {
    const { buffer } = volume.data;
    if (!(buffer instanceof ArrayBuffer)) return;
    try {
      structuredClone(buffer, { transfer: [buffer] });
    } catch (error) {
      // From Node 22 on, memory of our own cannot be transferred.
      if ((error as Error).name !== 'DataCloneError') throw error;
      return;
    }
    try {
      volume.data;
    } catch (error) {
      if (isError(error, 'DetachedError')) return;
      throw error;
    }
    throw new Error('a volume whose buffer was transferred still has data');
  }
}

const order = (volume: Volume): number[] => volume.shape.map((_, axis) => volume.ndim - 1 - axis);
