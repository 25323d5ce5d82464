/** What a person changed here, collected for a moment and sent together. */
import type { LayerChanges, StateChanges, ViewState } from '../src/viewers/browser/protocol.js';
import { sendChanges } from './connection.js';

const WAIT_MS = 50;

export class Outbox {
  readonly #client: string;
  readonly #muted: boolean;
  #layers: Record<string, LayerChanges> = {};
  #view: Partial<ViewState> = {};
  #order: readonly string[] | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** A muted one sends nothing. */
  constructor(client: string, muted: boolean) {
    this.#client = client;
    this.#muted = muted;
  }

  view(changes: Partial<ViewState>): void {
    this.#view = { ...this.#view, ...changes };
    this.#schedule();
  }

  layer(id: string, changes: LayerChanges): void {
    this.#layers[id] = { ...this.#layers[id], ...changes };
    this.#schedule();
  }

  order(ids: readonly string[]): void {
    this.#order = ids;
    this.#schedule();
  }

  #schedule(): void {
    if (this.#muted) return;
    this.#timer ??= setTimeout(() => this.#send(), WAIT_MS);
  }

  #send(): void {
    this.#timer = undefined;
    const changes: StateChanges = {
      client: this.#client,
      ...(Object.keys(this.#layers).length > 0 && { layers: this.#layers }),
      ...(Object.keys(this.#view).length > 0 && { view: this.#view }),
      ...(this.#order && { order: this.#order }),
    };
    this.#layers = {};
    this.#view = {};
    this.#order = undefined;
    sendChanges(changes).catch((error: unknown) => console.warn(`the server did not hear of a change: ${error}`));
  }
}
