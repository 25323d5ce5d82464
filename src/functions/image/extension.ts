/** How an image goes on beyond its edges. */
import { ArgumentError } from '../../errors.js';
import { type DType, dtypeInfo, valueText } from '../../volume/index.js';

/** The names of scipy.ndimage; `wrap` is its 'grid-wrap', which for filters is the same. */
export type EdgeMode = 'reflect' | 'mirror' | 'nearest' | 'wrap' | 'constant';

export const EDGE_MODES: readonly EdgeMode[] = ['reflect', 'mirror', 'nearest', 'wrap', 'constant'];

/** @throws ArgumentError for a mode that there isn't, or a value beyond the edges that is no finite number. */
export function checkEdges(caller: string, mode: EdgeMode, cval: number): void {
  if (!EDGE_MODES.includes(mode)) {
    throw new ArgumentError(`${caller}: mode ${valueText(mode)} is none of ${EDGE_MODES.join(', ')}`);
  }
  if (!Number.isFinite(cval)) throw new ArgumentError(`${caller}: cval ${valueText(cval)} must be a finite number`);
}

/**
 * The value beyond the edges, as an image of that dtype has it.
 * @throws ArgumentError for a value that the dtype lacks.
 */
export function edgeValue(caller: string, dtype: DType, cval: number): number {
  const { kind, range } = dtypeInfo(dtype);
  if (kind === 'float' && Number.isFinite(cval)) return dtype === 'float32' ? Math.fround(cval) : cval;
  if (kind !== 'float' && Number.isSafeInteger(cval) && cval >= range[0] && cval <= range[1]) return cval;
  const wanted = kind === 'float' ? 'a finite number' : `a whole number from ${range[0]} to ${range[1]}`;
  throw new ArgumentError(`${caller}: cval ${valueText(cval)} is no ${dtype}; give ${wanted}`);
}

/** Index i of an axis that goes on beyond its ends; -1 where the value is the constant. */
export function extendedIndex(i: number, length: number, mode: EdgeMode): number {
  if (i >= 0 && i < length) return i;
  switch (mode) {
    case 'constant':
      return -1;
    case 'nearest':
      return i < 0 ? 0 : length - 1;
    case 'wrap':
      return modulo(i, length);
    case 'reflect': {
      const at = modulo(i, 2 * length);
      return at < length ? at : 2 * length - 1 - at;
    }
    case 'mirror': {
      if (length === 1) return 0;
      const at = modulo(i, 2 * length - 2);
      return at < length ? at : 2 * length - 2 - at;
    }
  }
}

function modulo(i: number, period: number): number {
  return ((i % period) + period) % period;
}

/** The modes of skimage.transform and numpy.pad, and what scipy.ndimage calls them. */
const PAD_MODES: Readonly<Record<PadMode, EdgeMode>> = {
  constant: 'constant',
  edge: 'nearest',
  symmetric: 'reflect',
  reflect: 'mirror',
  wrap: 'wrap',
};

/**
 * A mode by numpy.pad's name: `constant` (k k | a b c | k k), `edge` (a a | a b c | c c), `symmetric`
 * (b a | a b c | c b), `reflect` (c b | a b c | b a), `wrap` (b c | a b c | a b).
 */
export type PadMode = 'constant' | 'edge' | 'symmetric' | 'reflect' | 'wrap';

/** @throws ArgumentError for a mode that there isn't. */
export function edgeModeOf(caller: string, mode: PadMode): EdgeMode {
  if (typeof mode === 'string' && Object.hasOwn(PAD_MODES, mode)) return PAD_MODES[mode];
  throw new ArgumentError(`${caller}: mode ${valueText(mode)} is none of ${Object.keys(PAD_MODES).join(', ')}`);
}
