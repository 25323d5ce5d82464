import type { LazyLike, Volume } from '../volume/index.js';
import type { BdvImageOptions, BdvLabelsOptions, BdvPointsOptions } from './bdv-options.js';
import type { BdvImage, BdvLabels, BdvPoints } from './bdv-source.js';
import type { Pyramid } from './pyramid.js';
import type { PointCoordinates } from './viewer.js';

/**
 * Shows a volume in BigDataViewer: as an image, with `as: 'labels'` as labels coloured each in its own colour over the
 * images; or shows points. No voxel is copied. Write voxels, then `volume.invalidate(region)` repaints what changed.
 *
 * A lazy volume opens at once and is read as far as it is seen; what can't be read is shown as zeros, with a warning, and
 * is tried again by `update()`.
 *
 * Orders: `voxelSize` and points are [z, y, x], points in voxels; `axisOrder` and `sourceTransform` are BigDataViewer's
 * own, x first, the latter 3 x 4 numbers row by row.
 *
 * @returns the source, which is the handle of the window as well; the program goes on while the window is open, until
 * `unref()`. `addTo: source` adds more to the same window.
 * @throws ClassPathError without BigDataViewer's jars; DisplayError without a display (`headless: true` needs none);
 * ArgumentError for an option; DTypeError for labels that aren't integers; ReleasedError for a closed `addTo`.
 * @example
 * const head = await showInBigDataViewer(volume, { name: 'head', displayRange: [0, 200], voxelSize: [1, 1, 1] });
 * await showInBigDataViewer(regions, { as: 'labels', addTo: head });
 * await showInBigDataViewer([[90, 120, 98]], { names: ['centre'], addTo: head });
 */
export function showInBigDataViewer(volume: Volume | LazyLike | Pyramid, options?: BdvImageOptions): Promise<BdvImage>;
export function showInBigDataViewer(volume: Volume | LazyLike | Pyramid, options: BdvLabelsOptions): Promise<BdvLabels>;
export function showInBigDataViewer(points: PointCoordinates, options?: BdvPointsOptions): Promise<BdvPoints>;
export async function showInBigDataViewer(
  shown: Volume | LazyLike | Pyramid | PointCoordinates,
  options?: BdvImageOptions | BdvLabelsOptions | BdvPointsOptions,
): Promise<BdvImage | BdvLabels | BdvPoints> {
  // What starts Java is loaded when it is needed: the rest of the package works without it.
  const bdv = await import('./bdv.js');
  return bdv.showInBigDataViewer(shown as Volume, options as BdvImageOptions);
}
