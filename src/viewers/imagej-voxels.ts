import { toImgLib2 } from '../imglib/index.js';
import type { JavaObject } from '../jvm/index.js';
import { type LazyLike, type Region, Volume } from '../volume/index.js';
import { Pyramid } from './pyramid.js';

/** The voxels of an image or of labels in ImageJ, from the moment they are shown until they are taken out. */
export interface ImageJVoxels {
  /** Whether they are read when they are painted; then no call may read them on this thread. */
  readonly lazy: boolean;
  readonly shape: readonly number[];
  /** The Java image. */
  readonly image: JavaObject;
  /** Java has the image. */
  handedOver(): void;
  /** Calls `listener` when voxels have changed. @returns a function that ends it. */
  onChange(listener: (region: Region) => void): () => void;
  /** Calls `listener` with parts that were loaded. */
  onLoad(listener: (volume: Volume) => void): () => void;
  /** Sees to it that what is painted next is read anew. */
  reload(region?: Region): void;
  /** Nobody shows them any longer. */
  release(): void;
}

/** ImageJ has one resolution: of a pyramid the finest. */
export function finestOf(shown: Volume | LazyLike | Pyramid): Volume | LazyLike {
  return shown instanceof Pyramid ? shown.finest : shown;
}

/** Shares a volume with Java for ImageJ. */
export function imageJVoxels(shown: Volume | LazyLike): ImageJVoxels {
  const none = (): undefined => undefined;
  if (shown instanceof Volume) {
    const handle = toImgLib2(shown);
    return {
      lazy: false,
      shape: shown.shape,
      image: handle.image,
      // Java holds the image, and so the memory, until its window is closed.
      handedOver: () => handle.close(),
      onChange: (listener) => shown.onInvalidate(listener),
      onLoad: () => none,
      reload: none,
      release: () => handle.close(),
    };
  }
  const handle = toImgLib2(shown);
  handle.onError((error) => {
    process.emitWarning(`a part is shown as zeros: ${error.message}; update() tries again`, 'ViewerWarning');
  });
  return {
    lazy: true,
    shape: shown.shape,
    image: handle.filledImage,
    handedOver: none,
    onChange: () => none,
    onLoad: (listener) => handle.onLoad(listener),
    reload: (region) => handle.reload(region),
    release: () => handle.close(),
  };
}
