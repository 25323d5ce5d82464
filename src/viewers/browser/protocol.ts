/**
 * What the server and the page in the browser say to each other: types alone, which client/ imports too. Axes of voxels
 * and positions go fastest first here, `x, y, z` and then channel and time, as the page draws them.
 */

/** The element types that chunks are sent in, little-endian. */
export type ChunkType = 'uint8' | 'int8' | 'uint16' | 'int16' | 'uint32' | 'int32' | 'uint64' | 'float32';

/** One resolution of a volume. */
export interface LevelInfo {
  /** How many voxels of the finest level one voxel stands for, along each axis. */
  readonly factors: readonly number[];
  readonly shape: readonly number[];
  /** The extents of a whole chunk; those at the far ends are cut off. */
  readonly chunk: readonly number[];
}

/** A volume as the page asks for it. */
export interface VolumeInfo {
  /** Stands in the addresses of its chunks. */
  readonly key: string;
  readonly type: ChunkType;
  /** 'x', 'y', 'z', then 'c' (a slider) or 'c^' (all channels in one picture), and 't'. */
  readonly axes: readonly string[];
  /** The size of a voxel along each axis, in `units`. */
  readonly scales: readonly number[];
  /** 'm' or ''. */
  readonly units: readonly string[];
  /** The finest first. */
  readonly levels: readonly LevelInfo[];
}

/** How the values of one channel become colours. */
export interface ChannelState {
  /** '#rrggbb' or the name of a colour map. */
  readonly colormap: string;
  readonly contrastLimits: readonly [number, number];
}

interface AnyLayerState {
  readonly id: string;
  readonly name: string;
  readonly visible: boolean;
  readonly opacity: number;
}

/** A layer of voxels as a picture. */
export interface ImageState extends AnyLayerState {
  readonly kind: 'image';
  readonly volume: VolumeInfo;
  readonly channels: readonly ChannelState[];
  readonly gamma: number;
  readonly blending: Blending;
  /** Whether the three channels are red, green and blue as they are. */
  readonly rgb: boolean;
}

/** A layer of voxels with a colour a label. */
export interface LabelsState extends AnyLayerState {
  readonly kind: 'labels';
  readonly volume: VolumeInfo;
  /** [label, '#rrggbb'] where another colour than its own was asked for. */
  readonly colors: readonly (readonly [string, string])[];
}

/** A layer of points; the points themselves are asked for apart, at each new version. */
export interface PointsState extends AnyLayerState {
  readonly kind: 'points';
  readonly key: string;
  readonly version: number;
  readonly size: number;
  readonly scales: readonly number[];
  readonly units: readonly string[];
}

/** The points of a layer. */
export interface PointsData {
  readonly version: number;
  /** x, y, z of each, in voxels: the middle of the first voxel is 0. */
  readonly xyz: readonly number[];
  /** '#rrggbb' of each. */
  readonly colors: readonly string[];
  /** What is shown of each when the mouse is over it; none where nothing is to be said. */
  readonly texts: readonly string[];
}

export type LayerState = ImageState | LabelsState | PointsState;

/** How a layer is laid over those below it. */
export type Blending = 'translucent' | 'additive';

/** What the panels show. */
export type Layout = '4panel' | 'xy' | 'xz' | 'yz' | '3d' | 'xy-3d';

/** Where the viewer looks; what is null is chosen by the page (the middle, all of it). */
export interface ViewState {
  readonly layout: Layout;
  /** By axis ('x', 'y', 'z', 'c', 't'), in voxels of the first layer: the middle of the first voxel is 0. */
  readonly position: Readonly<Record<string, number>> | null;
  /** Voxels of the first layer to a pixel of the screen. */
  readonly scale: number | null;
  /** Quaternion x, y, z, w that turns the planes of the slices. */
  readonly orientation: readonly number[];
  readonly scaleBar: boolean;
}

/** All that is shown. */
export interface ViewerState {
  readonly revision: number;
  readonly title: string;
  /** In the order in which they are drawn. */
  readonly layers: readonly LayerState[];
  readonly view: ViewState;
}

/** What a page asks to change, as its person did; all is checked. */
export interface StateChanges {
  /** Which page it is: the others are told. */
  readonly client: string;
  readonly layers?: Readonly<Record<string, LayerChanges>>;
  readonly order?: readonly string[];
  readonly view?: Partial<ViewState>;
}

/** What a page may change of a layer. */
export interface LayerChanges {
  readonly visible?: boolean;
  readonly opacity?: number;
  readonly gamma?: number;
  readonly blending?: Blending;
  readonly size?: number;
  readonly channels?: readonly ChannelState[];
}

/** Where the mouse clicked, and what is there. */
export interface ClickReport {
  /** By axis, in voxels of the first layer. */
  readonly position: Readonly<Record<string, number>>;
  /** By layer; null where it has nothing there. */
  readonly values: Readonly<Record<string, string | number | null>>;
}

/** A box of voxels of the finest level, half open. */
export interface Box {
  readonly start: readonly number[];
  readonly end: readonly number[];
}

/** Voxels of a volume have changed: chunks that touch one of the boxes are to be asked for again. */
export interface ChangeNotice {
  readonly key: string;
  /** The number of this change: a page that missed some asks for all again. */
  readonly version: number;
  readonly boxes: readonly Box[];
}

/** The first thing that a page hears when it connects, also when it does again. */
export interface Hello {
  readonly state: ViewerState;
  /** The number of the last change of each volume. */
  readonly versions: Readonly<Record<string, number>>;
}

/** A histogram of a volume's values, from a sample of them. */
export interface Histogram {
  readonly low: number;
  readonly high: number;
  readonly counts: readonly number[];
}
