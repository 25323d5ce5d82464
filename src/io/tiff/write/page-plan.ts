/** What is decided before a file is written. */
import type { DType } from '../../../volume/index.js';
import type { PageAxes, TiffFlavor } from './axes.js';
import type { Entry, FileForm } from './directory.js';
import type { Encoder } from './encoders.js';
import type { Predictor } from './predict.js';

/** The volume, as far as a plan depends on it. */
export interface Described {
  readonly shape: readonly number[];
  readonly dtype: DType;
}

/** What the pages are, and how each is stored. */
export interface PagePlan {
  readonly axes: PageAxes;
  readonly dtype: DType;
  readonly flavor: TiffFlavor;
  readonly encoder: Encoder;
  readonly level: number;
  readonly predictor: Predictor;
  readonly rowsPerStrip: number;
  /** Strips of a page. */
  readonly strips: number;
  /** Bytes of a row and of a page before they are encoded. */
  readonly rowBytes: number;
  readonly pageBytes: number;
  readonly pages: number;
}

/** How a file will be written. */
export interface WritePlan extends PagePlan {
  readonly form: FileForm;
  /** As many as pages, or one that stands for all. */
  readonly directories: number;
  /** Entries of every directory, and more of the first, but for those that say where the strips are. */
  readonly entries: readonly Entry[];
  readonly firstEntries: readonly Entry[];
}
