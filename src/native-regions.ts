/** What the addons return when they fail, and their kernels that look at where voxels are connected or near. */

/** What the addons return in place of a result when they fail. */
export interface Failed {
  readonly failed: string;
  readonly message: string;
  /** What Java threw, and its causes; the frames are one a line. */
  readonly throwables: readonly { readonly javaClass: string; readonly message: string; readonly javaFrames: string }[];
}

/** Kernels of native/regions_addon.cc; shapes are those of contiguous arrays. */
export interface RegionCalls {
  /** How many components there are. */
  label(
    source: ArrayBufferView,
    type: number,
    shape: readonly number[],
    connectivity: number,
    target: Int32Array,
  ): Failed | number;
  distanceAlongAxis(
    source: ArrayBufferView,
    type: number,
    outer: number,
    length: number,
    inner: number,
    spacing: number,
    target: Float64Array,
  ): Failed | undefined;
  nearestAlongAxis(
    array: Float64Array,
    outer: number,
    length: number,
    inner: number,
    spacing: number,
  ): Failed | undefined;
  /** An empty mask is none. `labels` has the markers and gets the basins. */
  watershed(
    heights: ArrayBufferView,
    type: number,
    shape: readonly number[],
    mask: Uint8Array,
    connectivity: number,
    line: boolean,
    labels: Int32Array,
  ): Failed | undefined;
}
