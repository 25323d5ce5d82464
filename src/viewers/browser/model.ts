import { ArgumentError } from '../../errors.js';
import { coordinateSpace, type Space } from './chunks/index.js';
import type { Emitter } from './emitter.js';
import { histogramOf, valuesOf } from './histogram.js';
import type { BrowserLayer } from './layer.js';
import { Notices } from './notices.js';
import { type BrowserView, checkChanges, objectOf } from './options.js';
import { BrowserPointsLayer } from './points-layer.js';
import type { Box, Hello, Histogram, PointsData, StateChanges, ViewerState, ViewState } from './protocol.js';
import type { ChunkAddress, ChunkAnswer, Served } from './server/index.js';
import { VoxelLayer } from './voxel-layers.js';

/** Slowest first, as people of arrays write them. */
const ORDER = ['t', 'c', 'z', 'y', 'x'];

/** What is shown, for the server to serve and the viewer to change; pages hear of it at the pace of a screen. */
export class Model implements Served {
  readonly #title: string;
  readonly #emitter: Emitter;
  readonly #notices: Notices;
  #layers: BrowserLayer[] = [];
  #ids = 0;
  #revision = 0;
  #view: ViewState = { layout: '4panel', position: null, scale: null, orientation: [0, 0, 0, 1], scaleBar: true };

  constructor(
    title: string,
    emitter: Emitter,
    send: (event: 'state' | 'changed', data: unknown, except?: string) => void,
  ) {
    this.#title = title;
    this.#emitter = emitter;
    this.#notices = new Notices(() => this.#state(), send);
  }

