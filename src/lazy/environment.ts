/** What evaluating needs of the thread it runs in: open readers, functions, memory for a while, blocks to keep. */
import { isNativeError } from 'node:util/types';
import { asMemoryLimit, ComputeError } from '../errors.js';
import type { Region, TypedArray } from '../volume/index.js';
import type { Place } from './copy.js';
import type { BlockFunction, BlocksNode, ChunkReader, ChunkWriter, ModuleFunction, Node, SourceNode } from './graph.js';
import { regionText } from './grid.js';
import { Scratch } from './scratch.js';

/** Fills `place` with the voxels of `region`. */
export type Fill = (env: Environment, node: Node, region: Region, place: Place) => Promise<void>;

/** What an environment is made with. */
export interface EnvironmentOptions {
  readonly signal?: AbortSignal;
  /** Bytes of blocks that are kept. */
  readonly blockLimit: number;
  readonly elsewhere?: Environment['elsewhere'];
  /** Memory that outlives this computation. */
  readonly scratch?: Scratch;
}

/** How long work that waits for nothing goes on before messages, such as that of an abort, are let in. */
const TURN_MS = 30;

/** One computation in one thread. Whoever makes it closes it. */
export class Environment {
  readonly scratch: Scratch;
  readonly #ownScratch: boolean;
  readonly #readers = new Map<number, Promise<ChunkReader>>();
  #writer: Promise<ChunkWriter> | undefined;
  readonly #functions = new Map<string, Promise<unknown>>();
  readonly #blocks = new Map<string, Promise<TypedArray>>();
  /** The bytes of those that are computed. */
  readonly #finished = new Map<string, number>();
  #blockBytes = 0;
  #turned = performance.now();
  readonly #blockLimit: number;
  readonly signal: AbortSignal | undefined;
  /** Fills a place in another thread, for nodes that can go there. */
  readonly elsewhere: ((node: Node, region: Region, place: Place) => Promise<void> | undefined) | undefined;

  constructor(options: EnvironmentOptions) {
    this.scratch = options.scratch ?? new Scratch();
    this.#ownScratch = options.scratch === undefined;
    this.signal = options.signal;
    this.#blockLimit = options.blockLimit;
    this.elsewhere = options.elsewhere;
  }

  /** Lets messages in, now and then. @throws the signal's reason. */
  async turn(): Promise<void> {
    const now = performance.now();
    if (now - this.#turned < TURN_MS) return;
    await new Promise((resolve) => setImmediate(resolve));
    this.#turned = performance.now();
    this.signal?.throwIfAborted();
  }

  /** The reader of a source, opened at its first use. */
  reader(node: SourceNode): Promise<ChunkReader> {
    let reader = this.#readers.get(node.id);
    if (reader === undefined) {
      const { origin } = node;
      reader = 'reader' in origin ? Promise.resolve(origin.reader) : this.#openReader(origin);
      this.#readers.set(node.id, reader);
    }
    return reader;
  }

  async #openReader(origin: ModuleFunction): Promise<ChunkReader> {
    const open = await this.#imported(origin);
    const reader = (await open(...(origin.args ?? []))) as ChunkReader;
    if (typeof reader?.read !== 'function') {
      throw new TypeError(`${origin.export} of ${String(origin.module)} gave no ChunkReader (it has no read())`);
    }
    return reader;
  }

  /** The writer that this computation stores into, opened at its first use; there is one. */
  writer(sink: ModuleFunction): Promise<ChunkWriter> {
    this.#writer ??= this.#openWriter(sink);
    return this.#writer;
  }

  async #openWriter(sink: ModuleFunction): Promise<ChunkWriter> {
    const open = await this.#imported(sink);
    const writer = (await open(...(sink.args ?? []))) as ChunkWriter;
    if (typeof writer?.write !== 'function') {
      throw new TypeError(`${sink.export} of ${String(sink.module)} gave no ChunkWriter (it has no write())`);
    }
    return writer;
  }

  /** The function of a node that maps blocks. */
  async blockFunction({ fn }: BlocksNode): Promise<BlockFunction> {
    if (typeof fn === 'function') return fn;
    const imported = await this.#imported(fn);
    return (block, info) => imported(block, info, ...(fn.args ?? [])) as ReturnType<BlockFunction>;
  }

  async #imported({ module, export: name }: ModuleFunction): Promise<(...args: unknown[]) => unknown> {
    const href = String(module);
    let imports = this.#functions.get(href);
    if (imports === undefined) {
      imports = import(href);
      this.#functions.set(href, imports);
    }
    const found = ((await imports) as Record<string, unknown>)[name];
    if (typeof found !== 'function') throw new TypeError(`${href} exports no function ${name}`);
    return found as (...args: unknown[]) => unknown;
  }

  /** A block that may be needed in parts: computed once while there is room for it. */
  async block(node: Node, chunk: readonly number[], compute: () => Promise<TypedArray>): Promise<TypedArray> {
    const key = `${node.id}:${chunk.join()}`;
    let block = this.#blocks.get(key);
    if (block !== undefined) {
      // The most recently used is last.
      this.#blocks.delete(key);
      this.#blocks.set(key, block);
      return block;
    }
    block = compute();
    this.#blocks.set(key, block);
    try {
      const data = await block;
      const bytes = data.byteLength;
      this.#finished.set(key, bytes);
      this.#blockBytes += bytes;
      this.#dropBlocks(key);
      return data;
    } catch (error) {
      this.#blocks.delete(key);
      throw error;
    }
  }

  #dropBlocks(newest: string): void {
    for (const key of this.#blocks.keys()) {
      if (this.#blockBytes <= this.#blockLimit) return;
      // One that is still computed may be waiting for the newest: it must not be waited for here.
      const bytes = this.#finished.get(key);
      if (key === newest || bytes === undefined) continue;
      this.#blocks.delete(key);
      this.#finished.delete(key);
      this.#blockBytes -= bytes;
    }
  }

  /** Closes the readers and the writer. */
  async close(): Promise<void> {
    const readers = [...this.#readers.values()];
    this.#readers.clear();
    this.#blocks.clear();
    this.#finished.clear();
    this.#blockBytes = 0;
    if (this.#ownScratch) this.scratch.clear();
    const writer = this.#writer;
    this.#writer = undefined;
    await (await writer?.catch(() => undefined))?.close?.();
    for (const reader of readers) {
      const open = await reader.catch(() => undefined);
      await open?.close?.();
    }
  }
}

/** The failure of one chunk, with its place named; an abort stays what it is. */
export function chunkError(what: string, region: Region, error: unknown, signal?: AbortSignal): unknown {
  if (signal?.aborted === true && error === signal.reason) return error;
  if (error instanceof ComputeError) return error;
  const cause = asMemoryLimit(what, error);
  const message = isNativeError(cause) ? cause.message : String(cause);
  return new ComputeError(`compute: ${what}, chunk ${regionText(region)}: ${message}`, { cause });
}
