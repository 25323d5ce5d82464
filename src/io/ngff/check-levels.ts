/** Whether the resolutions of an image can be those of one image. */
import { FormatError } from '../../errors.js';
import type { OmeLevel } from './image.js';
import type { Axis } from './model.js';

/** @throws FormatError that names the level and what does not fit. */
export function checkLevels(levels: readonly OmeLevel[], axes: readonly Axis[], document: string): void {
  const [finest] = levels as [OmeLevel];
  for (const { volume, path, scale } of levels) {
    const { shape, dtype } = volume;
    const what = `${document}: level ${JSON.stringify(path)}`;
    if (shape.length !== axes.length) {
      throw new FormatError(`${what} has the shape [${shape.join(', ')}], but there are ${axes.length} axes`);
    }
    if (dtype !== finest.volume.dtype) {
      throw new FormatError(`${what} is of ${dtype}, the finest level of ${finest.volume.dtype}`);
    }
    for (const [d, found] of shape.entries()) {
      const extent = finest.volume.shape[d] as number;
      const factor = (scale[d] as number) / (finest.scale[d] as number);
      // Writers round up, down or to the nearest.
      if (Math.abs(found - extent / factor) < 1) continue;
      throw new FormatError(
        `${what} has ${found} voxels along ${axes[d]?.name}, where the finest level has ${extent} and its scale says ` +
          `one stands for ${factor}`,
      );
    }
  }
}
