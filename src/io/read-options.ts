/** How far a read has come: pages of one file, or files of a stack. */
export interface ReadProgress {
  readonly done: number;
  readonly total: number;
}

/** Options of everything here that reads pixels. */
export interface ReadOptions {
  /** Ends the read: the promise is rejected with the signal's reason, files are closed and memory is freed. */
  readonly signal?: AbortSignal;
  /** Called after each page or file. An error that it throws ends the read. */
  readonly onProgress?: (progress: ReadProgress) => void;
}
