/** The codecs of bytes: compressors, checksums, shuffling. */
import * as zlib from 'node:zlib';
import { bloscDecode, zstdDecode, zstdIsNative } from '../../../kernels/index.js';
import type { CodecMetadata } from '../metadata.js';
import { crc32c } from './crc32c.js';
import type { BytesDecoder } from './decoder.js';

type Decode = BytesDecoder['decode'];
type Configuration = CodecMetadata['configuration'];

/** What numcodecs' modules export. */
interface Numcodec {
  fromConfig(config: { readonly id: string }): { decode(input: Uint8Array): Uint8Array | Promise<Uint8Array> };
}

const BLOSC_HEADER = 16;
const CHECKSUM = 4;
const SHUFFLED_BY_DEFAULT = 4;

/** By name; those of version 2 alone are there without their 'numcodecs.'. */
const DECODERS: Readonly<Record<string, (configuration: Configuration) => Decode>> = {
  gzip: () => (input, limit) => zlib.gunzipSync(input, bounded(limit)),
  zlib: () => (input, limit) => zlib.inflateSync(input, bounded(limit)),
  zstd: () => (zstdIsNative() ? native(zstdDecode, zstdSize) : wasm(() => import('numcodecs/zstd'), 'zstd', zstdSize)),
  lz4: () => wasm(() => import('numcodecs/lz4'), 'lz4', lz4Size),
  blosc: () => {
    const other = wasm(() => import('numcodecs/blosc'), 'blosc', bloscSize);
    const here = native(bloscDecode, bloscSize);
    return (input, limit, target) => here(input, limit, target) ?? other(input, limit, target);
  },
  crc32c: ({ location = 'end' }) => checkedBy(location === 'start'),
  shuffle: ({ elementsize = SHUFFLED_BY_DEFAULT }) => unshuffle(Number(elementsize)),
};

/** The names of the codecs of bytes. */
export const BYTES_CODECS: readonly string[] = Object.keys(DECODERS);

/** The decoder of a codec, or undefined if there is none of that name. */
export function bytesDecoder({ name, configuration }: CodecMetadata): BytesDecoder | undefined {
  const short = name.replace(/^numcodecs\./, '');
  if (!Object.hasOwn(DECODERS, short)) return undefined;
  return { name: short, decode: DECODERS[short]?.(configuration) as Decode };
}

/** One piece of memory, and an end to what claims to be endless. */
function bounded(limit: number): zlib.ZlibOptions {
  return { chunkSize: Math.max(64, limit + 1), maxOutputLength: limit + 1 };
}

/** What decodes into given memory and says how many bytes it wrote; undefined where it can't decode these. */
type DecodeInto = (input: Uint8Array, target: Uint8Array) => number | undefined;

/** By the machine's library, straight into the target. */
function native<D extends DecodeInto>(decodeInto: D, sizeOf: (input: Uint8Array) => number) {
  return (input: Uint8Array, limit: number, target?: Uint8Array): ResultOf<D> => {
    const size = withinLimit(sizeOf(input), limit);
    const into = target ?? new Uint8Array(size || limit);
    const length = decodeInto(input, into);
    if (length === undefined) return undefined as ResultOf<D>;
    return length === into.length ? into : into.subarray(0, length);
  };
}

type ResultOf<D extends DecodeInto> = Uint8Array | Extract<ReturnType<D>, undefined>;

function withinLimit(size: number, limit: number): number {
  if (size <= limit) return size;
  throw new Error(`says it gives ${size} bytes, but ${limit} are wanted`);
}

/** By numcodecs, which is loaded when it is first needed. */
function wasm(load: () => Promise<{ default: unknown }>, id: string, sizeOf: (input: Uint8Array) => number): Decode {
  let codec: ReturnType<Numcodec['fromConfig']> | undefined;
  return async (input, limit) => {
    withinLimit(sizeOf(input), limit);
    codec ??= ((await load()).default as Numcodec).fromConfig({ id });
    return codec.decode(input);
  };
}

function viewOf(input: Uint8Array, least: number): DataView {
  if (input.length < least) throw new Error(`${input.length} bytes are too few for a header`);
  return new DataView(input.buffer, input.byteOffset, input.byteLength);
}

function bloscSize(input: Uint8Array): number {
  const view = viewOf(input, BLOSC_HEADER);
  const stored = view.getUint32(12, true);
  if (stored > input.length) throw new Error(`says it has ${stored} bytes, but there are ${input.length}`);
  return view.getUint32(4, true);
}

function lz4Size(input: Uint8Array): number {
  return viewOf(input, 4).getUint32(0, true);
}

/** The size in a frame's header (RFC 8878, 3.1.1.1); 0 where it says none. */
function zstdSize(input: Uint8Array): number {
  const view = viewOf(input, 6);
  if (view.getUint32(0, true) !== 0xfd2fb528) throw new Error('is no Zstandard frame');
  const descriptor = view.getUint8(4);
  const single = (descriptor >> 5) & 1;
  const code = descriptor >> 6;
  const at = 5 + (single ? 0 : 1) + ([0, 1, 2, 4][descriptor & 3] as number);
  if (code === 0) return single ? viewOf(input, at + 1).getUint8(at) : 0;
  if (code === 1) return viewOf(input, at + 2).getUint16(at, true) + 256;
  if (code === 2) return viewOf(input, at + 4).getUint32(at, true);
  return Number(viewOf(input, at + 8).getBigUint64(at, true));
}

function checkedBy(first: boolean): Decode {
  return (input) => {
    const view = viewOf(input, CHECKSUM);
    const said = view.getUint32(first ? 0 : input.length - CHECKSUM, true);
    const rest = first ? input.subarray(CHECKSUM) : input.subarray(0, -CHECKSUM);
    const found = crc32c(rest);
    if (found !== said) throw new Error(`the checksum is ${found}, the chunk says ${said}`);
    return rest;
  };
}

/** Bytes that were put together by their place in elements: all first ones, all second ones ... and a rest. */
function unshuffle(size: number): Decode {
  if (!Number.isSafeInteger(size) || size < 1) throw new Error(`no shuffling of elements of ${size} bytes`);
  return (input) => {
    const count = Math.floor(input.length / size);
    const result = new Uint8Array(input.length);
    for (let byte = 0; byte < size; byte++) {
      for (let i = 0; i < count; i++) result[i * size + byte] = input[byte * count + i] as number;
    }
    result.set(input.subarray(count * size), count * size);
    return result;
  };
}
