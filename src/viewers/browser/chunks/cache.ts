/** Chunks that were read, as many as fit; the one that was used longest ago goes first. */

/** Bytes, and the change up to which they are right. */
export interface Kept {
  readonly bytes: Uint8Array;
  readonly version: number;
}

export class ByteCache {
  readonly #limit: number;
  readonly #kept = new Map<string, Kept>();
  readonly #owners = new WeakMap<object, number>();
  #owner = 0;
  #bytes = 0;

  /** @param limit how many bytes it holds at most. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** How many bytes it holds. */
  get bytes(): number {
    return this.#bytes;
  }

  get(owner: object, key: string): Kept | undefined {
    const name = this.#name(owner, key);
    const kept = this.#kept.get(name);
    if (kept === undefined) return undefined;
    // To the end of the order in which they go.
    this.#kept.delete(name);
    this.#kept.set(name, kept);
    return kept;
  }

  set(owner: object, key: string, kept: Kept): void {
    const name = this.#name(owner, key);
    this.#drop(name);
    this.#kept.set(name, kept);
    this.#bytes += kept.bytes.length;
    for (const oldest of this.#kept.keys()) {
      if (this.#bytes <= this.#limit) return;
      this.#drop(oldest);
    }
  }

  /** Drops all that one owner has in it. */
  forget(owner: object): void {
    const prefix = this.#name(owner, '');
    for (const name of [...this.#kept.keys()]) if (name.startsWith(prefix)) this.#drop(name);
  }

  #drop(name: string): void {
    const kept = this.#kept.get(name);
    if (kept === undefined) return;
    this.#kept.delete(name);
    this.#bytes -= kept.bytes.length;
  }

  #name(owner: object, key: string): string {
    let number = this.#owners.get(owner);
    if (number === undefined) {
      number = ++this.#owner;
      this.#owners.set(owner, number);
    }
    return `${number}:${key}`;
  }
}
