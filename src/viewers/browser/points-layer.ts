import { ArgumentError } from '../../errors.js';
import { rgbList } from '../colors.js';
import { checkPoints } from '../points.js';
import type { PointCoordinates, PointsLayer, PointsOptions } from '../viewer.js';
import { type BrowserHost, BrowserLayer, type LayerStart } from './layer.js';
import { type BrowserPointsOptions, checkSize, hexOf } from './options.js';
import type { LayerChanges, PointsData, PointsState } from './protocol.js';

/** Points in the browser viewer. */
export class BrowserPointsLayer extends BrowserLayer implements PointsLayer {
  readonly kind = 'points';
  readonly #space: { readonly scales: readonly number[]; readonly units: readonly string[] };
  #options: Pick<BrowserPointsOptions, 'names' | 'color' | 'properties'>;
  #size: number;
  #data: PointsData;

  /** @internal */
  constructor(
    host: BrowserHost,
    start: LayerStart,
    points: PointCoordinates,
    options: BrowserPointsOptions,
    space: { readonly scales: readonly number[]; readonly units: readonly string[] },
  ) {
    super(host, start);
    const { names, color, properties } = options;
    this.#options = { ...(names && { names }), ...(color && { color }), ...(properties && { properties }) };
    this.#size = checkSize(options.size ?? 9);
    this.#space = space;
    this.#data = dataOf(points, this.#options, 0);
  }

  /** Diameter on the screen, in pixels. */
  get size(): number {
    this.assertThere();
    return this.#size;
  }

  set size(size: number) {
    this.set({ size: checkSize(size) });
  }

  setPoints(points: PointCoordinates, options: Pick<PointsOptions, 'names' | 'color'> = {}): void {
    this.assertThere();
    const { count } = checkPoints(points);
    const kept = this.#options;
    const oneColor = kept.color !== undefined && [1, count].includes(rgbList(kept.color).length);
    const next = {
      ...(kept.names?.length === count && { names: kept.names }),
      ...(kept.properties?.length === count && { properties: kept.properties }),
      ...(oneColor && { color: kept.color }),
      ...options,
    };
    this.#data = dataOf(points, next as BrowserPointsOptions, this.#data.version + 1);
    this.#options = next as BrowserPointsOptions;
    this.host.stateChanged();
  }

  /** Sends the points to the pages again. */
  update(): void {
    this.assertThere();
    this.#data = { ...this.#data, version: this.#data.version + 1 };
    this.host.stateChanged();
  }

  /** @internal */
  override apply({ size, ...rest }: LayerChanges): void {
    super.apply(rest);
    if (size !== undefined) this.#size = size;
  }

  /** @internal */
  get data(): PointsData {
    return this.#data;
  }

  /** @internal */
  state(): PointsState {
    const { version } = this.#data;
    return { kind: 'points', ...this.common(), key: this.id, version, size: this.#size, ...this.#space };
  }

  protected takeOut(): void {
    this.#data = { version: this.#data.version, xyz: [], colors: [], texts: [] };
  }
}

function dataOf(list: PointCoordinates, options: BrowserPointsOptions, version: number): PointsData {
  const { properties = [] } = options;
  const { count, zyx, names, colors } = checkPoints(list, options);
  if (properties.length !== 0 && properties.length !== count) {
    throw new ArgumentError(`points: ${properties.length} properties for ${count} points`);
  }
  const each = Array.from({ length: count }, (_, i) => i);
  return {
    version,
    xyz: each.flatMap((i) => [zyx[3 * i + 2] as number, zyx[3 * i + 1] as number, zyx[3 * i] as number]),
    colors: each.map((i) => hexOf((colors[i] ?? colors[0]) as number)),
    texts: each.map((i) => textOf(names[i], properties[i])),
  };
}

function textOf(name: string | undefined, properties: Readonly<Record<string, unknown>> = {}): string {
  const lines = Object.entries(properties).map(([key, value]) => `${key}: ${String(value)}`);
  return [...(name === undefined ? [] : [name]), ...lines].join('\n');
}
