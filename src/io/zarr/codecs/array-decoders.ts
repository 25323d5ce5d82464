/** The codecs of arrays: transposition, differences, scaling, other element types. */
import { contiguousStrides, type DType, dtypeInfo, type TypedArray } from '../../../volume/index.js';
import { parseV2Type, parseV3Type } from '../element-type.js';
import { jsonText } from '../json.js';
import type { CodecMetadata } from '../metadata.js';
import type { ArrayDecoder, ChunkType } from './decoder.js';
import { lanesOf } from './lanes.js';

type Make = (configuration: CodecMetadata['configuration'], type: ChunkType, where: string) => Made | Promise<Made>;
type Made = Omit<ArrayDecoder, 'name'>;

/** By name; those of version 2 alone are there without their 'numcodecs.'. */
const DECODERS: Readonly<Record<string, Make>> = {
  transpose,
  delta,
  fixedscaleoffset: fixedScaleOffset,
  bitround: (_, type) => ({ encoded: type, decode: (encoded, target) => target.set(encoded) }),
  cast_value: (configuration, type, where) =>
    byZarrita('cast_value', configuration, type, parseV3Type(configuration.data_type, `${where}: cast_value`)),
  scale_offset: (configuration, type) => byZarrita('scale_offset', configuration, type, type.dtype),
};

/** The names of the codecs of arrays. */
export const ARRAY_CODECS: readonly string[] = Object.keys(DECODERS);

/** The decoder of a codec of chunks of `type`, or undefined if there is none of that name. @throws FormatError */
export async function arrayDecoder(
  { name, configuration }: CodecMetadata,
  type: ChunkType,
  where: string,
): Promise<ArrayDecoder | undefined> {
  const short = name.replace(/^numcodecs\./, '');
  const make = Object.hasOwn(DECODERS, short) ? DECODERS[short] : undefined;
  return make && { name: short, ...(await make(configuration, type, where)) };
}

/** Axis d of the encoded chunk is axis order[d] of the decoded one. */
function transpose({ order }: CodecMetadata['configuration'], type: ChunkType): Made {
  const { shape, dtype } = type;
  const axes =
    order === 'F' ? shape.map((_, d) => shape.length - 1 - d) : order === 'C' ? shape.map((_, d) => d) : order;
  const right = Array.isArray(axes) && axes.length === shape.length && shape.every((_, d) => axes.includes(d));
  if (!right) throw new Error(`transpose: order ${jsonText(order)} is no order of ${shape.length} axes`);
  const { itemsize } = dtypeInfo(dtype);
  const strides = contiguousStrides(shape);
  const encoded = { shape: axes.map((axis: number) => shape[axis] as number), dtype };
  const targetStrides = axes.map((axis: number) => strides[axis] as number);
  return {
    encoded,
    decode: (from, target) => scatter(encoded.shape, from, target, targetStrides, itemsize),
  };
}

/** Elements in C order of `shape`, to places with other strides. */
function scatter(
  shape: readonly number[],
  from: Uint8Array,
  target: Uint8Array,
  strides: readonly number[],
  itemsize: number,
): void {
  const source = lanesOf(from, itemsize);
  const into = lanesOf(target, itemsize).data;
  const { count, data } = source;
  let at = 0;
  const along = (d: number, place: number): void => {
    const extent = shape[d] ?? 1;
    const step = strides[d] ?? 1;
    if (d < shape.length - 1) {
      for (let i = 0; i < extent; i++) along(d + 1, place + i * step);
      return;
    }
    for (let i = 0; i < extent; i++) {
      for (let lane = 0; lane < count; lane++) into[(place + i * step) * count + lane] = data[at++] as number;
    }
  };
  along(0, 0);
}

function elementsOf(bytes: Uint8Array, dtype: DType): TypedArray {
  const { array, itemsize, components } = dtypeInfo(dtype);
  return new array(bytes.buffer, bytes.byteOffset, (bytes.byteLength / itemsize) * components);
}

function numericOnly(codec: string, dtype: DType): void {
  const { kind } = dtypeInfo(dtype);
  if (['unsigned', 'signed', 'float'].includes(kind) && dtype !== 'float16') return;
  throw new Error(`${codec} of ${dtype} is not read here`);
}

/** numcodecs' Delta: the first element, then differences. */
function delta({ astype }: CodecMetadata['configuration'], { shape, dtype }: ChunkType, where: string): Made {
  const stored = astype === undefined ? dtype : parseV2Type(astype, `${where}: delta`).dtype;
  for (const each of [dtype, stored]) numericOnly('delta', each);
  const wide = (each: DType): boolean => dtypeInfo(each).array.name.startsWith('Big');
  if (wide(dtype) !== wide(stored)) throw new Error(`delta of ${dtype} stored as ${stored} is not read here`);
  return {
    encoded: { shape, dtype: stored },
    decode: (encoded, target) => {
      // Numbers and bigints alike; integers wrap, as those they were made of did.
      const from = elementsOf(encoded, stored) as unknown as number[];
      const to = elementsOf(target, dtype) as unknown as number[];
      if (to.length > 0) to[0] = from[0] as number;
      for (let i = 1; i < to.length; i++) to[i] = (to[i - 1] as number) + (from[i] as number);
    },
  };
}

/** numcodecs' FixedScaleOffset: stored = round((value - offset) * scale). */
function fixedScaleOffset(
  { scale, offset, astype }: CodecMetadata['configuration'],
  { shape, dtype }: ChunkType,
  where: string,
): Made {
  const stored = astype === undefined ? dtype : parseV2Type(astype, `${where}: fixedscaleoffset`).dtype;
  for (const each of [dtype, stored]) {
    numericOnly('fixedscaleoffset', each);
    if (dtypeInfo(each).array.name.startsWith('Big')) throw new Error(`fixedscaleoffset of ${each} is not read here`);
  }
  if (typeof scale !== 'number' || typeof offset !== 'number' || scale === 0) {
    throw new Error(`fixedscaleoffset: scale ${jsonText(scale)} and offset ${jsonText(offset)} must be numbers`);
  }
  return {
    encoded: { shape, dtype: stored },
    decode: (encoded, target) => {
      const from = elementsOf(encoded, stored) as unknown as number[];
      const to = elementsOf(target, dtype) as unknown as number[];
      for (let i = 0; i < to.length; i++) to[i] = (from[i] as number) / scale + offset;
    },
  };
}

/** Codecs of which zarrita's are used: they are rare, and defined by it. */
async function byZarrita(
  name: string,
  configuration: CodecMetadata['configuration'],
  { shape, dtype }: ChunkType,
  stored: DType,
): Promise<Made> {
  for (const each of [dtype, stored]) numericOnly(name, each);
  const { registry } = await import('zarrita');
  const Codec = await registry.get(name as never)?.();
  const meta = { dataType: dtype, shape: [...shape], codecs: [], fillValue: null };
  const codec = Codec?.fromConfig(configuration, meta as never) as unknown as {
    decode(chunk: object): { readonly data: TypedArray };
  };
  const stride = contiguousStrides(shape);
  return {
    encoded: { shape, dtype: stored },
    decode: (encoded, target) => {
      const { data } = codec.decode({ data: elementsOf(encoded, stored), shape, stride });
      target.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    },
  };
}
