/** Presets of the view, and sliders for time and channel. */
import type { Layout, ViewerState, ViewState } from '../../src/viewers/browser/protocol.js';
import { element, type Slider, slider } from './dom.js';

const LAYOUTS: readonly (readonly [Layout, string, string])[] = [
  ['4panel', '4', 'three planes and the slices in space'],
  ['xy', 'xy', 'the plane along x and y'],
  ['xz', 'xz', 'the plane along x and z'],
  ['yz', 'yz', 'the plane along y and z'],
  ['3d', '3D', 'the slices in space'],
];
/** Half a right angle about x and about y. */
const TILT = Math.PI / 8;
const OBLIQUE = [
  Math.cos(TILT) * Math.sin(TILT),
  Math.sin(TILT) * Math.cos(TILT),
  -Math.sin(TILT) * Math.sin(TILT),
  Math.cos(TILT) * Math.cos(TILT),
];
const STRAIGHT = [0, 0, 0, 1];
const NAMES: Readonly<Record<string, string>> = { t: 'time', c: 'channel' };

export class Toolbar {
  readonly box: HTMLElement;
  readonly #sliders = element('div');
  readonly #set: (view: Partial<ViewState>) => void;
  readonly #along = new Map<string, Slider>();
  #view: ViewState | undefined;

  /** `set` moves the view here and everywhere; `help` shows or hides the keys. */
  constructor(set: (view: Partial<ViewState>) => void, help: () => void) {
    this.#set = set;
    const button = (text: string, title: string, onclick: () => void) =>
      element('button', { textContent: text, title, onclick });
    const layouts = LAYOUTS.map(([layout, text, title]) =>
      button(text, title, () => set({ layout, orientation: STRAIGHT })),
    );
    const buttons = element(
      'div',
      { className: 'buttons' },
      ...layouts,
      button('oblique', 'a tilted plane; Shift and drag turns it', () => set({ layout: 'xy', orientation: OBLIQUE })),
      button('fit', 'all of the volume', () => set({ scale: null })),
      button('?', 'keys and mouse (h)', help),
    );
    this.box = element('div', { className: 'toolbar' }, buttons, this.#sliders);
  }

  show({ view, layers }: ViewerState): void {
    this.#view = view;
    for (const axis of ['t', 'c']) {
      const extent = Math.max(0, ...layers.map((layer) => extentOf(layer, axis)));
      if (extent > 1 && !this.#along.has(axis)) this.#add(axis, extent);
      this.#along.get(axis)?.set(view.position?.[axis] ?? 0);
    }
  }

  #add(axis: string, extent: number): void {
    const change = (value: number) => this.#set({ position: { ...this.#view?.position, [axis]: value } });
    const made = slider(NAMES[axis] ?? axis, { min: 0, max: extent - 1, step: 1, change });
    this.#along.set(axis, made);
    this.#sliders.append(made.line);
  }
}

function extentOf(layer: ViewerState['layers'][number], axis: string): number {
  if (layer.kind === 'points') return 0;
  const at = layer.volume.axes.indexOf(axis);
  return at < 0 ? 0 : (layer.volume.levels[0]?.shape[at] as number);
}
