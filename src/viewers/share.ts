import type { LazyLike, Volume } from '../volume/index.js';
import type { ImageJImage } from './imagej-image.js';
import type { ImageJOptions } from './imagej-options.js';

/**
 * Shows a volume in ImageJ, over the same memory: what ImageJ's tools and commands write, the typed array has, and what
 * TypeScript writes, ImageJ shows after `volume.invalidate(region)`. Starts Java and ImageJ if they don't run.
 *
 * ImageJ works on copies of planes, so only the pixels that it changed are written back: TypeScript may write one part
 * of a plane while a filter or a brush writes another. Where both write the same pixel, ImageJ wins.
 *
 * uint8, uint16 and float32 are ImageJ's 8, 16 and 32 bit images; for other types give `convert: 'float32'`.
 * Volumes with axes c, z and t become hyperstacks. Quitting ImageJ closes its windows and not the program.
 *
 * A lazy volume is read-only, and each plane is read when ImageJ shows it; ImageJ waits for it, the program doesn't.
 *
 * @throws DTypeError for a type that ImageJ lacks; DisplayError where no window can be opened; ArgumentError for options
 * that don't fit the volume; ReleasedError if it is closed; the errors of `startJvm`.
 * @example
 * const image = await shareToImageJ(head, { title: 'head', voxelSize: [1, 1, 1], unit: 'mm' });
 * head.data.fill(0);
 * head.invalidate();
 * await image.closed;
 */
export async function shareToImageJ<V extends Volume | LazyLike>(
  volume: V,
  options: ImageJOptions = {},
): Promise<ImageJImage<V>> {
  // What starts Java is loaded when it is needed: the rest of the package works without it.
  const imagej = await import('./imagej.js');
  return imagej.shareToImageJ(volume, options);
}
