/** One computation: plans it in steps, has them done here or in the worker threads, and cleans up. */
import { createVolume, dtypeInfo, type Region, type Volume } from '../volume/index.js';
import { addDemand, bytesBelow, type Demand, forEachPart, workingBytes } from './demand.js';
import { inputRegion } from './evaluate-reduce.js';
import { throughView } from './evaluate-view.js';
import type { JoinNode, ModuleFunction, Node, ReduceNode, ViewNode } from './graph.js';
import { cutFirstAxis, joinedChunks, piecesOf, sizeOf, wholeRegion } from './grid.js';
import { JobRun } from './job-run.js';
import { inLanes } from './lanes.js';
import { isPortable, replaced, runsFunctions } from './portable.js';
import { reduceInLanes } from './reduce-lanes.js';
import { moved, type RunContext, type RunOptions, type Target } from './steps.js';
import { storeInModule } from './store-module.js';
import { isDivisible } from './tiles.js';

/** What takes a block of a result: a contiguous volume, until the promise is settled. */
export type BlockWriter = (block: Volume, region: Region) => void | Promise<void>;

/** What is read in this thread, rather than waiting for a worker to start. */
const SMALL_BYTES = 8 * 1024 * 1024;
/** How many chunks of a source a thread is given at a time: at most so many bytes, and so many times for each thread. */
const MOST_TOGETHER = 4 * 1024 * 1024;
const PARTS_A_THREAD = 8;

/** One computation. Close it whatever happens. */
export class Run implements RunContext {
  readonly options: RunOptions;
  // What goes wrong in one part ends the others, also those in workers.
  readonly #controller = new AbortController();
  readonly #kept = new Map<ReduceNode, { region: Region; volume: Volume }>();
  #done = 0;
  #total = 0;

  constructor(options: RunOptions) {
    this.options = options;
    const { signal } = options;
    signal?.addEventListener('abort', this.#abort, { once: true });
    if (signal?.aborted) this.#abort();
  }

  readonly #abort = (): void => this.#controller.abort(this.options.signal?.reason);

  /** Aborted by the caller's signal, or because a part has failed. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Fills a volume of the region's shape. */
  into(node: Node, region: Region, volume: Volume): Promise<void> {
    return this.#step(node, region, { volume, offset: 0, strides: volume.strides });
  }

  /** Hands over all of a node, block by block. */
  async toWriter(node: Node, write: BlockWriter): Promise<void> {
    const whole = wholeRegion(node.shape);
    const ready = await this.#prepared(node, whole);
    const regions = [...piecesOf(whole, ready.chunks)].map(({ region }) => region);
    this.expect(regions.length);
    const inner = new Run({ ...this.options, signal: this.signal, concurrency: 1, onProgress: () => {} });
    try {
      await this.lanes(regions, this.#lanesFor(ready, regions[0]), async (region) => {
        const block = createVolume(region.shape, ready.dtype);
        try {
          await inner.into(ready, region, block);
          await write(block, region);
        } finally {
          block.close();
        }
        this.advance();
      });
    } finally {
      inner.close();
    }
  }

  /** Says that so many more parts will come. */
  expect(parts: number): void {
    this.#total += parts;
  }

  /** Says that a part is done. */
  advance(): void {
    this.#done += 1;
    this.options.onProgress(this.#done, this.#total);
  }

  /** Does something for each item, `limit` at a time; the first failure ends the others, here and in workers. */
  lanes<T>(items: readonly T[], limit: number, use: (item: T, lane: number) => Promise<void>): Promise<void> {
    return inLanes(items, limit, this.signal, use, (error) => this.#controller.abort(error));
  }

  /** What does the parts of a step, in workers if they can and it is worth it. The caller closes it. */
  openJob(node: Node, bytes: number, volumes: readonly Volume[]): JobRun {
    const away = isPortable(node) && (bytes > SMALL_BYTES || runsFunctions(node));
    return new JobRun({ root: node, away, volumes, signal: this.signal, options: this.options });
  }

  /** What writes blocks, in workers where `away`. The caller closes it. */
  openWriteJob(node: Node, away: boolean): JobRun {
    return new JobRun({ root: node, away, volumes: [], signal: this.signal, options: this.options });
  }

  /** Hands over all of a node, block by block, to the writer of a module. */
  async toModule(node: Node, sink: ModuleFunction): Promise<void> {
    const ready = await this.#prepared(node, wholeRegion(node.shape));
    const inner = new Run({ ...this.options, signal: this.signal, onProgress: () => {} });
    try {
      await storeInModule(this, (part, region, volume) => inner.into(part, region, volume), ready, sink);
    } finally {
      inner.close();
    }
  }

  async #step(node: Node, region: Region, target: Target): Promise<void> {
    if (region.shape.includes(0)) return;
    if (node.kind === 'view' && showsEachOnce(node, region)) {
      const seen = throughView(node, region, target);
      await this.#step(node.input, seen.region, seen.place);
    } else if (node.kind === 'rechunk') await this.#step(node.input, region, target);
    else if (node.kind === 'join' && joinsReductions(node)) {
      const parts: [Node, Region, Target][] = [];
      forEachPart(node, region, (input, part, from) => parts.push([input, part, moved(target, from)]));
      for (const part of parts) await this.#step(...part);
    } else if (node.kind === 'reduce') {
      const input = await this.#prepared(node.input, inputRegion(node, region));
      const ready = input === node.input ? node : { ...node, input };
      const alone = reduceInLanes(this, ready, region, target);
      if (alone === undefined) await this.#fill(ready, region, target);
      else await alone;
    } else await this.#fill(await this.#prepared(node, region), region, target);
  }

  /**
   * The node over reductions that are computed already: each once, where what is needed of it is small enough to be kept;
   * of others every part of the result computes what it needs.
   */
  async #prepared(node: Node, region: Region): Promise<Node> {
    const demand: Demand = { bytes: 0, reductions: new Map() };
    addDemand(node, region, demand);
    const known = new Map<Node, Node>();
    for (const [reduction, part] of demand.reductions) {
      const bytes = sizeOf(part.shape) * dtypeInfo(reduction.dtype).itemsize;
      if (bytes > this.options.memoryLimit / 2) continue;
      const { volume, region: kept } = await this.#keep(reduction, part);
      const { id, shape, dtype, chunks } = reduction;
      known.set(reduction, { id, kind: 'memory', shape, dtype, chunks, volume, start: kept.start });
    }
    return known.size === 0 ? node : replaced(node, (each) => known.get(each));
  }

