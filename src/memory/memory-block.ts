import { ArgumentError, DetachedError, ReleasedError, SharingError } from '../errors.js';
import { checked, core, type NativeBlock } from '../native.js';
import { makeRoom } from './pressure.js';
import { trimSpareLater } from './spare.js';

/** Bytes of a block, half open, counted from its first. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** A change of a block's bytes. `detail` is the volume layer's more exact account of it, opaque here; it may be empty. */
export interface MemoryChange {
  readonly bytes: ByteRange;
  readonly detail: readonly number[];
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
    native.owner = this;
    if (buffer !== undefined) blockOfBuffer.set(buffer, this);
  }

  static #of(native: NativeBlock, buffer?: ArrayBufferLike): MemoryBlock {
    return native.owner instanceof MemoryBlock ? native.owner : new MemoryBlock(native, buffer);
  }

  /** New zeroed off-heap memory. @throws MemoryLimitError if the system has not that much. */
  static allocate(byteLength: number): MemoryBlock {
    makeRoom(byteLength);
    return MemoryBlock.#of(checked(core().allocate(byteLength, false)));
  }

  /**
   * The same for who writes all of it: it may hold what another block did. Results of functions are made in it, each where
   * the one before was, since the system takes longer to zero pages than many a function to fill them.
   */
  static allocateUnset(byteLength: number): MemoryBlock {
    makeRoom(byteLength);
    trimSpareLater();
    return MemoryBlock.#of(checked(core().allocate(byteLength, true)));
  }

  /**
   * A part of a file as memory. `shared`: what is written reaches the file; else it stays in this process.
   * @throws ArgumentError if the file cannot be opened or is too short.
   */
  static map(path: string, offset: number, byteLength: number, shared: boolean): MemoryBlock {
    return MemoryBlock.#of(checked(core().map(path, offset, byteLength, shared)));
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
    makeRoom(0);
    const block = MemoryBlock.#of(checked(core().adopt(buffer)), buffer);
    block.#rebind(buffer);
    return block;
  }

  // A buffer that was moved (ArrayBuffer.prototype.transfer) is the same memory in a new object.
  #rebind(buffer: ArrayBufferLike): void {
    if (this.#buffer === buffer || this.#buffer?.byteLength !== 0) return;
    blockOfBuffer.delete(this.#buffer);
    blockOfBuffer.set(buffer, this);
    this.#buffer = buffer;
  }

  /** The block of that id, which Java or another thread made known. @throws ReleasedError if it is gone. */
  static attach(id: number): MemoryBlock {
    return MemoryBlock.#of(checked(core().attach(id)));
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

  /** Whether JavaScript's claim has ended. */
  get closed(): boolean {
    return this.#closed;
  }

  /** @throws ReleasedError after close(). */
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
    if (this.#listeners.size > 0) checked(core().subscribe(this.id, false));
    listening.delete(this.id);
    this.#listeners.clear();
    if (this.#buffer !== undefined) {
      blockOfBuffer.delete(this.#buffer);
      if (this.#owned) checked(core().detach(this.#buffer));
      this.#buffer = undefined;
    }
    this.#native.close();
  }

  /**
   * A number under which another thread of this process can attach to the block, also if all here have closed it by
   * then. It keeps the bytes until it is used once (`letGo`).
   */
  hold(): number {
    this.assertOpen();
    return checked(core().hold(this.id));
  }

  /** Ends a hold. */
  static letGo(hold: number): void {
    checked(core().letGo(hold));
  }

  /** Calls `listener` at each change, in this thread or another, until the returned function is called. */
  subscribe(listener: (change: MemoryChange) => void): () => void {
    this.assertOpen();
    if (this.#listeners.size === 0) {
      checked(core().listen(deliver));
      checked(core().subscribe(this.id, true));
      listening.set(this.id, this);
    }
    this.#listeners.add(listener);
    return () => {
      if (!this.#listeners.delete(listener) || this.#listeners.size > 0) return;
      listening.delete(this.id);
      checked(core().subscribe(this.id, false));
    };
  }

  /**
   * Tells all listeners that bytes have changed: those of this thread at once, those of others by message.
   * @throws the first error that a listener threw; the others are called all the same.
   */
  notify(change: MemoryChange): void {
    const { start, end } = change.bytes;
    if (!(start >= 0 && start <= end && end <= this.byteLength)) {
      throw new ArgumentError(`bytes ${start} to ${end} are not within the ${this.byteLength} bytes of the block`);
    }
    checked(core().post(this.id, start, end, change.detail));
    this.#tell(change);
  }

  #tell(change: MemoryChange): void {
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

  /** Tells the listeners of this thread what others have changed. @internal */
  static deliver(): void {
    for (const { block, start, end, detail } of checked(core().takeChanges())) {
      try {
        const listener = listening.get(block);
        if (listener !== undefined) listener.#tell({ bytes: { start, end }, detail });
      } catch (error) {
        // The changes of other blocks must still be told, and Node drops what a native callback throws.
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }
}

// A buffer keeps its block, so that the same memory never gets two buffers while one is in use.
const blockOfBuffer = new WeakMap<ArrayBufferLike, MemoryBlock>();

// Blocks that someone listens to; a listener wants to hear of changes though nobody holds the block any more.
const listening = new Map<number, MemoryBlock>();

const deliver = (): void => MemoryBlock.deliver();

function isResizable(buffer: ArrayBufferLike): boolean {
  const { resizable, growable } = buffer as { resizable?: boolean; growable?: boolean };
  return resizable === true || growable === true;
}
