/** The panel beside the pictures: presets, what is under the mouse, and the layers with all that can be set of them. */
import type { LayerState, ViewerState, ViewState } from '../../src/viewers/browser/protocol.js';
import type { Layers } from '../layers.js';
import { hoverText } from '../mouse.js';
import type { Outbox } from '../outbox.js';
import { element } from './dom.js';
import { helpBox } from './help.js';
import { type LayerSection, layerSection } from './layer-section.js';
import { Toolbar } from './toolbar.js';

export class Panel {
  readonly #outbox: Outbox;
  readonly #toolbar: Toolbar;
  readonly #sections = new Map<string, LayerSection>();
  readonly #list = element('div');
  readonly #status = element('pre', { className: 'status' });
  #order: readonly string[] = [];

  /** `move` shows another view here, as the toolbar asks; the server hears of it too. */
  constructor(box: HTMLElement, viewer: any, layers: Layers, outbox: Outbox, move: (view: Partial<ViewState>) => void) {
    this.#outbox = outbox;
    const help = helpBox();
    const toggle = () => {
      help.hidden = !help.hidden;
    };
    this.#toolbar = new Toolbar(move, toggle);
    box.append(this.#toolbar.box, help, this.#status, this.#list);
    viewer.bindAction('help', toggle);
    viewer.mouseState.changed.add(() => {
      this.#status.textContent = hoverText(viewer, layers);
    });
  }

  show(state: ViewerState): void {
    this.#toolbar.show(state);
    const ids = new Set(state.layers.map(({ id }) => id));
    for (const [id, { box }] of this.#sections) {
      if (ids.has(id)) continue;
      box.remove();
      this.#sections.delete(id);
    }
    for (const layer of state.layers) this.#section(layer).show(layer);
    const order = state.layers.map(({ id }) => id);
    if (order.join() === this.#order.join()) return;
    this.#order = order;
    // The topmost first, as they cover each other.
    for (const id of [...order].reverse()) this.#list.append((this.#sections.get(id) as LayerSection).box);
  }

  #section(layer: LayerState): LayerSection {
    const known = this.#sections.get(layer.id);
    if (known !== undefined) return known;
    const made = layerSection(layer, this.#outbox, (up) => this.#move(layer.id, up));
    this.#sections.set(layer.id, made);
    return made;
  }

  #move(id: string, up: boolean): void {
    const order = [...this.#order];
    const from = order.indexOf(id);
    const to = from + (up ? 1 : -1);
    if (to < 0 || to >= order.length) return;
    order.splice(from, 1);
    order.splice(to, 0, id);
    this.#outbox.order(order);
  }
}
