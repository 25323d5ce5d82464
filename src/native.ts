/** The only loader of the native addons, and their types. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import {
  ArgumentError,
  type ImgLib2NodeError,
  JvmStartError,
  javaErrorOf,
  MemoryLimitError,
  NativeError,
  ReleasedError,
  SharingError,
} from './errors.js';
import type { ComplexCalls, Failed, FileCalls, RegionCalls } from './native-regions.js';

/** The JavaScript claim on one native block. */
export interface NativeBlock {
  /** The MemoryBlock that uses this object; kept here so that it lives exactly as long. */
  owner?: unknown;
  readonly id: number;
  readonly address: bigint;
  readonly byteLength: number;
  /** A new ArrayBuffer over the block. */
  buffer(): ArrayBuffer | Failed;
  close(): void;
}

/** One live block, as `memoryReport()` shows it: how many claims each side has on it. */
export interface BlockReport {
  readonly id: number;
  readonly address: bigint;
  readonly byteLength: number;
  readonly javascript: number;
  readonly java: number;
  readonly native: number;
}

/** The JavaScript hold on one registered Java image. */
export interface NativeImage {
  readonly id: number;
  close(): Failed | undefined;
}

/** A change of a block that another thread made. */
export interface PostedChange {
  readonly block: number;
  readonly start: number;
  readonly end: number;
  readonly detail: number[];
}

/** What a decoder says when it fails: its status, bytes read and written, the code and the size of the code table. */
export type DecodeEnd = readonly [status: number, from: number, to: number, code: number, table: number];

/**
 * The kernels of the core addon (native/kernels_addon.cc). Element types, reductions and operations are numbers of the
 * tables in src/kernels; each call checks that it stays inside the arrays, and refuses with an ArgumentError otherwise.
 */
export interface KernelCalls extends RegionCalls, FileCalls, ComplexCalls {
  reduce(
    op: number,
    source: ArrayBufferView,
    type: number,
    outer: number,
    axis: number,
    inner: number,
    accumulator: ArrayBufferView,
    accumulatorType: number,
  ): Failed | undefined;
  argReduce(
    greatest: boolean,
    source: ArrayBufferView,
    type: number,
    outer: number,
    axis: number,
    inner: number,
    start: number,
    values: ArrayBufferView,
    indices: ArrayBufferView,
  ): Failed | undefined;
  moments(
    source: ArrayBufferView,
    type: number,
    outer: number,
    axis: number,
    inner: number,
    count: number,
    means: ArrayBufferView,
    squares: ArrayBufferView,
  ): Failed | undefined;
  cast(
    source: ArrayBufferView,
    sourceType: number,
    target: ArrayBufferView,
    targetType: number,
    count: number,
  ): Failed | undefined;
  /** `operands`: array, type, offset and strides of each. False: an exponent of integers is negative. */
  elementwise(
    op: number,
    type: number,
    target: ArrayBufferView,
    shape: readonly number[],
    ...operands: readonly (ArrayBufferView | number | readonly number[])[]
  ): Failed | boolean;
  /** Strides and offsets in elements of `width` bytes. */
  copy(
    shape: readonly number[],
    width: number,
    source: ArrayBufferView,
    sourceOffset: number,
    sourceStrides: readonly number[],
    target: ArrayBufferView,
    targetOffset: number,
    targetStrides: readonly number[],
  ): Failed | undefined;
  /** `target` may be `source`. */
  sort(
    source: ArrayBufferView,
    target: ArrayBufferView,
    type: number,
    rows: number,
    length: number,
    descending: boolean,
  ): Failed | undefined;
  argSort(
    elements: ArrayBufferView,
    type: number,
    rows: number,
    length: number,
    descending: boolean,
    indices: ArrayBufferView,
  ): Failed | undefined;
  scan(
    product: boolean,
    elements: ArrayBufferView,
    type: number,
    outer: number,
    axis: number,
    inner: number,
  ): Failed | undefined;
  lzw(source: Uint8Array, target: Uint8Array): Failed | DecodeEnd | undefined;
  inflate(source: Uint8Array, target: Uint8Array): Failed | DecodeEnd | undefined;
  /** Two streams at once. False: one of them failed, or both. */
  inflatePair(source: Uint8Array, target: Uint8Array, source2: Uint8Array, target2: Uint8Array): Failed | boolean;
  packBits(source: Uint8Array, target: Uint8Array): Failed | DecodeEnd | undefined;
  restoreRows(
    elements: ArrayBufferView,
    width: number,
    rowLength: number,
    samples: number,
    predictor: number,
    swapped: boolean,
  ): Failed | undefined;
  sumAlongAxis(
    source: ArrayBufferView,
    type: number,
    outer: number,
    length: number,
    inner: number,
    target: ArrayBufferView,
    targetType: number,
    count: number,
    taps: number,
    indices: Int32Array,
    weights: Float64Array,
    outside: number,
    poles: Float64Array,
    boundary: number,
  ): Failed | undefined;
  takeAlongAxis(
    source: ArrayBufferView,
    type: number,
    outer: number,
    length: number,
    inner: number,
    target: ArrayBufferView,
    count: number,
    indices: Int32Array,
  ): Failed | undefined;
  splineAlongAxis(
    source: ArrayBufferView,
    type: number,
    outer: number,
    length: number,
    inner: number,
    poles: Float64Array,
    boundary: number,
    target: ArrayBufferView,
  ): Failed | undefined;
  histogram(source: ArrayBufferView, type: number, edges: Float64Array, counts: Float64Array): Failed | undefined;
  sampleAffine(
    source: ArrayBufferView,
    sourceShape: readonly number[],
    target: ArrayBufferView,
    targetShape: readonly number[],
    targetType: number,
    matrix: Float64Array,
    offset: Float64Array,
    order: number,
    beyond: number,
    constant: number,
  ): Failed | undefined;
  roundTo(source: ArrayBufferView, target: ArrayBufferView, type: number): Failed | undefined;
  /** `places`: for each axis `shape + size - 1` indices, -1 for `outside`, which is an array of one element. */
  medianFilter(
    source: ArrayBufferView,
    type: number,
    shape: readonly number[],
    sizes: readonly number[],
    places: Int32Array,
    footprint: Uint8Array,
    outside: ArrayBufferView,
    target: ArrayBufferView,
  ): Failed | undefined;
  boxMean(
    source: ArrayBufferView,
    type: number,
    shape: readonly number[],
    factors: readonly number[],
    padded: boolean,
    outside: number,
    target: ArrayBufferView,
    targetType: number,
  ): Failed | undefined;
}

