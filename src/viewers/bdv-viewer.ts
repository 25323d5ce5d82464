import type { JavaObject } from '../jvm/index.js';
import type { Layer, Viewer } from './viewer.js';

/**
 * A BigDataViewer: a window, or with `headless` the same without one. Transforms are BigDataViewer's own: twelve
 * numbers, 3 x 4, row by row, x first.
 */
export interface BigDataViewer extends Viewer {
  readonly kind: 'bigdataviewer';
  /** The timepoint that is shown, from 0. @throws ArgumentError for one that there isn't. */
  timepoint: number;
  /** How many timepoints there are: those of the source that has most. */
  readonly numTimepoints: number;
  /** From BigDataViewer's space to pixels of the canvas; the plane z = 0 of the result is what is seen. */
  viewerTransform: readonly number[];
  /** Whether neighbouring voxels are mixed ('linear') or not ('nearest', at first). */
  setInterpolation(mode: 'nearest' | 'linear'): void;
  /** Width and height of the canvas in pixels. */
  readonly size: readonly [number, number];
  /**
   * Left, top, width and height of the canvas on the screen, in pixels, for who looks at the screen itself.
   * @throws ViewerError without a window.
   */
  canvasOnScreen(): Promise<readonly [number, number, number, number]>;
  /**
   * BigDataViewer's own `BdvHandle` as a java-bridge object, for what has no name here. Its calls may wait for Java's
   * event thread: use their asynchronous forms.
   * @throws ViewerError without a window.
   */
  readonly bdvHandle: JavaObject;
  /** How often BigDataViewer was asked to repaint for changed voxels, and the pixels of the last rectangle it was given. */
  readonly repaints: { readonly count: number; readonly pixels: number };
}

/** What a source needs of its viewer. */
export interface BdvHost extends BigDataViewer {
  /** Runs a call of Java. @throws ReleasedError when the viewer is closed; JavaError for what Java throws. */
  call<T>(call: () => T): T;
  forget(layer: Layer): void;
}