  get layers(): readonly BrowserLayer[] {
    return [...this.#layers];
  }

  newId(): string {
    return `layer${++this.#ids}`;
  }

  add<L extends BrowserLayer>(layer: L, flat: boolean): L {
    if (layer instanceof VoxelLayer) this.#lookAt(layer, flat);
    this.#layers.push(layer);
    this.stateChanged();
    return layer;
  }

  forget(layer: BrowserLayer): void {
    this.#layers = this.#layers.filter((one) => one !== layer);
    if (layer instanceof VoxelLayer) this.#notices.forget(layer);
    // Where it was looked at means nothing for what is shown next.
    if (!this.#layers.some((one) => one instanceof VoxelLayer)) this.#view = { ...this.#view, position: null };
    this.stateChanged();
  }

  /** Voxels of a layer have changed. */
  changed(layer: VoxelLayer, box: Box): void {
    this.#notices.changed(layer, box);
  }

  stateChanged(except?: string): void {
    this.#revision++;
    this.#notices.state(except);
  }

  /** Sends what waits to be sent. */
  flush(): void {
    this.#notices.flush();
  }

  close(): void {
    this.#notices.close();
  }

  reorder(ids: readonly string[]): void {
    const byId = new Map(this.#layers.map((layer) => [layer.id, layer]));
    const ordered = ids.flatMap((id) => byId.get(id) ?? []);
    if (new Set(ordered).size !== this.#layers.length || ids.length !== this.#layers.length) {
      throw new ArgumentError(`reorder: each of the ${this.#layers.length} layers must be named once`);
    }
    this.#layers = ordered;
    this.stateChanged();
  }

  get view(): BrowserView {
    const { position, scale, ...rest } = this.#view;
    const here = Object.entries(position ?? {}).filter(([axis]) => this.#axes().includes(axis));
    return { ...rest, scale: scale ?? 'fit', position: slowestFirst(Object.fromEntries(here)) };
  }

  setView(view: Partial<ViewState>): void {
    this.#view = { ...this.#view, ...view };
    this.stateChanged();
  }

  /** Names the axes of a position, slowest first, of which the first ones may be left out. */
  along(position: readonly number[]): Record<string, number> {
    const axes = this.#axes();
    if (position.length > axes.length || position.length < 2 || !position.every(Number.isFinite)) {
      throw new ArgumentError(`view: position [${position.join(', ')}] must be numbers along ${axes.join(', ')}`);
    }
    const named = axes.slice(axes.length - position.length).map((axis, i) => [axis, position[i]]);
    return { ...this.#view.position, ...Object.fromEntries(named) } as Record<string, number>;
  }

  /** Where points without a volume of their own are: in the voxels of the first layer, unless they say otherwise. */
  spaceOf(caller: string, voxelSize: readonly number[] | undefined, unit: string | undefined): Space {
    const first = this.#layers.find((layer) => layer instanceof VoxelLayer);
    if (voxelSize !== undefined || first === undefined) return coordinateSpace(caller, voxelSize, unit);
    const { scales, units } = first.volume;
    return { scales: scales.slice(0, 3), units: units.slice(0, 3) };
  }

  hello(): Hello {
    const voxels = this.#layers.filter((layer) => layer instanceof VoxelLayer);
    return { state: this.#state(), versions: Object.fromEntries(voxels.map(({ id, version }) => [id, version])) };
  }

  change(body: unknown): void {
    const changes = checkChanges(body);
    const { client, layers = {}, order, view } = changes;
    for (const [id, settings] of Object.entries(layers)) this.#byId(id)?.apply(settings);
    if (order !== undefined) this.reorder(order);
    if (view !== undefined) this.#view = { ...this.#view, ...view };
    // Who moved is there already; settings are shown by all pages as the server has them.
    const movedOnly = Object.keys(layers).length === 0 && order === undefined;
    this.stateChanged(movedOnly ? client : undefined);
    this.#tell(changes);
  }

  click(body: unknown): void {
    const { position, values } = objectOf('click', body);
    const along = numbersOf('click: position', position);
    const known = Object.entries(objectOf('click: values', values)).flatMap(([id, value]) => {
      const layer = this.#byId(id);
      return layer === undefined ? [] : [{ layer: layer.name, value: scalarOf(value) }];
    });
    this.#emitter.emit('click', { position: slowestFirst(along), along, values: known });
  }

  read({ key, factors, start, end }: ChunkAddress, signal: AbortSignal): Promise<ChunkAnswer> | undefined {
    const layer = this.#byId(key);
    if (!(layer instanceof VoxelLayer)) return undefined;
    const { levels } = layer.volume;
    const level = levels.findIndex((one) => String(one.factors) === String(factors));
    const found = levels[level];
    const fits = found?.shape.every((extent, d) => {
      const [from, to] = [start[d] as number, end[d] as number];
      return from < to && to <= extent && to - from <= (found.chunk[d] as number);
    });
    if (fits !== true || start.length !== factors.length) return undefined;
    const { source } = layer;
    return source.read({ level, start, end }, signal).then((bytes) => ({ bytes, version: source.version }));
  }

  points(key: string): PointsData | undefined {
    const layer = this.#byId(key);
    return layer instanceof BrowserPointsLayer ? layer.data : undefined;
  }

  histogram(key: string, signal: AbortSignal): Promise<readonly Histogram[]> | undefined {
    const layer = this.#byId(key);
    if (!(layer instanceof VoxelLayer)) return undefined;
    return layer.source.sample(signal).then((bytes) => [histogramOf(valuesOf(bytes, layer.volume.type))]);
  }

  /** Those that can be moved along, slowest first. */
  #axes(): string[] {
    const layers = this.#layers.filter((layer) => layer instanceof VoxelLayer);
    return ORDER.filter((axis) => 'zyx'.includes(axis) || layers.some(({ volume }) => volume.axes.includes(axis)));
  }

  #byId(id: string): BrowserLayer | undefined {
    return this.#layers.find((layer) => layer.id === id);
  }

  #state(): ViewerState {
    const layers = this.#layers.map((layer) => layer.state());
    return { revision: this.#revision, title: this.#title, layers, view: this.#view };
  }

  /** The first volume decides where the viewer looks; a later one adds the axes that it has more. */
  #lookAt({ volume }: VoxelLayer, flat: boolean): void {
    const first = !this.#layers.some((layer) => layer instanceof VoxelLayer);
    const middle = Object.fromEntries(
      volume.axes.flatMap((axis, d) => {
        const extent = volume.levels[0]?.shape[d] as number;
        return axis === 'c^' ? [] : [[axis, d < 3 ? Math.floor(extent / 2) : 0]];
      }),
    );
    const layout = flat || volume.levels[0]?.shape[2] === 1 ? 'xy' : '4panel';
    this.#view = { ...this.#view, position: { ...middle, ...this.#view.position }, ...(first && { layout }) };
  }

  #tell({ layers = {}, order, view }: StateChanges): void {
    if (Object.keys(layers).length > 0 || order !== undefined) {
      this.#emitter.emit(
        'layers',
        this.#layers.map(({ name }) => name),
      );
    }
    if (view?.position && this.#emitter.heard('position')) void this.#tellPosition(view.position);
  }

  async #tellPosition(there: Readonly<Record<string, number>>): Promise<void> {
    const along = Object.fromEntries(Object.entries(there).map(([axis, at]) => [axis, Math.round(at)]));
    const voxels = this.#layers.filter((layer) => layer instanceof VoxelLayer);
    const values = await Promise.all(
      voxels.map(async (layer) => ({ layer: layer.name, value: await layer.valueAt(along) })),
    );
    this.#emitter.emit('position', { position: slowestFirst(along), along, values });
  }
}

function slowestFirst(along: Readonly<Record<string, number>>): number[] {
  return ORDER.flatMap((axis) => along[axis] ?? []);
}

function numbersOf(what: string, value: unknown): Record<string, number> {
  const along = objectOf(what, value);
  for (const at of Object.values(along)) if (!Number.isFinite(at)) throw new ArgumentError(`${what} must be numbers`);
  return along as Record<string, number>;
}

function scalarOf(value: unknown): number | bigint | undefined {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && /^-?\d{1,20}$/.test(value) ? BigInt(value) : undefined;
}
