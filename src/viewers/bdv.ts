import { ArgumentError, ClassPathError, DisplayError, ReleasedError } from '../errors.js';
import {
  bridge,
  type JavaObject,
  type Jvm,
  type JvmOptions,
  javaCall,
  javaCallAsync,
  javaClass,
  runningJvm,
  startJvm,
} from '../jvm/index.js';
import type {
  BdvImageOptions,
  BdvLabelsOptions,
  BdvPlacement,
  BdvPointsOptions,
  BdvWindowOptions,
} from './bdv-options.js';
import type { BdvImage, BdvLabels, BdvPoints } from './bdv-source.js';
import { isShown, type Shown } from './bdv-voxels.js';
import { BdvWindow } from './bdv-window.js';
import { isRgb, placedShape } from './rgb.js';
import type { OpenOptions, PointCoordinates } from './viewer.js';

export { BdvImage, BdvLabels, BdvPoints, BdvSource } from './bdv-source.js';
export { BdvWindow } from './bdv-window.js';

const SIZE = [800, 600] as const;

/** See show.ts, which loads this at first use. */
export function showInBigDataViewer(volume: Shown, options?: BdvImageOptions): Promise<BdvImage>;
export function showInBigDataViewer(volume: Shown, options: BdvLabelsOptions): Promise<BdvLabels>;
export function showInBigDataViewer(points: PointCoordinates, options?: BdvPointsOptions): Promise<BdvPoints>;
export async function showInBigDataViewer(
  shown: Shown | PointCoordinates,
  options: BdvImageOptions | BdvLabelsOptions | BdvPointsOptions = {},
): Promise<BdvImage | BdvLabels | BdvPoints> {
  const asPoints = options.as === 'points' || !isShown(shown);
  const is2D = !asPoints && isFlat(shown as Shown, options as BdvImageOptions);
  const added = options.addTo !== undefined;
  const viewer = added ? viewerOf(options) : await openWindow({ is2D, ...options });
  try {
    if (asPoints) return await viewer.showPoints(shown as PointCoordinates, options as BdvPointsOptions);
    const volume = shown as Shown;
    if (options.as === 'labels') return await viewer.showLabels(volume, options);
    return await viewer.showImage(volume, options as BdvImageOptions);
  } catch (error) {
    if (!added) viewer.close();
    throw error;
  }
}

function isFlat(shown: Shown, { as, rgb, axisOrder }: BdvImageOptions | (BdvLabelsOptions & { rgb?: never })): boolean {
  const { shape } = placedShape(shown, as !== 'labels' && isRgb(shown, rgb, axisOrder?.length));
  return shape.length === 2 || /^XY[^Z]*$/.test(axisOrder ?? 'XYZ');
}

function viewerOf(options: BdvPlacement & BdvWindowOptions): BdvWindow {
  const { addTo } = options;
  const viewer = addTo !== undefined && 'viewer' in addTo ? addTo.viewer : addTo;
  if (!(viewer instanceof BdvWindow)) throw new ArgumentError('addTo must be a source or viewer of BigDataViewer');
  if (viewer.isClosed) throw new ReleasedError('addTo: that BigDataViewer was closed; leave addTo out to open another');
  for (const name of ['frameTitle', 'preferredSize', 'is2D', 'headless', 'jvm'] as const) {
    if (options[name] !== undefined) throw new ArgumentError(`${name} is of a new window; with addTo leave it out`);
  }
  return viewer;
}

/**
 * Opens an empty BigDataViewer. What `view()` uses; programs that know what to show call `showInBigDataViewer`.
 * @throws ClassPathError, DisplayError as there.
 */
export function openBigDataViewer(
  options: OpenOptions & Pick<BdvWindowOptions, 'jvm' | 'is2D'> = {},
): Promise<BdvWindow> {
  const { title, size, ...rest } = options;
  return openWindow({
    ...rest,
    ...(title !== undefined && { frameTitle: title }),
    ...(size && { preferredSize: size }),
  });
}

async function openWindow(options: BdvWindowOptions & { readonly why?: string }): Promise<BdvWindow> {
  const [width, height] = options.preferredSize ?? SIZE;
  if (![width, height].every((extent) => Number.isInteger(extent) && extent > 0 && extent <= 32767)) {
    throw new ArgumentError(`preferredSize [${width}, ${height}] must be integers from 1 to 32767`);
  }
  const headless = options.headless === true;
  const jvm = await startWithBigDataViewer(options.jvm);
  if (!headless && jvm.headless) throw noDisplay(jvm);
  const title = options.frameTitle ?? 'BigDataViewer';
  const java: JavaObject = javaCall(() => {
    const BdvViewer = javaClass('BdvViewer');
    return new BdvViewer(title, width, height, headless, options.is2D === true);
  });
  try {
    await javaCallAsync(() => java.open());
  } catch (error) {
    bridge.deleteObject(java);
    throw /HeadlessException|AWTError/.test(String(error)) ? noDisplay(jvm, error) : error;
  }
  return new BdvWindow(java, options.why ?? `BigDataViewer was asked for (${jvm.why})`, headless);
}

async function startWithBigDataViewer(options: JvmOptions | undefined): Promise<Jvm> {
  const running = runningJvm();
  if (running !== undefined && !running.hasBigDataViewer) {
    throw new ClassPathError(
      `BigDataViewer is not on the class path of the running Java (${running.why}), and jars can't be added to it; ` +
        'call startJvm({ bigDataViewer: true }) before anything else uses Java',
      { lacking: 'Java runs already, without its jars' },
    );
  }
  return startJvm({ ...options, bigDataViewer: true });
}

function noDisplay(jvm: Jvm, cause?: unknown): DisplayError {
  const reason = jvm.headless
    ? 'Java found no display (DISPLAY is not set) or was started with headless: true'
    : `the display ${process.env.DISPLAY ?? ''} could not be opened`;
  return new DisplayError(
    `BigDataViewer cannot open a window: ${reason}. Set DISPLAY, run below xvfb-run, or pass { headless: true } and ` +
      'take pictures with snapshot()',
    { cause },
  );
}
