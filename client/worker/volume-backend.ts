/** The counterpart of ../volume-source.ts in the worker: gets chunks, and gets those that have changed again. */
import { WithParameters } from 'neuroglancer/unstable/chunk_manager/backend.js';
import { ChunkPriorityTier, ChunkState } from 'neuroglancer/unstable/chunk_manager/base.js';
import { decodeRawChunk } from 'neuroglancer/unstable/sliceview/backend_chunk_decoders/raw.js';
import { VolumeChunkSource } from 'neuroglancer/unstable/sliceview/volume/backend.js';
import { DATA_TYPE_ARRAY_CONSTRUCTOR } from 'neuroglancer/unstable/util/data_type.js';
import { fetchOk } from 'neuroglancer/unstable/util/http_request.js';
import { registerPromiseRPC, registerSharedObject } from 'neuroglancer/unstable/worker_rpc.js';
import { type Box, REFRESH, SWAP, VolumeParameters } from '../parameters.js';

/** More boxes than these are taken as the one around them. */
const MOST_BOXES = 16;

/** How often chunks of one moment are tried for. */
const MOST_TRIES = 6;

/** New voxels of a chunk, as they were when so many changes had been made. */
interface Got {
  readonly chunk: any;
  readonly id: string;
  readonly data: ArrayBufferView;
  readonly version: number;
}

class VolumeBackend extends WithParameters(VolumeChunkSource as any, VolumeParameters as any) {
  #changed: Box[] = [];
  /** Those who want to know when these are on the screen. */
  #waiting: (() => void)[] = [];
  #refreshing = false;

  async download(chunk: any, signal: AbortSignal): Promise<void> {
    const response = await fetchOk(this.#address(chunk), { signal });
    await decodeRawChunk(chunk, signal, await response.arrayBuffer());
  }

  #address(chunk: any): string {
    const { baseUrl, key, level } = (this as any).parameters as VolumeParameters;
    // The result is a vector that the next call overwrites.
    const start = Array.from((this as any).computeChunkBounds(chunk) as ArrayLike<number>);
    const end = start.map((at, d) => at + chunk.chunkDataSize[d]);
    return `${baseUrl}raw/${key}/${level}/${start.join()}/${end.join()}`;
  }

