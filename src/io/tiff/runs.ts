/** Where boxes of pages lie in their files as plain elements. */
import type { FileRuns } from '../../kernels/index.js';
import { dtypeInfo, NATIVE_BYTE_ORDER, type Region } from '../../volume/index.js';
import { type PageLayout, pageShape } from './layout.js';
import { isOneRun } from './read-page.js';
import type { TiffFile } from './tiff-file.js';

const LITTLE_ENDIAN = NATIVE_BYTE_ORDER === 'little';

/** The box of each file, for as long as these are open; undefined if one of them does not hold it in one stretch. */
export function runsOf(files: readonly TiffFile[], box: Region): FileRuns | undefined {
  const descriptors = new Int32Array(files.length);
  const offsets = new Float64Array(files.length);
  for (const [i, file] of files.entries()) {
    const offset = offsetOf(file, box);
    if (offset === undefined) return undefined;
    descriptors[i] = file.source.descriptor as number;
    offsets[i] = offset;
  }
  return { descriptors, offsets };
}

/** Where the elements of a box begin; undefined if they lie otherwise than in C order, whole and with no gaps. */
function offsetOf({ source, shape, pages }: TiffFile, box: Region): number | undefined {
  const lead = shape.length - pageShape(pages[0] as PageLayout).length;
  if (box.shape.slice(0, lead).some((extent) => extent !== 1)) return undefined;
  const number = box.start.slice(0, lead).reduce((place, at, d) => place * (shape[d] as number) + at, 0);
  const page = pages[number] as PageLayout;
  const { itemsize } = dtypeInfo(page.dtype);
  const plain = isOneRun(page) && page.planes === 1 && (itemsize === 1 || page.littleEndian === LITTLE_ENDIAN);
  const [top = 0, left = 0] = box.start.slice(lead);
  const [height = 1, width = 1, samples = 1] = box.shape.slice(lead);
  if (!plain || source.descriptor === undefined || samples !== page.samples) return undefined;
  if (height > 1 && width !== page.width) return undefined;
  const offset = (page.offsets[0] as number) + (top * page.width + left) * samples * itemsize;
  source.check(offset, height * width * samples * itemsize, 'the image');
  return offset;
}
