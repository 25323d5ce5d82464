import type { DecodeFailure } from '../../../kernels/index.js';

/**
 * Compressed bytes are corrupt, or of a kind that the codec lacks. It never leaves the reader, which makes an error
 * with the name of the file of it.
 */
export class CodecError extends Error {
  override readonly name = 'CodecError';
  /** Bytes from the start of the compressed segment to where the trouble was met, where that is known. */
  readonly position: number;
  /** The bytes are sound, but of a kind that is not read. */
  readonly unsupported: boolean;

  constructor(message: string, position = 0, options: ErrorOptions & { unsupported?: boolean } = {}) {
    super(message, options);
    this.position = position;
    this.unsupported = options.unsupported ?? false;
  }
}

/** @throws CodecError for a kernel's failure. */
export function checkDecoded(failure: DecodeFailure | undefined): void {
  if (failure !== undefined) {
    throw new CodecError(failure.message, failure.position, { unsupported: failure.unsupported });
  }
}
