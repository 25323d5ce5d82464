/** Bytes compressed, in the thread that calls: by native code where there is some, else by numcodecs' WebAssembly. */
import * as zlib from 'node:zlib';
import { UnsupportedFormatError } from '../../../errors.js';
import { bloscEncode, bloscIsNative, bloscRoom, zstdEncode, zstdIsNative, zstdRoom } from '../../../kernels/index.js';
import { newElements } from '../../../volume/index.js';
import type { CodecMetadata } from '../metadata.js';

/** Compresses. What it gives at once, not as a promise, is valid until it is called again. */
export type Encode = (bytes: Uint8Array) => Uint8Array | Promise<Uint8Array>;

type ZstdSync = (input: Uint8Array, options: { params: Record<number, number> }) => Uint8Array;

// The types are those of Node 20, which lacks it.
const zstdCompressSync = (zlib as unknown as { zstdCompressSync?: ZstdSync }).zstdCompressSync;
/** ZSTD_c_compressionLevel, ZSTD_c_checksumFlag. */
const [LEVEL, CHECKSUM] = [100, 201];
const SHUFFLES = ['noshuffle', 'shuffle', 'bitshuffle'];

/** What encodes a codec that `compressionCodec` gave. @throws UnsupportedFormatError for another. */
export function openEncoder({ name, configuration }: CodecMetadata): Encode {
  const settings = configuration as Readonly<Record<string, never>>;
  switch (name) {
    case 'gzip':
      return (bytes) => zlib.gzipSync(bytes, { level: settings.level, chunkSize: Math.max(1024, bytes.length) });
    case 'zstd':
      return zstdEncoder(settings as never);
    case 'blosc':
      return bloscEncoder(settings as never);
    default:
      throw new UnsupportedFormatError(`the codec ${name} is not written here`);
  }
}

function zstdEncoder({ level, checksum }: { level: number; checksum: boolean }): Encode {
  if (zstdIsNative()) {
    return intoScratch(zstdRoom, (bytes, target) => zstdEncode(bytes, target, level, checksum));
  }
  if (zstdCompressSync !== undefined) {
    const params = { [LEVEL]: level, [CHECKSUM]: checksum ? 1 : 0 };
    return (bytes) => zstdCompressSync(bytes, { params });
  }
  if (checksum) {
    throw new UnsupportedFormatError('zstd with checksum needs libzstd or Node 22.15; leave the checksum out');
  }
  return numcodecs('Zstd', { level });
}

function bloscEncoder(settings: {
  cname: string;
  clevel: number;
  shuffle: string;
  typesize: number;
  blocksize: number;
}): Encode {
  const { cname, clevel, typesize, blocksize } = settings;
  const shuffle = SHUFFLES.indexOf(settings.shuffle);
  if (!bloscIsNative(cname)) return numcodecs('Blosc', { cname, clevel, shuffle, blocksize });
  return intoScratch(bloscRoom, (bytes, target) =>
    bloscEncode(bytes, target, { cname, clevel, shuffle, typesize, blocksize }),
  );
}

/** One target for all calls. */
function intoScratch(
  room: (length: number) => number,
  encode: (bytes: Uint8Array, target: Uint8Array) => number,
): Encode {
  let target: Uint8Array = new Uint8Array(0);
  return (bytes) => {
    if (target.length < room(bytes.length)) target = newElements('writeZarr', 'uint8', room(bytes.length));
    return target.subarray(0, encode(bytes, target));
  };
}

function numcodecs(name: 'Zstd' | 'Blosc', configuration: object): Encode {
  let codec: Promise<{ encode(bytes: Uint8Array): Uint8Array | Promise<Uint8Array> }> | undefined;
  return async (bytes) => {
    codec ??= import('numcodecs').then((module) => module[name].fromConfig({ id: name, ...configuration } as never));
    return (await codec).encode(bytes);
  };
}
