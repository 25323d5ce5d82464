import { ArgumentError, DetachedError, ReleasedError, SharingError } from '../errors.js';
import { checked, core, type NativeBlock } from '../native.js';

/** Bytes of a block, half open, counted from its first. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** A change of a block's bytes. `detail` is the volume layer's more exact account of it, opaque here. */
export interface MemoryChange {
  readonly bytes: ByteRange;
  readonly detail?: unknown;
}

/**
 * One block of memory as this thread's JavaScript sees it. It owns the JavaScript claim on the native block; Java and
 * native calls have claims of their own, and the bytes are freed when the last one ends.
 *
 * There is one MemoryBlock a native block and thread: asking again for the same memory gives the same object, so that
 * whoever changes the memory reaches everybody who listens.
 */
export class MemoryBlock {
  readonly #native: NativeBlock;
  readonly #listeners = new Set<(change: MemoryChange) => void>();
  readonly id: number;
  /** The address of the first byte. */
  readonly address: bigint;
  readonly byteLength: number;
  #buffer: ArrayBufferLike | undefined;
  readonly #owned: boolean;
  #users = 0;
  #closed = false;

  private constructor(native: NativeBlock, buffer: ArrayBufferLike | undefined) {
    this.#native = native;
    this.#buffer = buffer;
    this.#owned = buffer === undefined;
    this.id = native.id;
    this.address = native.address;
    this.byteLength = native.byteLength;
    blocks.set(this.id, new WeakRef(this));
    collected.register(this, this.id);
    if (buffer !== undefined) blockOfBuffer.set(buffer, this);
  }

  /** New zeroed off-heap memory. @throws MemoryLimitError if the system has not that much. */
  static allocate(byteLength: number): MemoryBlock {
    return new MemoryBlock(checked(core().allocate(byteLength)), undefined);
  }

  /**
   * The memory of an existing buffer, with no copy.
   * @throws SharingError for a resizable or growable buffer, DetachedError for a detached one.
   */
  static adopt(buffer: ArrayBufferLike): MemoryBlock {
    const known = blockOfBuffer.get(buffer);
    if (known !== undefined) return known;
    if (isResizable(buffer)) {
      throw new SharingError('a resizable or growable buffer cannot be shared; copy it into one of fixed length first');
    }
    const native = checked(core().adopt(buffer));
    const attached = blocks.get(native.id)?.deref();
    if (attached !== undefined) {
      native.close();
      return attached;
    }
    return new MemoryBlock(native, buffer);
  }

  /** The block of that id, which Java or another thread made known. @throws ReleasedError if it is gone. */
  static attach(id: number): MemoryBlock {
    const known = blocks.get(id)?.deref();
    if (known !== undefined && !known.#closed) return known;
    return new MemoryBlock(checked(core().attach(id)), undefined);
  }

  /**
   * The ArrayBuffer over the whole block, the same one each time.
   * @throws ReleasedError after close(), DetachedError after the buffer was transferred or its WebAssembly memory grew.
   */
  get buffer(): ArrayBufferLike {
    this.assertOpen();
    if (this.#buffer === undefined) {
      this.#buffer = checked(this.#native.buffer());
      blockOfBuffer.set(this.#buffer, this);
    }
    this.assertAttached();
    return this.#buffer;
  }

  /** @throws DetachedError after the buffer was transferred or its WebAssembly memory grew. */
  assertAttached(): void {
    this.assertOpen();
    if (this.byteLength > 0 && this.#buffer?.byteLength === 0) {
      throw new DetachedError(
        "the volume's ArrayBuffer was transferred elsewhere or its WebAssembly memory grew; " +
          'make a new volume of the new buffer (Java still sees the old memory)',
      );
    }
  }

  get closed(): boolean {
    return this.#closed;
  }

  assertOpen(): void {
    if (this.#closed) throw new ReleasedError('the memory of this volume was closed; make a new volume');
  }

  /** Counts one more volume that uses this block; each must `release()` once. */
  retain(): this {
    this.assertOpen();
    this.#users++;
    return this;
  }

  /** Ends one use; the last one closes the block. */
  release(): void {
    this.#users--;
    if (this.#users <= 0) this.close();
  }

  /**
   * Ends JavaScript's claim. Typed arrays over memory that this package allocated get length 0; a buffer that was
   * adopted stays its owner's. Java keeps the bytes as long as it needs them. Idempotent.
   */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#listeners.clear();
    if (this.#buffer !== undefined) {
      blockOfBuffer.delete(this.#buffer);
      if (this.#owned) core().detach(this.#buffer);
      this.#buffer = undefined;
    }
    forget(this.id, this);
    this.#native.close();
  }

  /** Calls `listener` at each `notify`, until the returned function is called. */
  subscribe(listener: (change: MemoryChange) => void): () => void {
    this.assertOpen();
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Tells all listeners that bytes have changed. Each is called even if another throws; the first error is thrown. */
  notify(change: MemoryChange): void {
    const { start, end } = change.bytes;
    if (!(start >= 0 && start <= end && end <= this.byteLength)) {
      throw new ArgumentError(`bytes ${start} to ${end} are not within the ${this.byteLength} bytes of the block`);
    }
    const failures: unknown[] = [];
    for (const listener of [...this.#listeners]) {
      try {
        listener(change);
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  }
}

// Weak both ways: a block lives as long as someone holds it or its buffer, and a buffer keeps its block (so that the
// same memory never gets two buffers while one is in use).
const blocks = new Map<number, WeakRef<MemoryBlock>>();
const blockOfBuffer = new WeakMap<ArrayBufferLike, MemoryBlock>();
const collected = new FinalizationRegistry<number>((id) => {
  if (blocks.get(id)?.deref() === undefined) blocks.delete(id);
});

function forget(id: number, block: MemoryBlock): void {
  if (blocks.get(id)?.deref() === block) blocks.delete(id);
}

function isResizable(buffer: ArrayBufferLike): boolean {
  const { resizable, growable } = buffer as { resizable?: boolean; growable?: boolean };
  return resizable === true || growable === true;
}