/** Chunks for viewers (native/chunks_addon.cc). */
export interface ChunkCalls {
  /**
   * A box of strided memory, off this thread. `origin` is the byte of voxel [0, ..., 0], `type` a number of CHUNK_SOURCES,
   * `axes` extent, stride, start, length and factor of each axis, slowest first.
   */
  cut(
    block: number,
    origin: number,
    type: number,
    swapped: boolean,
    floats: boolean,
    middle: boolean,
    axes: readonly number[],
  ): Promise<ArrayBuffer | Failed> | Failed;
  /** The same before it returns. */
  cutNow(...args: Parameters<ChunkCalls['cut']>): ArrayBuffer | Failed;
}

/**
 * The codecs of the core addon (native/codecs_addon.cc), through the libzstd and liblz4 of the machine, where it has them.
 * `codec` and `shuffle` are numbers of blosc's format. Results are numbers of bytes written.
 */
export interface CodecCalls {
  hasZstd(): Failed | boolean;
  zstdCompress(source: Uint8Array, target: Uint8Array, level: number, checksum: boolean): Failed | number;
  zstdDecompress(source: Uint8Array, target: Uint8Array): Failed | number;
  hasBlosc(codec: number): Failed | boolean;
  bloscCompress(
    source: Uint8Array,
    target: Uint8Array,
    codec: number,
    high: boolean,
    level: number,
    shuffle: number,
    width: number,
    blockSize: number,
  ): Failed | number;
  bloscCodec(source: Uint8Array): Failed | number;
  bloscDecompress(source: Uint8Array, target: Uint8Array): Failed | number;
}

