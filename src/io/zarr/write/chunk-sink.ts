/**
 * The writer of the chunks of one array: each file is filled under another name and renamed when it is whole. Worker
 * threads import this module.
 */
import { closeSync, existsSync, mkdirSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { threadId } from 'node:worker_threads';
import type { ChunkWriter } from '../../../lazy/index.js';
import type { Region } from '../../../volume/index.js';
import { type ArrayMetadata, chunkKey } from '../metadata.js';
import { chunkEncoder } from './chunk-encoder.js';
import { refusedBySystem, writeAll } from './files.js';
import { shardingOf, writeShard } from './shard.js';

/** What is written, and where to. */
export interface SinkPlan {
  readonly array: ArrayMetadata;
  /** The array's folder. */
  readonly folder: string;
  /** A folder of the same file system for files that are not whole yet. */
  readonly temporary: string;
}

let lastFile = 0;

/** The writer; a block is what one key holds: a chunk, or a shard. */
export function openChunkSink({ array, folder, temporary }: SinkPlan): ChunkWriter {
  const made = new Set<string>();
  const encoder = chunkEncoder(array);
  const sharding = shardingOf(array);
  const pathOf = ({ start }: Region): string => {
    const chunk = start.map((at, d) => Math.floor(at / (array.chunks[d] as number)));
    return join(folder, chunkKey(array, chunk));
  };
  const inFile = async (path: string, fill: (file: number) => Promise<boolean>): Promise<void> => {
    lastFile += 1;
    const part = join(temporary, `${process.pid}-${threadId}-${lastFile}`);
    const file = openSync(part, 'wx');
    let open = true;
    try {
      const any = await fill(file);
      closeSync(file);
      open = false;
      if (!any) return rmSync(part);
      const parent = dirname(path);
      if (!made.has(parent)) mkdirSync(parent, { recursive: true });
      made.add(parent);
      renameSync(part, path);
    } catch (error) {
      if (open) closeSync(file);
      rmSync(part, { force: true });
      throw error;
    }
  };
  return {
    wanted: (region) => !existsSync(pathOf(region)),
    write: async (region, read, signal) => {
      const path = pathOf(region);
      try {
        if (sharding !== undefined) {
          await inFile(path, (file) =>
            writeShard(file, { region, extents: array.chunks, sharding, encoder, read, signal }),
          );
          return;
        }
        const encoded = encoder(await read(region), region.shape);
        const bytes = encoded instanceof Promise ? await encoded : encoded;
        if (bytes === undefined) return;
        await inFile(path, async (file) => {
          writeAll(file, bytes);
          return true;
        });
      } catch (error) {
        throw refusedBySystem(path, error);
      }
    },
  };
}
