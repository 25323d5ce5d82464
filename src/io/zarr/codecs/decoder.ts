/** What decoders of chunks are: each undoes one codec of an array's list. */
import type { DType } from '../../../volume/index.js';

/** Elements of a chunk: C order, this machine's byte order. */
export interface ChunkType {
  readonly shape: readonly number[];
  readonly dtype: DType;
}

/** Undoes a codec of bytes, e.g. gzip. */
export interface BytesDecoder {
  readonly name: string;
  /**
   * @param limit the most bytes that may come out; more is an error, and must not be made first.
   * @param target memory for just the bytes that must come out, where that is known; a decoder that can fills and
   * returns it, another returns memory of its own.
   */
  decode(input: Uint8Array, limit: number, target?: Uint8Array): Uint8Array | Promise<Uint8Array>;
}

/** Undoes a codec of arrays, e.g. transpose. */
export interface ArrayDecoder {
  readonly name: string;
  /** What the elements are when they are encoded. */
  readonly encoded: ChunkType;
  /** From all elements to all elements. */
  decode(encoded: Uint8Array, target: Uint8Array): void | Promise<void>;
}

/** Decodes whole chunks of one array. */
export interface ChunkDecoder {
  /** Bytes of a decoded chunk. */
  readonly bytes: number;
  /** The stored bytes are just the elements: they can be read straight to their place. */
  readonly plain: boolean;
  /** Fills `target`, which has `bytes` bytes. @throws Error that says which codec failed and why. */
  decode(stored: Uint8Array, target: Uint8Array): Promise<void>;
}