interface CoreAddon {
  readonly codecs: CodecCalls;
  readonly kernels: KernelCalls;
  readonly chunks: ChunkCalls;
  /** `unset`: with any bytes in it, for who writes all of them; kept for the next when it is freed. */
  allocate(byteLength: number, unset: boolean): NativeBlock | Failed;
  map(path: string, offset: number, byteLength: number, shared: boolean): NativeBlock | Failed;
  adopt(buffer: ArrayBufferLike): NativeBlock | Failed;
  attach(id: number): NativeBlock | Failed;
  detach(buffer: ArrayBufferLike): Failed | undefined;
  /** For tests: from now on no block gets an ArrayBuffer, as in runtimes that refuse external ones (Electron). */
  refuseBuffers(): void;
  /** Keeps a block for who attaches to it later; 0 if it is gone. */
  hold(id: number): Failed | number;
  letGo(hold: number): Failed | boolean;
  totalBytes(): number;
  /** Frees what was kept for that many milliseconds. Whether there is more to come. */
  trimSpare(age: number): boolean;
  /** Collects JavaScript's garbage now and drops what it held. */
  collect(): Failed | undefined;
  listen(callback: () => void): Failed | undefined;
  subscribe(id: number, on: boolean): Failed | undefined;
  post(id: number, start: number, end: number, detail: readonly number[]): Failed | undefined;
  takeChanges(): PostedChange[] | Failed;
  report(): BlockReport[] | Failed;
  api(): unknown;
}

interface JniAddon {
  connect(api: unknown): Failed | undefined;
  createImage(
    block: number,
    byteOffset: number,
    byteLength: number,
    readOnly: boolean,
    dtype: number,
    layout: readonly number[],
  ): NativeImage | Failed;
  /** Ends the registration of images whose JavaScript object was collected, and collects Java's garbage. */
  collect(): Failed | undefined;
  /** Whether a VM runs in this process and has loaded the addon. */
  running(): Failed | boolean;
  /** This thread serves requests for cells; `callback` is called when there is something to take. */
  serveCells(callback: () => void): Failed | undefined;
  /** Up to `count` requests, newest first: image and cell of each, one after the other. They are out until `doneCell`. */
  takeCells(count: number): number[] | Failed;
  doneCell(image: number, cell: number): Failed | undefined;
  /** Drops the requests of an image. */
  forgetCells(image: number): Failed | undefined;
  /** Whether Java took the cell; it has a claim on the block then. */
  deliverCell(image: number, cell: number, block: number, byteOffset: number, byteLength: number): boolean | Failed;
}

const require = createRequire(import.meta.url);

/** Where an addon of this package lies; Java loads the JNI addon from the same file. */
export function addonPath(name: 'core' | 'jni'): string {
  return fileURLToPath(new URL(`../build/Release/${name}.node`, import.meta.url));
}

/** Whether an addon was built. */
export function addonBuilt(name: 'core' | 'jni'): boolean {
  return existsSync(addonPath(name));
}

let coreAddon: CoreAddon | undefined;
let jniAddon: JniAddon | undefined;

/** The core addon. @throws NativeError that says how to build it, if it cannot be loaded. */
export function core(): CoreAddon {
  coreAddon ??= load('core') as CoreAddon;
  return coreAddon;
}

/** The JNI addon, connected to the core. @throws NativeError if it was not built: it needs a JDK. */
export function jni(): JniAddon {
  if (jniAddon === undefined) {
    const addon = load('jni') as JniAddon;
    checked(addon.connect(core().api()));
    jniAddon = addon;
  }
  return jniAddon;
}

function load(name: 'core' | 'jni'): unknown {
  const path = addonPath(name);
  try {
    return require(path);
  } catch (cause) {
    const what = existsSync(path)
      ? `it is there but does not load in Node ${process.versions.node} (built for another version?)`
      : name === 'jni'
        ? 'it was not built: it needs a JDK (java and jni.h)'
        : 'it was not built';
    throw new NativeError(`the native addon ${name}.node: ${what}; run "npm run setup" in the package's folder`, {
      cause,
    });
  }
}

/** The result of an addon's call, or its failure thrown as the error it names. */
export function checked<T>(result: T | Failed): T {
  if (typeof result === 'object' && result !== null && 'failed' in result) throw toError(result);
  return result as T;
}

function toError(failed: Failed): ImgLib2NodeError {
  switch (failed.failed) {
    case 'ArgumentError':
      return new ArgumentError(failed.message);
    case 'MemoryLimitError':
      return new MemoryLimitError(`${failed.message}; close volumes that are no longer used, or ask for less`);
    case 'SharingError':
      return new SharingError(failed.message);
    case 'ReleasedError':
      return new ReleasedError(failed.message);
    case 'JvmStartError':
      return new JvmStartError(failed.message);
    case 'JavaError':
      return javaErrorOf(
        failed.throwables.map((thrown) => ({ ...thrown, javaFrames: thrown.javaFrames.split('\n').filter(Boolean) })),
      );
    default:
      return new NativeError(failed.message);
  }
}
