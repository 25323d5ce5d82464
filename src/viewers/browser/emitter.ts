/** What happens in the pages, told to the program. */
import { ArgumentError } from '../../errors.js';

/** Where something is: [z, y, x] behind t and c where the viewer has them, in voxels of the first layer. */
export interface BrowserPosition {
  readonly position: readonly number[];
  /** By the name of each axis. */
  readonly along: Readonly<Record<string, number>>;
  /** The value that each visible layer of voxels has there; undefined where it has none, or is not in memory. */
  readonly values: readonly { readonly layer: string; readonly value: number | bigint | undefined }[];
}

/** The events of a browser viewer, and what their listeners get. */
export interface BrowserEvents {
  /** A person clicked. */
  readonly click: BrowserPosition;
  /** A person moved to another place. */
  readonly position: BrowserPosition;
  /** A person changed settings or the order of layers: their names, in the order in which they are drawn. */
  readonly layers: readonly string[];
}

type Listener<K extends keyof BrowserEvents> = (event: BrowserEvents[K]) => void;

export class Emitter {
  readonly #listeners: { readonly [K in keyof BrowserEvents]: Set<Listener<K>> } = {
    click: new Set(),
    position: new Set(),
    layers: new Set(),
  };

  /** @throws ArgumentError for an event that there isn't. */
  on<K extends keyof BrowserEvents>(event: K, listener: Listener<K>): () => void {
    const listeners = this.#listeners[event] as Set<Listener<K>> | undefined;
    if (listeners === undefined) {
      throw new ArgumentError(`on: there is no event '${event}'; there are ${Object.keys(this.#listeners).join(', ')}`);
    }
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  heard(event: keyof BrowserEvents): boolean {
    return this.#listeners[event].size > 0;
  }

  /** An error of a listener is the program's, and not of who is being served. */
  emit<K extends keyof BrowserEvents>(event: K, value: BrowserEvents[K]): void {
    for (const listener of this.#listeners[event] as Set<Listener<K>>) {
      queueMicrotask(() => listener(value));
    }
  }
}
