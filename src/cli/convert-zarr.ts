/** `convert` into OME-Zarr. */
import { basename } from 'node:path';
import { type LazyVolume, type WriteOmeZarrOptions, writeOmeZarr, type ZarrCompression } from '../index.js';
import { type ConvertInput, openInput } from './convert-input.js';

/** Options of `convert` for OME-Zarr. */
export interface ZarrOutput {
  readonly compression?: string;
  readonly ngff: '0.4' | '0.5';
  readonly chunks?: readonly number[];
  readonly shards?: readonly number[];
  readonly levels?: number;
  readonly labels?: string;
  readonly overwrite?: true;
  readonly resume?: true;
}

/** Writes an image with its labels. */
export async function writeZarrOutput(
  input: ConvertInput,
  output: string,
  options: ZarrOutput,
  control: Pick<WriteOmeZarrOptions, 'signal' | 'onProgress'>,
): Promise<void> {
  const { volume, axes } = inOrder(input);
  const { ngff: version, compression = 'zstd', chunks, shards, levels, overwrite = false, resume = false } = options;
  const labels: Record<string, { volume: LazyVolume; colors?: Readonly<Record<number, readonly number[]>> }> = {};
  if (input.axes.toLowerCase() === axes) Object.assign(labels, input.labels);
  if (options.labels !== undefined) labels.labels = { volume: inOrder(await openInput(options.labels, 0)).volume };
  const { spacing, origin, channels, name = basename(output).replace(/(\.ome)?\.zarr$/i, '') } = input;
  const spatial = [...axes].filter((letter) => 'zyx'.includes(letter)).length;
  await writeOmeZarr(volume, output, {
    ...{ version, axes, name, labels, overwrite, resume, ...control },
    compression: compression as ZarrCompression,
    ...(channels.length > 0 && { channels }),
    ...(spacing && { scale: spacing.size.slice(-spatial) }),
    ...(spacing?.unit !== undefined && { units: spacing.unit }),
    ...(origin && { translation: origin.slice(-spatial) }),
    ...(levels !== undefined && { levels }),
    ...(chunks && { chunks: perAxis(chunks, axes.length) }),
    ...(shards && { shards: perAxis(shards, axes.length) }),
  });
}

/** Extents for all axes from those of the last ones; one number is that of the last three. */
function perAxis(given: readonly number[], ndim: number): readonly number[] {
  const last = given.length === 1 ? new Array<number>(Math.min(3, ndim)).fill(given[0] as number) : given;
  return [...new Array<number>(Math.max(0, ndim - last.length)).fill(1), ...last];
}

/** The axes as OME-NGFF has them: t, c, z, y, x; samples are channels, and an axis without a name is z or else t. */
function inOrder({ volume, axes }: ConvertInput): { readonly volume: LazyVolume; readonly axes: string } {
  const letters = [...axes.toLowerCase()];
  const rename = (from: string, to: readonly string[]): void => {
    const at = letters.indexOf(from);
    const free = to.find((letter) => !letters.includes(letter));
    if (at >= 0 && free !== undefined) letters[at] = free;
  };
  rename('s', ['c']);
  rename('q', ['z', 't', 'c']);
  rename('q', ['t', 'c']);
  if (letters.some((letter, d) => !'tczyx'.includes(letter) || letters.indexOf(letter) !== d)) {
    throw new Error(`the axes ${axes} have no place in OME-Zarr, which knows t, c, z, y and x, once each`);
  }
  const order = [...letters.keys()].sort(
    (a, b) => 'tczyx'.indexOf(letters[a] as string) - 'tczyx'.indexOf(letters[b] as string),
  );
  const sorted = order.every((d, i) => d === i) ? volume : volume.permuteDims(order);
  return { volume: sorted, axes: order.map((d) => letters[d]).join('') };
}
