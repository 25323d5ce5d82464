/** What the options of `writeTiff` must fulfil together. */
import { ArgumentError, DTypeError } from '../../../errors.js';
import type { DType } from '../../../volume/index.js';
import type { WriteTiffOptions } from './options.js';
import type { PagePlan } from './page-plan.js';

/** The element types of ImageJ's images; int16 it shows through a calibration of its own. */
const IMAGEJ_DTYPES: readonly DType[] = ['uint8', 'uint16', 'int16', 'float32'];

/** @throws ArgumentError for metadata that a plain TIFF has no place for. */
export function checkSpacing(plan: PagePlan, options: WriteTiffOptions): void {
  const { voxelSize, unit, displayRange } = options;
  if (plan.flavor === 'plain' && (voxelSize !== undefined || unit !== undefined)) {
    throw new ArgumentError("writeTiff: a plain TIFF has no place for 'voxelSize' and 'unit'; give 'imagej' or 'ome'");
  }
  if (plan.flavor !== 'imagej' && displayRange !== undefined) {
    throw new ArgumentError("writeTiff: only ImageJ's TIFFs have a place for 'displayRange'; give 'imagej'");
  }
  if (unit !== undefined && voxelSize === undefined) {
    throw new ArgumentError("writeTiff: 'unit' is that of 'voxelSize'; give both");
  }
  if (voxelSize !== undefined) edgesOf(voxelSize);
}

/** Edges of a voxel as [z, y, x]. @throws ArgumentError */
export function edgesOf(sizes: readonly number[]): readonly [number, number, number] {
  // Their reciprocals are stored as quotients of 32 bits each.
  const sound = (edge: number) => Number.isFinite(edge) && edge > 1e-9 && edge < 1e9;
  if (!Array.isArray(sizes) || (sizes.length !== 2 && sizes.length !== 3) || !sizes.every(sound)) {
    throw new ArgumentError(
      `writeTiff: voxelSize ${JSON.stringify(sizes)} must be the edges along [z, y, x] or [y, x], between 1e-9 and 1e9; ` +
        'choose a unit in which they are',
    );
  }
  const [x, y, z = 1] = [...sizes].reverse() as [number, number, number?];
  return [z, y, x];
}

/** @throws ArgumentError, DTypeError for what ImageJ cannot read. */
export function checkImageJ(plan: PagePlan, options: WriteTiffOptions): void {
  const { axes, dtype } = plan;
  if (!IMAGEJ_DTYPES.includes(dtype)) {
    throw new DTypeError(
      `writeTiff: ImageJ has no ${dtype} images, only ${IMAGEJ_DTYPES.join(', ')}; convert it, or leave 'imagej' out`,
    );
  }
  if (axes.samples > 1 && (dtype !== 'uint8' || axes.samples !== 3 || axes.lead.includes('C'))) {
    throw new ArgumentError(
      `writeTiff: ImageJ's colour images are of three uint8 samples and no channels, not of ${axes.samples} ${dtype}; ` +
        "name the axis C, or leave 'imagej' out",
    );
  }
  if (options.compression === 'zstd') {
    throw new ArgumentError("writeTiff: ImageJ does not read 'zstd'; use 'deflate' or 'lzw'");
  }
  if (plan.predictor === 3) {
    throw new ArgumentError("writeTiff: ImageJ does not read the predictor 'floating point'; leave it out");
  }
}
