import { type Jvm, type JvmOptions, startJvm } from '../jvm/index.js';
import type { LazyLike, Volume } from '../volume/index.js';
import { createImageJImage, displayError, type ImageJImage } from './imagej-image.js';
import { checkImageJOptions, type ImageJOptions } from './imagej-options.js';
import { ImageJViewer } from './imagej-viewer.js';
import type { OpenOptions } from './viewer.js';

/** See share.ts, which loads this at first use. */
export async function shareToImageJ<V extends Volume | LazyLike>(
  volume: V,
  options: ImageJOptions = {},
): Promise<ImageJImage<V>> {
  const checked = checkImageJOptions(volume, options);
  const headless = options.headless === true;
  await startForImageJ(headless, options.jvm);
  const image = await createImageJImage(volume, checked, headless);
  if (!headless) await image.open();
  return image;
}

/**
 * ImageJ behind the interface of all viewers. What `view()` uses; its windows open with the first image.
 * @throws DisplayError where no window can be opened; the errors of `startJvm`.
 */
export async function openImageJ(options: OpenOptions & { readonly jvm?: JvmOptions } = {}): Promise<ImageJViewer> {
  await startForImageJ(options.headless === true, options.jvm);
  return new ImageJViewer(options);
}

async function startForImageJ(headless: boolean, options: JvmOptions | undefined): Promise<void> {
  const jvm = await startJvm(options);
  if (!headless && jvm.headless) throw displayError(whyHeadless(jvm));
}

function whyHeadless(jvm: Jvm): string {
  const { DISPLAY } = process.env;
  if (DISPLAY === undefined || DISPLAY === '') return `Java ${jvm.javaVersion} found no display: DISPLAY is not set`;
  return `Java ${jvm.javaVersion} runs headless`;
}
