/** What goes between the main thread and a worker. */
import type { Region, VolumeToken } from '../volume/index.js';
import type { ModuleFunction, Node } from './graph.js';

/** Where a box of voxels goes: element offset and strides from the first voxel of one of the job's volumes. */
export interface Spot {
  readonly volume: number;
  readonly offset: number;
  readonly strides: readonly number[];
}

/** One part of a computation. */
export type Work =
  | { readonly kind: 'fill'; readonly node: number; readonly region: Region; readonly spot: Spot }
  | { readonly kind: 'fillToken'; readonly node: number; readonly region: Region; readonly target: VolumeToken }
  /** The module's writer gets the block. */
  | { readonly kind: 'write'; readonly node: number; readonly region: Region; readonly sink: ModuleFunction }
  | {
      readonly kind: 'reduce';
      readonly node: number;
      /** Of the result. */
      readonly region: Region;
      /** Of the reduction's input. */
      readonly input: Region;
      readonly state: readonly Spot[];
      /** Voxels that each element of the state has seen; 0: the state must be initialised. */
      readonly before: number;
    }
  | {
      readonly kind: 'merge';
      readonly node: number;
      readonly into: readonly Spot[];
      readonly from: readonly Spot[];
      readonly length: number;
      readonly counts: readonly [into: number, from: number];
    };

/** A graph and the volumes it is over and goes to; in memory nodes, `volume` is the number of one of them. */
export interface JobSetup {
  readonly job: number;
  readonly root: Node;
  readonly volumes: readonly VolumeToken[];
  readonly blockLimit: number;
}

/** To a worker. */
export type Request =
  | { readonly type: 'job'; readonly setup: JobSetup }
  | { readonly type: 'task'; readonly job: number; readonly work: Work }
  | { readonly type: 'abort'; readonly job: number }
  | { readonly type: 'end'; readonly job: number };

/** From a worker: the end of its one task, or of a job there. */
export type Reply =
  | { readonly type: 'done'; readonly error?: ErrorMessage }
  | { readonly type: 'ended'; readonly job: number; readonly error?: ErrorMessage };

/** An error on its way; structured clones lose the names of errors. */
export interface ErrorMessage {
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
  readonly code?: string;
  readonly cause?: ErrorMessage;
}
