/** From the stored bytes of a chunk to its elements: an array's codecs, undone from the last to the first. */
import { asMemoryLimit, FormatError, isError, UnsupportedFormatError } from '../../../errors.js';
import { dtypeInfo, NATIVE_BYTE_ORDER } from '../../../volume/index.js';
import { byteOrderOf, type CodecMetadata } from '../metadata.js';
import { ARRAY_CODECS, arrayDecoder } from './array-decoders.js';
import { BYTES_CODECS, bytesDecoder } from './bytes-decoders.js';
import type { ArrayDecoder, BytesDecoder, ChunkDecoder, ChunkType } from './decoder.js';
import { aligned } from './lanes.js';
import { SHARDING, shardDecoder } from './shard-decoder.js';

/** Steps on the way may be somewhat larger than what comes out, e.g. with a checksum. */
const ROOM = 1.25;
const LEAST_ROOM = 65_536;

/** From bytes to elements of the innermost type. */
interface ToElements {
  readonly name: string;
  /** The bytes are the elements already. */
  readonly plain: boolean;
  /** Fills `target`; `stored` may be `target` itself. */
  decode(stored: Uint8Array, target: Uint8Array): void | Promise<void>;
}

/** What decodes chunks of `type`. @throws FormatError, UnsupportedFormatError that name `where` and the codec. */
export async function chunkDecoder(
  codecs: readonly CodecMetadata[],
  type: ChunkType,
  fill: Uint8Array,
  where: string,
): Promise<ChunkDecoder> {
  try {
    return await compiled(codecs, type, fill, where);
  } catch (error) {
    const known = asMemoryLimit(where, error);
    if (known instanceof FormatError || known instanceof UnsupportedFormatError || isError(known, 'MemoryLimitError'))
      throw known;
    throw new FormatError(`${where}: ${(error as Error).message}`, { cause: error });
  }
}

async function compiled(
  codecs: readonly CodecMetadata[],
  type: ChunkType,
  fill: Uint8Array,
  where: string,
): Promise<ChunkDecoder> {
  const rest = [...codecs];
  const arrays: ArrayDecoder[] = [];
  let inner = type;
  for (;;) {
    const decoder = rest[0] && (await arrayDecoder(rest[0], inner, where));
    if (decoder === undefined) break;
    arrays.push(decoder);
    inner = decoder.encoded;
    rest.shift();
  }
  const elements = await toElements(rest.shift(), inner, fill, where);
  const bytes: BytesDecoder[] = [];
  for (const codec of rest) bytes.push(bytesDecoder(codec) ?? unknown(codec, where));
  return new Pipeline(type, arrays, elements, bytes);
}

async function toElements(
  codec: CodecMetadata | undefined,
  type: ChunkType,
  fill: Uint8Array,
  where: string,
): Promise<ToElements> {
  if (codec === undefined) throw new FormatError(`${where}: codecs: none of them makes bytes of elements`);
  const { itemsize, components } = dtypeInfo(type.dtype);
  if (codec.name === SHARDING) {
    if (fill.length !== itemsize)
      throw new UnsupportedFormatError(`${where}: ${SHARDING} after cast_value is not read`);
    return { plain: false, ...(await shardDecoder(codec, type, fill, where, compiled)) };
  }
  if (codec.name !== 'bytes' && codec.name !== 'endian') return unknown(codec, where);
  const width = itemsize / components;
  const swapped = width > 1 && byteOrderOf(codec) !== NATIVE_BYTE_ORDER;
  const decode = (stored: Uint8Array, target: Uint8Array): void => {
    if (stored.length !== target.length) {
      throw new Error(`the chunk has ${stored.length} bytes, but its shape and dtype need ${target.length}`);
    }
    if (stored !== target) target.set(stored);
    if (swapped) swapBytes(target, width);
  };
  return { name: codec.name, plain: !swapped, decode };
}

function swapBytes({ buffer, byteOffset, byteLength }: Uint8Array, width: number): void {
  const bytes = Buffer.from(buffer, byteOffset, byteLength);
  if (width === 2) bytes.swap16();
  else if (width === 4) bytes.swap32();
  else bytes.swap64();
}

function unknown({ name }: CodecMetadata, where: string): never {
  const known = ['bytes', SHARDING, ...ARRAY_CODECS, ...BYTES_CODECS];
  const misplaced = known.includes(name.replace(/^numcodecs\./, ''));
  if (misplaced) throw new FormatError(`${where}: the codec '${name}' stands at a place where it can't be`);
  throw new UnsupportedFormatError(`${where}: the codec '${name}' is not known here; known: ${known.join(', ')}`);
}

class Pipeline implements ChunkDecoder {
  readonly bytes: number;
  readonly plain: boolean;
  readonly #arrays: readonly ArrayDecoder[];
  readonly #elements: ToElements;
  readonly #bytes: readonly BytesDecoder[];
  readonly #innerBytes: number;
  readonly #innerItem: number;

  constructor(
    type: ChunkType,
    arrays: readonly ArrayDecoder[],
    elements: ToElements,
    bytesDecoders: readonly BytesDecoder[],
  ) {
    const inner = arrays.at(-1)?.encoded ?? type;
    this.bytes = bytesOf(type);
    this.#innerBytes = bytesOf(inner);
    this.#innerItem = dtypeInfo(inner.dtype).itemsize;
    this.#arrays = arrays;
    this.#elements = elements;
    this.#bytes = [...bytesDecoders].reverse();
    this.plain = arrays.length === 0 && elements.plain && bytesDecoders.length === 0;
  }

  async decode(stored: Uint8Array, target: Uint8Array): Promise<void> {
    // Straight to the target, where no codec of arrays comes after.
    const direct = this.#arrays.length === 0;
    let elements = direct ? target : new Uint8Array(this.#innerBytes);
    const name = this.#elements.name;
    const raw = await this.#undoBytes(stored, elements);
    await named(name, () => this.#elements.decode(raw, elements));
    for (const [i, decoder] of [...this.#arrays.entries()].reverse()) {
      const into = i === 0 ? target : new Uint8Array(bytesOf((this.#arrays[i - 1] as ArrayDecoder).encoded));
      const from = aligned(elements, this.#innerItem);
      await named(decoder.name, () => decoder.decode(from, into));
      elements = into;
    }
  }

  async #undoBytes(stored: Uint8Array, elements: Uint8Array): Promise<Uint8Array> {
    const { length } = this.#bytes;
    let bytes = stored;
    for (const [i, decoder] of this.#bytes.entries()) {
      const last = i === length - 1 && this.#elements.name !== SHARDING;
      const limit = last ? this.#innerBytes : Math.max(LEAST_ROOM, this.#innerBytes * ROOM);
      const from = bytes;
      bytes = await named(decoder.name, () => decoder.decode(from, limit, last ? elements : undefined));
    }
    return bytes;
  }
}

function bytesOf({ shape, dtype }: ChunkType): number {
  return shape.reduce((product, extent) => product * extent, dtypeInfo(dtype).itemsize);
}

/** Says in the error which codec it was. */
async function named<T>(name: string, run: () => T | Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (cause) {
    const message = (cause as Error)?.message ?? String(cause);
    throw new Error(`${name}: ${message}`, { cause });
  }
}
