import type { Hello, Histogram, PointsData } from '../protocol.js';

/** A chunk as it stands in an address. Lists go fastest axis first. */
export interface ChunkAddress {
  readonly key: string;
  readonly factors: readonly number[];
  readonly start: readonly number[];
  readonly end: readonly number[];
}

/** A chunk as it was when `version` changes had been made. */
export interface ChunkAnswer {
  readonly bytes: Uint8Array;
  readonly version: number;
}

/** What the server serves: the viewer behind it. */
export interface Served {
  hello(): Hello;
  /** Takes over what a person changed in a page. @throws ArgumentError for what is no change of ours. */
  change(changes: unknown): void;
  /** @throws ArgumentError for what is no report of a click. */
  click(report: unknown): void;
  /** Undefined if there is no such chunk. `version` tells which of the volume's changes are in it. */
  read(address: ChunkAddress, signal: AbortSignal): Promise<ChunkAnswer> | undefined;
  points(key: string): PointsData | undefined;
  histogram(key: string, signal: AbortSignal): Promise<readonly Histogram[]> | undefined;
}
