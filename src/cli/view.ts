/** `imglib2-node view PATH...`: files in a viewer's window, or with --snapshot as a picture. */
import { type Command, Option } from 'commander';
import { isError, readPointsCsv, type Viewer, type ViewerKind, view } from '../index.js';
import { type FileLayer, type FileLayers, readLayers } from './layers.js';
import { addJarOptions, type JarOptions, jvmOptions, parseDisplayRange, parseVoxelSize } from './options.js';
import { NAME, say } from './output.js';

const EXAMPLES = `
Several PATHs are several layers, each in a colour of its own. The points are a CSV file with the header
z,y,x[,name...], in voxels. The window stays until it is closed or Ctrl-C is pressed.

Examples:
  $ ${NAME} view t1/ --labels labels/ --voxel-size 1,1,1
  $ ${NAME} view nuclei.tif membranes.tif --display-range 0,4000
  $ ${NAME} view 'scan/z*.tif' --points cells.csv --viewer imagej
  $ ${NAME} view t1/ --fiji ~/Fiji.app
  $ ${NAME} view t1/ --viewer browser --no-open   # on a server: prints the address
  $ ${NAME} view t1/ --snapshot t1.png
  $ ${NAME} view https://example.org/cells.ome.zarr`;

const VIEWERS = ['bigdataviewer', 'imagej', 'browser', 'auto'];
/** For several images or channels in one picture: where they overlap, the colours add up. */
const COLORS = ['magenta', 'green', 'cyan', 'yellow', 'red', 'blue'];
/** The customary exit code of a program that Ctrl-C ended. */
const INTERRUPTED = 130;

interface Options extends JarOptions {
  readonly labels?: string;
  readonly points?: string;
  readonly viewer: ViewerKind | 'auto';
  readonly displayRange?: readonly [number, number];
  readonly voxelSize?: readonly number[];
  readonly snapshot?: string;
  readonly eager?: boolean;
  readonly open: boolean;
  readonly host?: string;
}

export function addView(program: Command): void {
  const command = program
    .command('view')
    .description('show TIFF files, pictures (PNG, JPEG), folders or globs of slices, or OME-Zarr, in a viewer')
    .argument(
      '<PATH...>',
      'a TIFF file, a PNG or JPEG, a folder of slices, a glob in quotes, or a folder, .zip or URL of OME-Zarr',
    )
    .option('--labels <PATH>', 'labels of the same grid, each drawn in a colour of its own; 0 is the background')
    .option('--points <CSV>', 'points to draw')
    .addOption(new Option('--viewer <NAME>', 'the program that shows it').choices(VIEWERS).default('auto'))
    .option('--display-range <LO,HI>', 'the values shown black and white', parseDisplayRange)
    .option('--voxel-size <Z,Y,X>', 'size of a voxel along each axis (default: as the file says)', parseVoxelSize)
    .option('--snapshot <FILE.png>', 'write a picture and end; needs no display')
    .option('--no-open', 'with the browser viewer: print the address, open nothing')
    .option('--host <ADDRESS>', 'with the browser viewer: listen there and not on 127.0.0.1, for other machines too')
    .option('--eager', 'read all slices of a folder before the window opens, not those that are looked at')
    .addHelpText('after', EXAMPLES);
  addJarOptions(command).action(runView);
}

async function runView(paths: readonly string[], options: Options): Promise<void> {
  const interruption = new AbortController();
  let viewer: Viewer | undefined;
  const interrupt = (): void => {
    // A second Ctrl-C ends what the first could not.
    if (interruption.signal.aborted) process.exit(INTERRUPTED);
    interruption.abort();
    viewer?.close();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, interrupt);
  try {
    viewer = await open(paths, options, interruption.signal);
    interruption.signal.throwIfAborted();
    if (options.snapshot !== undefined) {
      await viewer.snapshot({ path: options.snapshot });
    } else {
      say(viewer.kind === 'browser' ? 'press Ctrl-C to end' : 'close the window or press Ctrl-C to end');
      await viewer.closed;
    }
  } catch (error) {
    if (!interruption.signal.aborted) throw error;
    process.exitCode = INTERRUPTED;
  } finally {
    viewer?.close();
    await viewer?.closed;
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, interrupt);
  }
}

/** Reads files, and of folders the headers, then opens the viewer: what can't be read must not flash up a window. */
async function open(paths: readonly string[], options: Options, signal: AbortSignal): Promise<Viewer> {
  const read: FileLayers[] = [];
  for (const path of paths) read.push(await readLayers(path, signal, options.eager));
  const images = read.flatMap((layers) => layers.images);
  const labels = read.flatMap((layers) => layers.labels);
  if (options.labels !== undefined) labels.push(...(await readLayers(options.labels, signal, options.eager)).images);
  const points = options.points === undefined ? undefined : await readPointsCsv(options.points);
  const [first, ...others] = images as [FileLayer, ...FileLayer[]];
  const viewer = await openFirst(first, options, images.length > 1);
  try {
    for (const [i, layer] of others.entries()) {
      await viewer.addImage(layer.volume, imageOptions(layer, options, COLORS[(i + 1) % COLORS.length]));
    }
    for (const layer of labels) {
      const { colormap: _, contrastLimits: __, ...said } = layer.said ?? {};
      await viewer.addLabels(layer.volume, { ...said, ...volumeOptions(layer, options) });
    }
    if (points !== undefined) {
      const names = points.properties.name?.map(String);
      const spacing = spacingOf(first, options);
      await viewer.addPoints(points.points, { name: 'points', ...spacing, ...(names && { names }) });
    }
    return viewer;
  } catch (error) {
    viewer.close();
    throw error;
  }
}

async function openFirst(layer: FileLayer, options: Options, several: boolean): Promise<Viewer> {
  const headless = options.snapshot !== undefined;
  try {
    return await view(layer.volume, {
      ...imageOptions(layer, options, several ? COLORS[0] : undefined),
      ...(options.viewer !== 'auto' && { viewer: options.viewer }),
      headless,
      ...(!options.open && { open: false }),
      ...(options.host !== undefined && { host: options.host }),
      title: layer.name,
      // Java too: it must not try a display that is set and doesn't answer.
      jvm: { ...jvmOptions(options), ...(headless && { headless }) },
    });
  } catch (error) {
    if (!isError(error, 'DisplayError')) throw error;
    throw new Error(`${error.message}. Here: --snapshot FILE.png writes a picture without a display`, { cause: error });
  }
}

function imageOptions(layer: FileLayer, options: Options, color: string | undefined) {
  const channels = layer.volume.shape[layer.axes.indexOf('c')] ?? 1;
  const mixed = Array.from({ length: channels }, (_, c) => COLORS[c % COLORS.length] as string);
  const single = channels > 1 ? mixed : color;
  const colormap = layer.rgb ? undefined : layer.primaries ? ['red', 'green', 'blue'] : single;
  const { displayRange } = options;
  return {
    ...volumeOptions(layer, options),
    rgb: layer.rgb,
    ...(colormap && { colormap }),
    ...layer.said,
    ...(displayRange && { contrastLimits: displayRange }),
  };
}

function volumeOptions(layer: FileLayer, options: Options) {
  return { name: layer.name, axes: layer.axes, ...spacingOf(layer, options) };
}

/** --voxel-size goes before what the file says. */
function spacingOf({ voxelSize, unit }: FileLayer, options: Options) {
  if (options.voxelSize !== undefined) return { voxelSize: options.voxelSize };
  return { ...(voxelSize && { voxelSize }), ...(unit !== undefined && { unit }) };
}
