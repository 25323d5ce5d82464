/** Where the viewer looks: as the server says, and back to the server when a person moves. */
import type { ViewState } from '../src/viewers/browser/protocol.js';

/** What keeps the two sides in step. */
export class View {
  readonly #viewer: any;
  readonly #report: (changes: Partial<ViewState>) => void;
  /** What both sides know. */
  #known: ViewState | undefined;
  #applying = false;
  /** Whether position and zoom have been set since the axes became known or others. */
  #settled = false;
  /** The zoom that shows all, where nobody has zoomed. */
  #fitted: number | undefined;

  /** `report` is called, a while after, with what a person changed. */
  constructor(viewer: any, report: (changes: Partial<ViewState>) => void) {
    this.#viewer = viewer;
    this.#report = report;
    const noticed = () => this.#noticed();
    viewer.navigationState.changed.add(noticed);
    viewer.layout.changed.add(noticed);
    viewer.showScaleBar.changed.add(noticed);
    viewer.coordinateSpace.changed.add(() => {
      // The library makes its own first choice when it learns of axes; ours comes after that.
      this.#settled = false;
      setTimeout(() => this.#place());
    });
    window.addEventListener('resize', () => {
      if (this.#known?.scale === null) this.#place();
    });
  }

  apply(view: ViewState): void {
    const before = this.#known;
    this.#known = view;
    this.#applying = true;
    try {
      if (before?.layout !== view.layout) this.#viewer.layout.restoreState(view.layout);
      if (String(before?.orientation) !== String(view.orientation)) {
        this.#viewer.crossSectionOrientation.restoreState(view.orientation);
      }
      this.#viewer.showScaleBar.value = view.scaleBar;
    } finally {
      this.#applying = false;
    }
    this.#place();
  }

  /** As a person chose here. */
  move(changes: Partial<ViewState>): void {
    if (this.#known !== undefined) this.apply({ ...this.#known, ...changes });
  }

  /** Position and zoom need to know the axes, which come with the first layer. */
  #place(): void {
    const view = this.#known;
    const { coordinateSpace, position, crossSectionScale } = this.#viewer;
    if (view === undefined || coordinateSpace.value.names.length === 0 || !coordinateSpace.value.valid) return;
    this.#applying = true;
    try {
      const { names } = coordinateSpace.value;
      const at = Float32Array.from(position.value);
      names.forEach((name: string, d: number) => {
        const wanted = view.position?.[name];
        if (wanted !== undefined) at[d] = wanted + 0.5;
      });
      position.value = at;
      if (view.scale !== null) crossSectionScale.value = view.scale;
      else this.#fit();
      this.#settled = true;
    } finally {
      this.#applying = false;
    }
  }

  /** All of the volume in the panels, as large as it goes. */
  #fit(): void {
    const { coordinateSpace, display, displayDimensionRenderInfo, crossSectionScale, projectionScale } = this.#viewer;
    const { bounds } = coordinateSpace.value;
    const { displayDimensionIndices, displayRank, canonicalVoxelFactors } = displayDimensionRenderInfo.value;
    const extents: number[] = [];
    for (let i = 0; i < displayRank; i++) {
      const d = displayDimensionIndices[i];
      extents.push((bounds.upperBounds[d] - bounds.lowerBounds[d]) * canonicalVoxelFactors[i]);
    }
    const largest = Math.max(...extents);
    const panels = this.#known?.layout === '4panel' ? 2 : 1;
    const { clientWidth, clientHeight } = display.container;
    const pixels = Math.min(clientWidth, clientHeight) / panels;
    if (!Number.isFinite(largest) || !(pixels > 0)) return;
    crossSectionScale.value = largest / pixels;
    this.#fitted = crossSectionScale.value;
    projectionScale.value = 1.4 * largest;
  }

  #noticed(): void {
    if (this.#applying || !this.#settled || this.#known === undefined) return;
    const { coordinateSpace, position, crossSectionScale, crossSectionOrientation, layout, showScaleBar } =
      this.#viewer;
    if (!coordinateSpace.value.valid || !position.valid) return;
    const { names } = coordinateSpace.value;
    const now: ViewState = {
      layout: layout.toJSON(),
      position: Object.fromEntries(names.map((name: string, d: number) => [name, position.value[d] - 0.5])),
      scale: crossSectionScale.value === this.#fitted && this.#known.scale === null ? null : crossSectionScale.value,
      orientation: Array.from(crossSectionOrientation.orientation as ArrayLike<number>),
      scaleBar: showScaleBar.value,
    };
    const known = this.#known;
    const changed = (Object.keys(now) as (keyof ViewState)[]).filter(
      (key) => JSON.stringify(now[key]) !== JSON.stringify(known[key]),
    );
    if (changed.length === 0) return;
    this.#known = now;
    this.#report(Object.fromEntries(changed.map((key) => [key, now[key]])) as Partial<ViewState>);
  }
}
