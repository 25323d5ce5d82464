import { toImgLib2 } from '../imglib/index.js';
import { bridge, type JavaObject, javaCall, javaClass } from '../jvm/index.js';
import { isLazyLike, type LazyLike, type Region, Volume } from '../volume/index.js';
import { adjustByFirst } from './display-range.js';
import { Pyramid } from './pyramid.js';
import { placedShape } from './rgb.js';

/** What a layer of voxels can be made of. */
export type Shown = Volume | LazyLike | Pyramid;

/** Whether something is a volume, in memory or to be loaded. */
export function isShown(value: unknown): value is Shown {
  return value instanceof Volume || value instanceof Pyramid || isLazyLike(value);
}

/** What a layer is made of, as Java has it, from the moment it is shown until it is removed. */
export interface BdvVoxels {
  readonly shape: readonly number[];
  /** Whether the last axis is the colour of a voxel. */
  readonly rgb: boolean;
  /** The Java object for BdvViewer's methods. */
  readonly java: JavaObject;
  /** Ends JavaScript's hold on `java`; the layer that was made of it is Java's own. */
  handedOver(): void;
  /** Calls `listener` when voxels have changed. @returns a function that ends it. */
  onChange(listener: (region: Region) => void): () => void;
  /** Sees to it that what is painted next is read anew. */
  reload(region?: Region): void;
  /** The layer is gone. */
  release(): void;
}

/**
 * A volume's own display range if it is in memory; else its type's, and `adjust` is called when parts were loaded. With
 * `rgb`, its last axis is the colour of a voxel.
 */
export function bdvVoxels(shown: Shown, adjust?: (range: readonly [number, number]) => void, rgb = false): BdvVoxels {
  return shown instanceof Volume ? inMemory(shown, rgb) : lazy(shown, adjust, rgb);
}

function inMemory(volume: Volume, rgb: boolean): BdvVoxels {
  const java = newVoxels();
  const handle = toImgLib2(volume);
  try {
    javaCall(() => java.addLevelSync(handle.image, null, 1, 1, 1, rgb));
  } finally {
    // Java's own image holds the memory from here on.
    handle.close();
  }
  return {
    shape: volume.shape,
    rgb,
    java,
    handedOver: () => bridge.deleteObject(java),
    onChange: (listener) => volume.onInvalidate(listener),
    reload: () => undefined,
    release: () => undefined,
  };
}

function lazy(
  shown: LazyLike | Pyramid,
  adjust: ((range: readonly [number, number]) => void) | undefined,
  rgb: boolean,
): BdvVoxels {
  const levels = shown instanceof Pyramid ? shown.levels : [{ volume: shown, scale: shown.shape.map(() => 1) }];
  const handles = levels.map(({ volume }) => toImgLib2(volume));
  const java = newVoxels();
  handles.forEach((handle, i) => {
    // Axes before z are time and channels, which have no scale.
    const { scale } = levels[i] as { scale: readonly number[] };
    const [x = 1, y = 1, z = 1] = placedShape({ shape: scale }, rgb).shape.toReversed();
    javaCall(() => java.addLevelSync(handle.filledImage, handle.image, x, y, z, rgb));
    handle.onError((error) => {
      process.emitWarning(`a part is shown as zeros: ${error.message}; layer.update() tries again`, 'ViewerWarning');
    });
  });
  if (adjust !== undefined) for (const handle of handles) adjustByFirst(handle, adjust);
  return {
    shape: shown.shape,
    rgb,
    java,
    handedOver: () => bridge.deleteObject(java),
    onChange: () => () => undefined,
    reload: (region) => {
      const [finest, ...coarse] = handles;
      finest?.reload(region);
      for (const handle of coarse) handle.reload();
    },
    release: () => {
      for (const handle of handles) handle.close();
    },
  };
}

function newVoxels(): JavaObject {
  const Voxels = javaClass('BdvVoxels');
  return javaCall(() => new Voxels());
}
