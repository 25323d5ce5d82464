/**
 * What the addons return when they fail, their kernels that look at where voxels are connected or near, those of complex
 * numbers, and those that read files.
 */

/** What the addons return in place of a result when they fail. */
export interface Failed {
  readonly failed: string;
  readonly message: string;
  /** What Java threw, and its causes; the frames are one a line. */
  readonly throwables: readonly { readonly javaClass: string; readonly message: string; readonly javaFrames: string }[];
}

/** Kernels of native/complex_addon.cc. */
export interface ComplexCalls {
  /**
   * `operands`: array, type, offset and strides of each, in elements; the type of complex ones is that of their parts + 64.
   * `type`: of the parts that are computed with.
   */
  complexElementwise(
    op: number,
    type: number,
    target: ArrayBufferView,
    shape: readonly number[],
    ...operands: readonly (ArrayBufferView | number | readonly number[])[]
  ): Failed | undefined;
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
  /** An empty mask is none. `labels` has the markers and gets the basins; `around`, `faces`: native/kernels/spread.h. */
  spread(
    heights: ArrayBufferView,
    type: number,
    shape: readonly number[],
    mask: Uint8Array,
    connectivity: number,
    around: Float64Array,
    labels: Int32Array,
    faces: Float64Array,
  ): Failed | undefined;
}

/** Kernels that read what they compute with. */
export interface FileCalls {
  /** The number of the run that can't be read to its end. Not on Windows. */
  reduceFiles?(
    op: number,
    descriptors: Int32Array,
    offsets: Float64Array,
    type: number,
    outer: number,
    axis: number,
    inner: number,
    accumulator: ArrayBufferView,
    accumulatorType: number,
  ): Failed | number | undefined;
}
