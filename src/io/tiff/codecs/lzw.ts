/** TIFF's LZW, decoded by the kernel of that name. */
import { lzwDecode } from '../../../kernels/index.js';
import { checkDecoded } from './codec-error.js';

/** Decodes `input` into `output`, which it must fill exactly. @throws CodecError when `input` is corrupt. */
export function decodeLzw(input: Uint8Array, output: Uint8Array): void {
  checkDecoded(lzwDecode(input, output));
}
