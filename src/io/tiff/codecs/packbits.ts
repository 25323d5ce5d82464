/** PackBits, decoded by the kernel of that name. */
import { packbitsDecode } from '../../../kernels/index.js';
import { checkDecoded } from './codec-error.js';

/** Decodes `input` into `output`, which it must fill exactly. @throws CodecError when `input` is corrupt. */
export function decodePackBits(input: Uint8Array, output: Uint8Array): void {
  checkDecoded(packbitsDecode(input, output));
}
