/** Volumes as ImgLib2 images and back, over the same memory. */
export { type FromImgLib2Options, fromImgLib2 } from './from-imglib2.js';
export { LazyImgLib2Handle, type LazyImgLib2Options } from './lazy-image.js';
export { ImgLib2Handle, toImgLib2 } from './to-imglib2.js';
