/**
 * The data source 'volume://KEY': volumes of the server behind this page. Unlike the library's own sources its chunks
 * can change while they are looked at: `refresh` gets those in a box again and puts all of them in place of the old ones
 * at once, so that nothing is blank in between and no picture is half old.
 */
import { ChunkState } from 'neuroglancer/unstable/chunk_manager/base.js';
import { WithParameters } from 'neuroglancer/unstable/chunk_manager/frontend.js';
import {
  makeCoordinateSpace,
  makeIdentityTransform,
  makeIdentityTransformedBoundingBox,
} from 'neuroglancer/unstable/coordinate_transform.js';
import { registerProvider } from 'neuroglancer/unstable/datasource/default_provider.js';
import { makeVolumeChunkSpecification, VolumeType } from 'neuroglancer/unstable/sliceview/volume/base.js';
import { MultiscaleVolumeChunkSource, VolumeChunkSource } from 'neuroglancer/unstable/sliceview/volume/frontend.js';
import { DataType } from 'neuroglancer/unstable/util/data_type.js';
import { registerPromiseRPC } from 'neuroglancer/unstable/worker_rpc.js';
import type { LevelInfo, VolumeInfo } from '../src/viewers/browser/protocol.js';
import { type Box, REFRESH, SWAP, type SwappedChunk, VolumeParameters } from './parameters.js';

/** The sources that are in use, by the key of their volume. */
const sources = new Map<string, Set<VolumeSource>>();

/** One level of a volume. */
class VolumeSource extends WithParameters(VolumeChunkSource as any, VolumeParameters as any) {
  constructor(...args: any[]) {
    super(...args);
    const { key } = (this as any).parameters as VolumeParameters;
    const known = sources.get(key) ?? new Set();
    sources.set(key, known.add(this));
    (this as any).registerDisposer(() => known.delete(this));
  }

  refresh(boxes: readonly Box[]): Promise<void> {
    const { rpc, rpcId } = this as any;
    return rpc.promiseInvoke(REFRESH, { source: rpcId, boxes });
  }

  /** Puts new voxels in place of old ones, all before the next frame is drawn. */
  swap(swapped: readonly SwappedChunk[]): void {
    const { chunks, chunkManager, gl } = this as any;
    // A chunk that the worker has sent may still wait to be taken in: after that it would be the newest.
    chunkManager.chunkQueueManager.flushPendingChunkUpdates();
    for (const { id, data } of swapped) {
      const old = chunks.get(id);
      if (old === undefined) continue;
      const { chunkGridPosition, chunkDataSize } = old;
      const fresh = (this as any).getChunk({ chunkGridPosition, chunkDataSize, data });
      if (old.state === ChunkState.GPU_MEMORY) {
        fresh.copyToGPU(gl);
        old.freeGPUMemory(gl);
      }
      chunks.set(id, fresh);
    }
    chunkManager.chunkQueueManager.visibleChunksChanged.dispatch();
  }
}

registerPromiseRPC(SWAP, async function (this: any, message: any) {
  const source = this.get(message.source) as VolumeSource | undefined;
  source?.swap(message.chunks);
  // The next ones are asked for when these have been drawn, so that faster writes cost no more than the screen shows.
  await nextFrame();
  return { value: undefined };
});

/** A page that nobody sees draws no frames. */
function nextFrame(): Promise<void> {
  if (document.hidden) return Promise.resolve();
  return new Promise((resolve) => {
    const late = setTimeout(resolve, 500);
    requestAnimationFrame(() => {
      clearTimeout(late);
      resolve();
    });
  });
}

/** Voxels of a volume have changed: what is shown of them is got again. Resolves when it is on the screen. */
export async function refreshVolume(key: string, boxes: readonly Box[]): Promise<void> {
  await Promise.all([...(sources.get(key) ?? [])].map((source) => source.refresh(boxes)));
}

/** All levels of a volume. */
class MultiscaleVolume extends (MultiscaleVolumeChunkSource as any) {
  readonly info: VolumeInfo;
  readonly dataType: any;
  readonly volumeType = VolumeType.IMAGE;
  readonly modelSpace: any;
  readonly #baseUrl: string;

  constructor(chunkManager: any, info: VolumeInfo, baseUrl: string) {
    super(chunkManager);
    this.info = info;
    this.#baseUrl = baseUrl;
    this.dataType = (DataType as any)[info.type.toUpperCase()];
    const { shape } = info.levels[0] as LevelInfo;
    const bounds = { lowerBounds: new Float64Array(shape.length), upperBounds: Float64Array.from(shape) };
    this.modelSpace = makeCoordinateSpace({
      rank: shape.length,
      names: info.axes as string[],
      scales: Float64Array.from(info.scales),
      units: info.units as string[],
      boundingBoxes: [makeIdentityTransformedBoundingBox(bounds)],
    });
  }

  get rank(): number {
    return this.info.axes.length;
  }

  getSources(): any[][] {
    return [this.info.levels.map((level) => this.#level(level))];
  }

  #level({ factors, shape, chunk }: LevelInfo): any {
    const { rank, info } = this;
    const finest = info.levels[0] as LevelInfo;
    const chunkToMultiscaleTransform = new Float32Array((rank + 1) ** 2);
    chunkToMultiscaleTransform[chunkToMultiscaleTransform.length - 1] = 1;
    factors.forEach((factor, d) => {
      chunkToMultiscaleTransform[(rank + 2) * d] = factor;
    });
    const spec = makeVolumeChunkSpecification({
      rank,
      dataType: this.dataType,
      chunkDataSize: Uint32Array.from(chunk),
      upperVoxelBound: Float32Array.from(shape),
    } as any);
    const parameters = { baseUrl: this.#baseUrl, key: info.key, level: factors.join(','), factors };
    const options = { spec, parameters };
    return {
      chunkSource: (this as any).chunkManager.getChunkSource(VolumeSource, options),
      chunkToMultiscaleTransform,
      // The last voxel of a coarse level may reach beyond the volume.
      upperClipBound: Float32Array.from(finest.shape, (extent, d) => extent / (factors[d] as number)),
    };
  }
}

/** Makes 'volume://KEY' known, before a viewer is made. `volumeOf` gives what is behind a key. */
export function registerVolumes(baseUrl: string, volumeOf: (key: string) => VolumeInfo | undefined): void {
  registerProvider({
    scheme: 'volume',
    description: 'a volume of the program that opened this page',
    async get({ providerUrl, registry }: any) {
      const info = volumeOf(providerUrl);
      if (info === undefined) throw new Error(`there is no volume ${providerUrl}`);
      const volume = new MultiscaleVolume(registry.chunkManager, info, baseUrl);
      const transform = new Float32Array((volume.rank + 1) ** 2);
      for (let d = 0; d <= volume.rank; d++) transform[(volume.rank + 2) * d] = 1;
      const subsource = { volume };
      return {
        modelTransform: makeIdentityTransform(volume.modelSpace),
        subsources: [{ id: 'default', default: true, subsource, subsourceToModelSubspaceTransform: transform }],
      };
    },
  } as any);
}