  /**
   * Boxes that come while chunks are being got wait, and are dealt with together afterwards. Resolves when what is drawn
   * has these changes in it.
   */
  refresh(boxes: readonly Box[]): Promise<void> {
    this.#changed.push(...boxes);
    if (this.#changed.length > MOST_BOXES) this.#changed = [around(this.#changed)];
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      if (!this.#refreshing) void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#refreshing = true;
    while (this.#waiting.length > 0) {
      const [boxes, waiting] = [this.#changed, this.#waiting];
      this.#changed = [];
      this.#waiting = [];
      try {
        await this.#replace(this.#chunksOnScreen(boxes));
      } catch (error) {
        console.log(`changes could not be shown: ${error}`);
      }
      for (const resolve of waiting) resolve();
    }
    this.#refreshing = false;
  }

  /** The chunks in the boxes that are drawn. Those that the page has but doesn't draw are dropped, others begun anew. */
  #chunksOnScreen(boxes: readonly Box[]): any[] {
    const drawn: any[] = [];
    for (const chunk of [...(this as any).chunks.values()]) {
      if (!boxes.some((box) => this.#touches(chunk, box))) continue;
      const shown = chunk.state === ChunkState.GPU_MEMORY || chunk.state === ChunkState.SYSTEM_MEMORY;
      if (shown && chunk.priorityTier === ChunkPriorityTier.VISIBLE) drawn.push(chunk);
      else drop(chunk);
    }
    return drawn;
  }

  #touches(chunk: any, { start, end }: Box): boolean {
    const { factors } = (this as any).parameters as VolumeParameters;
    const { chunkDataSize } = (this as any).spec;
    return factors.every((factor, d) => {
      const first = chunk.chunkGridPosition[d] * chunkDataSize[d] * factor;
      return first < (end[d] as number) && first + chunkDataSize[d] * factor > (start[d] as number);
    });
  }

  async #replace(chunks: readonly any[]): Promise<void> {
    if (chunks.length === 0) return;
    const got = await this.#together(chunks);
    // What was dropped meanwhile is got anew, with what has changed since.
    const fresh = got.filter((one) => one !== undefined && one.chunk.key === one.id && isShown(one.chunk));
    if (fresh.length === 0) return;
    const swapped = fresh.map((one) => ({ id: one?.id, data: one?.data }));
    const transfers = swapped.map(({ data }) => (data as ArrayBufferView).buffer as ArrayBuffer);
    const { rpc, rpcId } = this as any;
    await rpc.promiseInvoke(SWAP, { source: rpcId, chunks: swapped }, { transfers });
  }

  /** Of one moment, where writes leave the time for it: what is older than the newest that came is asked for once more. */
  async #together(chunks: readonly any[]): Promise<(Got | undefined)[]> {
    const got = await Promise.all(chunks.map((chunk) => this.#again(chunk)));
    for (let tries = 1; tries < MOST_TRIES; tries++) {
      const newest = Math.max(...got.map((one) => one?.version ?? 0));
      const older = got.flatMap((one, i) => (one !== undefined && one.version < newest ? [i] : []));
      if (older.length === 0) break;
      await Promise.all(
        older.map(async (i) => {
          got[i] = await this.#again(chunks[i]);
        }),
      );
    }
    return got;
  }

  async #again(chunk: any): Promise<Got | undefined> {
    const id: string = chunk.key;
    try {
      const response = await fetchOk(this.#address(chunk), {});
      const bytes = await response.arrayBuffer();
      const array = (DATA_TYPE_ARRAY_CONSTRUCTOR as any)[(this as any).spec.dataType];
      return { chunk, id, data: new array(bytes), version: Number(response.headers.get('X-Version')) };
    } catch (error) {
      // The server has ended, or will tell of this volume again when the page is back.
      console.log(`chunk ${id} could not be got again: ${error}`);
      return undefined;
    }
  }
}
registerSharedObject()(VolumeBackend as any);

function isShown(chunk: any): boolean {
  return chunk.state === ChunkState.GPU_MEMORY || chunk.state === ChunkState.SYSTEM_MEMORY;
}

/** Forgets the voxels of a chunk; if it is wanted it is got as if for the first time. */
function drop(chunk: any): void {
  const { queueManager } = chunk;
  switch (chunk.state) {
    case ChunkState.DOWNLOADING: {
      const controller = chunk.downloadAbortController;
      chunk.downloadAbortController = undefined;
      controller?.abort(new DOMException('it has changed', 'AbortError'));
      break;
    }
    case ChunkState.GPU_MEMORY:
      queueManager.freeChunkGPUMemory(chunk);
      queueManager.freeChunkSystemMemory(chunk);
      break;
    case ChunkState.SYSTEM_MEMORY:
    case ChunkState.SYSTEM_MEMORY_WORKER:
      queueManager.freeChunkSystemMemory(chunk);
      break;
    case ChunkState.FAILED:
      break;
    default:
      return;
  }
  queueManager.updateChunkState(chunk, ChunkState.QUEUED);
}

function around(boxes: readonly Box[]): Box {
  const [first] = boxes as [Box];
  return {
    start: first.start.map((_, d) => Math.min(...boxes.map(({ start }) => start[d] as number))),
    end: first.end.map((_, d) => Math.max(...boxes.map(({ end }) => end[d] as number))),
  };
}

registerPromiseRPC(REFRESH, async function (this: any, { source, boxes }: any) {
  await (this.get(source) as VolumeBackend | undefined)?.refresh(boxes);
  return { value: undefined };
});