  async #keep(reduction: ReduceNode, region: Region): Promise<{ region: Region; volume: Volume }> {
    const before = this.#kept.get(reduction);
    if (before !== undefined && holds(before.region, region)) return before;
    const volume = createVolume(region.shape, reduction.dtype);
    before?.volume.close();
    this.#kept.set(reduction, { region, volume });
    await this.into(reduction, region, volume);
    return { region, volume };
  }

  async #fill(node: Node, region: Region, target: Target): Promise<void> {
    const regions = this.#cut(node, region);
    this.expect(regions.length);
    const job = this.openJob(node, bytesBelow(node, region), [target.volume]);
    try {
      await this.lanes(regions, this.#lanesFor(node, regions[0]), async (part) => {
        const from = part.start.map((at, d) => at - (region.start[d] as number));
        const { offset, strides } = moved(target, from);
        await job.do({ kind: 'fill', node: node.id, region: part, spot: { volume: 0, offset, strides } });
        this.advance();
      });
    } finally {
      await job.close();
    }
  }

  /** Chunks; where those are few and can be divided, parts of them, so that every lane has one. */
  #cut(node: Node, region: Region): Region[] {
    const { concurrency } = this.options;
    const { itemsize } = dtypeInfo(node.dtype);
    const bytes = sizeOf(region.shape) * itemsize;
    // Each part is a message to a thread and one back, which for small chunks cost more than reading them.
    const most = Math.min(MOST_TOGETHER, bytes / (PARTS_A_THREAD * concurrency));
    const together = node.kind === 'source' && 'module' in node.origin;
    const chunks = together ? joinedChunks(node.chunks, most / itemsize) : node.chunks;
    const regions = [...piecesOf(region, chunks)].map((piece) => piece.region);
    if (regions.length >= concurrency || bytes < SMALL_BYTES || !isDivisible(node)) return regions;
    const each = Math.ceil(concurrency / regions.length);
    return regions.flatMap((part) => cutFirstAxis(part, each));
  }

  #lanesFor(node: Node, part: Region | undefined): number {
    const { concurrency, memoryLimit } = this.options;
    const bytes = part === undefined ? 0 : workingBytes(node, part);
    return bytes === 0 ? concurrency : Math.max(1, Math.min(concurrency, Math.floor(memoryLimit / bytes)));
  }

  /** Frees what was kept for this computation. */
  close(): void {
    this.options.signal?.removeEventListener('abort', this.#abort);
    for (const { volume } of this.#kept.values()) volume.close();
    this.#kept.clear();
  }
}

function holds(outer: Region, inner: Region): boolean {
  return outer.start.every((at, d) => {
    const from = inner.start[d] as number;
    return at <= from && from + (inner.shape[d] as number) <= at + (outer.shape[d] as number);
  });
}

/** Whether a view shows each voxel once, and neighbours as neighbours. */
function showsEachOnce(node: ViewNode, region: Region): boolean {
  return node.axes.every(({ axis, step }, d) => region.shape[d] === 1 || (axis !== undefined && Math.abs(step) === 1));
}

/** Whether a join has reductions that are steps of their own. */
function joinsReductions(node: JoinNode): boolean {
  return node.inputs.some((input) => {
    let below = input;
    while (below.kind === 'view' || below.kind === 'rechunk') below = below.input;
    return below.kind === 'reduce' || (below.kind === 'join' && joinsReductions(below));
  });
}
