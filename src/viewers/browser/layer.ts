import { ArgumentError, ReleasedError } from '../../errors.js';
import type { Region } from '../../volume/index.js';
import { checkOpacity } from '../colors.js';
import type { Layer, Viewer } from '../viewer.js';
import type { LayerChanges, LayerState } from './protocol.js';

/** What a layer needs of its viewer. */
export interface BrowserHost extends Viewer {
  /** The pages hear of all layers' settings soon. */
  stateChanged(except?: string): void;
  forget(layer: BrowserLayer): void;
}

/** What a layer starts with. */
export interface LayerStart {
  readonly id: string;
  readonly name: string;
  readonly visible: boolean;
  readonly opacity: number;
}

/** What all layers of the browser viewer have in common. */
export abstract class BrowserLayer implements Layer {
  abstract readonly kind: 'image' | 'labels' | 'points';
  readonly id: string;
  readonly name: string;
  readonly viewer: Viewer;
  protected readonly host: BrowserHost;
  #visible: boolean;
  #opacity: number;
  #removed = false;

  protected constructor(host: BrowserHost, { id, name, visible, opacity }: LayerStart) {
    this.viewer = host;
    this.host = host;
    this.id = id;
    this.name = name;
    this.#visible = visible;
    this.#opacity = checkOpacity(opacity);
  }

  get visible(): boolean {
    this.assertThere();
    return this.#visible;
  }

  set visible(visible: boolean) {
    this.set({ visible });
  }

  get opacity(): number {
    this.assertThere();
    return this.#opacity;
  }

  set opacity(opacity: number) {
    this.set({ opacity: checkOpacity(opacity) });
  }

  abstract update(region?: Region): void;

  /** What the pages are told. @internal */
  abstract state(): LayerState;

  /** Takes changes over that were checked. @throws ArgumentError for what a layer of this kind does not have. @internal */
  apply({ visible, opacity, ...rest }: LayerChanges): void {
    for (const name of Object.keys(rest)) throw new ArgumentError(`a layer of ${this.kind} has no ${name}`);
    if (visible !== undefined) this.#visible = visible;
    if (opacity !== undefined) this.#opacity = opacity;
  }

  remove(): void {
    if (this.#removed) return;
    this.#removed = true;
    this.takeOut();
    this.host.forget(this);
  }

  /** Ends its claims. */
  protected abstract takeOut(): void;

  protected set(changes: LayerChanges): void {
    this.assertThere();
    this.apply(changes);
    this.host.stateChanged();
  }

  protected common(): LayerStart {
    return { id: this.id, name: this.name, visible: this.#visible, opacity: this.#opacity };
  }

  protected assertThere(): void {
    if (!this.#removed && !this.host.isClosed) return;
    throw new ReleasedError(`the layer '${this.name}' was removed from the browser viewer, or the viewer was closed`);
  }
}
