/** What image functions are given. */
import { ArgumentError, ReleasedError } from '../../errors.js';
import { kernelDType } from '../../kernels/index.js';
import { LazyVolume } from '../../lazy/index.js';
import { checkOptions, type OptionNames, Volume, valueText } from '../../volume/index.js';
import { named } from '../named.js';

/**
 * Checks an image, and the options beside it where there are any.
 *
 * @param name what the image is called among the arguments.
 * @throws ArgumentError for what is no volume, and as `checkOptions`; ReleasedError or DetachedError where there are no
 * voxels any more; DTypeError for a dtype without arithmetic.
 */
export function checkImage(
  caller: string,
  volume: Volume | LazyVolume,
  { name = 'volume', options, names = {} }: { name?: string; options?: object; names?: OptionNames } = {},
): void {
  if (!(volume instanceof Volume || volume instanceof LazyVolume)) {
    throw new ArgumentError(
      `${caller}: ${name} must be a volume, in memory or lazy, not ${valueText(volume)}; asVolume makes one of typed arrays ` +
        'and ndarrays',
    );
  }
  if (volume instanceof Volume) {
    if (volume.closed) throw new ReleasedError(`${caller}: ${name}, ${volume.toString()}, was closed; make a new one`);
    named(caller, () => volume.block.assertAttached());
  }
  named(caller, () => kernelDType(volume.dtype));
  checkOptions(caller, options, names);
}

/** A value an axis; one for all stands for so many. @throws ArgumentError for what is neither. */
export function perAxis(caller: string, name: string, ndim: number, given: unknown): readonly number[] {
  if (typeof given === 'number') return new Array<number>(ndim).fill(given);
  if (Array.isArray(given) && given.length === ndim) {
    const values: unknown[] = Array.from(given);
    if (values.every((value) => typeof value === 'number')) return values;
  }
  throw new ArgumentError(`${caller}: ${name} ${valueText(given)} must be a number, or a list of ${ndim}, one an axis`);
}
