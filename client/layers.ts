/** Layers as the library has them, made to show what the server says, and changed with as little as possible. */
import { makeLayer } from 'neuroglancer/unstable/layer/index.js';
import type { ImageState, LabelsState, LayerState, PointsData, PointsState } from '../src/viewers/browser/protocol.js';
import { imageControls, imageShader, labelsShader, POINTS_SHADER } from './shader.js';

/** One layer in the library's list. */
interface Shown {
  readonly managed: any;
  state: LayerState;
}

/** The layers of the page. */
export class Layers {
  readonly #viewer: any;
  readonly #shown = new Map<string, Shown>();
  readonly #points: (key: string) => Promise<PointsData>;
  #loading = 0;

  constructor(viewer: any, points: (key: string) => Promise<PointsData>) {
    this.#viewer = viewer;
    this.#points = points;
  }

  /** Brings the list to what the server says: in its order, with all settings. */
  apply(states: readonly LayerState[]): void {
    const { layerManager } = this.#viewer;
    const wanted = new Set(states.map(({ id }) => id));
    for (const [id, { managed }] of this.#shown) {
      if (wanted.has(id)) continue;
      this.#shown.delete(id);
      layerManager.removeManagedLayer(managed);
    }
    states.forEach((state, index) => {
      const shown = this.#shown.get(state.id);
      if (shown === undefined) this.#add(state, index);
      else this.#change(shown, state);
      const at = layerManager.managedLayers.indexOf(this.#shown.get(state.id)?.managed);
      if (at !== index) layerManager.reorderManagedLayer(at, index);
    });
  }

  /** Whether points are still on their way. */
  get isLoading(): boolean {
    return this.#loading > 0;
  }

  /** Which layer one of the library's is. */
  idOf(managed: any): string | undefined {
    for (const [id, shown] of this.#shown) if (shown.managed === managed) return id;
    return undefined;
  }

  nameOf(id: string): string {
    return this.#shown.get(id)?.state.name ?? id;
  }

  /** What is to be said of the point that the mouse is over, if there is one. */
  pointText(mouseState: any): string | undefined {
    const { pickedAnnotationId, pickedAnnotationLayer } = mouseState;
    if (pickedAnnotationId === undefined) return undefined;
    for (const { managed, state } of this.#shown.values()) {
      if (state.kind !== 'points' || managed.layer?.localAnnotations !== pickedAnnotationLayer?.source) continue;
      const text = managed.layer.localAnnotations.get(pickedAnnotationId)?.description;
      return text ? `${state.name}: ${text}` : `${state.name}: point ${pickedAnnotationId}`;
    }
    return undefined;
  }

  #add(state: LayerState, index: number): void {
    const { layerSpecification, layerManager } = this.#viewer;
    const name = layerManager.getUniqueLayerName(state.name);
    const managed = makeLayer(layerSpecification, name, specificationOf(state) as any);
    managed.visible = state.visible;
    this.#shown.set(state.id, { managed, state });
    layerManager.addManagedLayer(managed, index);
    if (state.kind === 'points') void this.#loadPoints(state, managed);
  }

  #change(shown: Shown, state: LayerState): void {
    const { managed, state: before } = shown;
    shown.state = state;
    if (state.visible !== before.visible) managed.setVisible(state.visible);
    const layer = managed.layer;
    if (state.kind === 'points') {
      const points = before as PointsState;
      if (state.size !== points.size || state.opacity !== points.opacity) setPointControls(layer, state);
      if (state.version !== points.version) void this.#loadPoints(state, managed);
      return;
    }
    if (state.opacity !== before.opacity) layer.opacity.value = state.opacity;
    if (state.kind === 'image') changeImage(layer, before as ImageState, state);
  }

  async #loadPoints(state: PointsState, managed: any): Promise<void> {
    this.#loading++;
    const data = await this.#points(state.key).finally(() => {
      this.#loading--;
    });
    const shown = this.#shown.get(state.id);
    // The layer was removed meanwhile, or a newer list is on its way.
    if (shown === undefined || (shown.state as PointsState).version > data.version) return;
    const annotations = data.colors.map((color, i) => annotationOf(data, color, i));
    const { layer } = managed;
    layer.localAnnotationsJson = annotations;
    layer.localAnnotations?.restoreState(annotations);
  }
}

function changeImage(layer: any, before: ImageState, state: ImageState): void {
  if (state.blending !== before.blending) layer.blendMode.restoreState(blendOf(state));
  const shader = imageShader(state);
  if (shader !== imageShader(before)) layer.fragmentMain.value = shader;
  layer.shaderControlState.restoreState(imageControls(state));
}

function setPointControls(layer: any, state: PointsState): void {
  layer.annotationDisplayState.shaderControls.restoreState({ size: state.size, opacity: state.opacity });
}

function specificationOf(state: LayerState): Record<string, unknown> {
  return state.kind === 'points' ? pointsSpecification(state) : voxelsSpecification(state);
}

function voxelsSpecification(state: ImageState | LabelsState): Record<string, unknown> {
  const common = { type: 'image', source: `volume://${state.volume.key}`, opacity: state.opacity };
  if (state.kind === 'labels') return { ...common, shader: labelsShader(state), blend: 'default' };
  return { ...common, shader: imageShader(state), shaderControls: imageControls(state), blend: blendOf(state) };
}

function pointsSpecification(state: PointsState): Record<string, unknown> {
  const dimensions = Object.fromEntries(['x', 'y', 'z'].map((axis, d) => [axis, [state.scales[d], state.units[d]]]));
  return {
    type: 'annotation',
    source: { url: 'local://annotations', transform: { outputDimensions: dimensions } },
    annotations: [],
    annotationProperties: [{ id: 'color', type: 'rgb', default: '#ffff00' }],
    shader: POINTS_SHADER,
    shaderControls: { size: state.size, opacity: state.opacity },
  };
}

/** The middle of a voxel is half a voxel further in the library's coordinates. */
function annotationOf({ xyz, texts }: PointsData, color: string, i: number): Record<string, unknown> {
  const point = [0, 1, 2].map((d) => (xyz[3 * i + d] as number) + 0.5);
  const text = texts[i];
  return { type: 'point', id: String(i), point, props: [color], ...(text && { description: text }) };
}

function blendOf({ blending }: ImageState): string {
  return blending === 'additive' ? 'additive' : 'default';
}
