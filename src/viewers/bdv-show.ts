import { ArgumentError, DTypeError } from '../errors.js';
import { type JavaObject, javaCallAsync } from '../jvm/index.js';
import { DTYPES, type DType, dtypeInfo, isIntegerDType } from '../volume/index.js';
import {
  axisOrderOf,
  type BdvImageOptions,
  type BdvLabelsOptions,
  type BdvPointsOptions,
  placementOf,
} from './bdv-options.js';
import { BdvImage, BdvLabels, BdvPoints, withJavaPoints } from './bdv-source.js';
import type { BdvHost } from './bdv-viewer.js';
import { type BdvVoxels, bdvVoxels, type Shown } from './bdv-voxels.js';
import { checkOpacity, rgbOf } from './colors.js';
import { checkDisplayRange, firstDisplayRange } from './display-range.js';
import { checkPoints } from './points.js';
import { isRgb, placedShape } from './rgb.js';
import type { PointCoordinates } from './viewer.js';

const LABEL_OPACITY = 0.5;
const POINT_SIZE = 9;

/** Adds an image to an open viewer; `java` is its imglib2node.viewer.BdvViewer. */
export async function showImage(
  host: BdvHost,
  java: JavaObject,
  shown: Shown,
  options: BdvImageOptions = {},
): Promise<BdvImage> {
  checkShown(shown);
  const rgb = isRgb(shown, options.rgb, options.axisOrder?.length);
  const order = axisOrderOf(placedShape(shown, rgb), options);
  const hasColors = rgb || shown.dtype === 'argb';
  if (hasColors && options.color !== undefined) {
    throw new ArgumentError('color: the voxels have colours of their own; leave color (colormap) out');
  }
  const { transform, voxelSizeXyz } = placementOf(options);
  const range = checkDisplayRange('displayRange', options.displayRange ?? firstDisplayRange(shown));
  const name = options.name ?? 'image';
  const unit = options.unit ?? 'pixel';
  let source: BdvImage | undefined;
  const voxels = bdvVoxels(
    shown,
    options.displayRange === undefined && !hasColors ? (found) => source?.suggestRange(found) : undefined,
    rgb,
  );
  return added(voxels, async () => {
    const layer = await javaCallAsync(() =>
      java.addImage(voxels.java, order, [...transform], [...voxelSizeXyz], unit, name),
    );
    source = new BdvImage(host, layer, name, voxels, order, hasColors);
    try {
      source.setDisplayRange(range[0], range[1]);
      if (!hasColors) source.setColor(options.color ?? 'white');
      return source;
    } catch (error) {
      source.remove();
      throw error;
    }
  });
}

/** Runs what adds a layer; if it fails, its voxels are let go. */
async function added<T>(voxels: BdvVoxels, add: () => Promise<T>): Promise<T> {
  try {
    return await add();
  } catch (error) {
    voxels.release();
    throw error;
  } finally {
    voxels.handedOver();
  }
}

function checkShown(volume: Shown): void {
  const shown = (dtype: DType): boolean => dtypeInfo(dtype).kind !== 'complex';
  if (shown(volume.dtype)) return;
  throw new DTypeError(
    `images of dtype ${volume.dtype}: BigDataViewer shows ${DTYPES.filter(shown).join(', ')}; ` +
      'make a volume of the real parts or the magnitudes',
  );
}

/** Adds labels to an open viewer. */
export async function showLabels(
  host: BdvHost,
  java: JavaObject,
  volume: Shown,
  options: BdvLabelsOptions,
): Promise<BdvLabels> {
  if (!isIntegerDType(volume.dtype)) {
    const integers = DTYPES.filter(isIntegerDType).join(', ');
    throw new DTypeError(`labels of dtype ${volume.dtype}: labels are integers (${integers})`);
  }
  const order = axisOrderOf(volume, options);
  const { transform, voxelSizeXyz } = placementOf(options);
  const name = options.name ?? 'labels';
  const opacity = checkOpacity(options.opacity ?? LABEL_OPACITY);
  const chosen = Object.entries(options.labelColors ?? {});
  const labels = chosen.map(([label]) => Number(label));
  const odd = labels.findIndex((label) => !Number.isSafeInteger(label));
  if (odd >= 0) throw new ArgumentError(`labelColors: '${chosen[odd]?.[0]}' is no label; labels are integers`);
  const colors = chosen.map(([, color]) => rgbOf(color));
  const placing = [[...transform], [...voxelSizeXyz], options.unit ?? 'pixel'];
  const alpha = Math.round(255 * opacity);
  const voxels = bdvVoxels(volume);
  return added(voxels, async () => {
    const layer = await javaCallAsync(() =>
      java.addLabels(voxels.java, order, ...placing, name, alpha, labels, colors),
    );
    return new BdvLabels(host, layer, name, opacity, voxels, order);
  });
}

/** Adds points to an open viewer. */
export async function showPoints(
  host: BdvHost,
  java: JavaObject,
  coordinates: PointCoordinates,
  options: BdvPointsOptions = {},
): Promise<BdvPoints> {
  const points = checkPoints(coordinates, options);
  const { transform } = placementOf(options);
  const name = options.name ?? 'points';
  const size = options.size ?? POINT_SIZE;
  if (!(size > 0 && size < 10_000)) throw new ArgumentError(`size ${size} of points must be a diameter in pixels`);
  const layer = await withJavaPoints(points, (image, colors, names) =>
    javaCallAsync(() => java.addPoints([...transform], size, image, colors, names, name)),
  );
  return new BdvPoints(host, layer, name, 1, options);
}
