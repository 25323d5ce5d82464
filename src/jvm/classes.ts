/** THE table of Java names: every Java class that TypeScript calls stands here once. */
import { bridge, type JavaClass } from './bridge.js';

/** Our own classes, ImgLib2's and ImageJ's; those of BigDataViewer may be missing on the class path. */
export const JAVA_CLASSES = {
  NativeLibrary: 'imglib2node.memory.NativeLibrary',
  SharedImages: 'imglib2node.image.SharedImages',
  DType: 'imglib2node.image.DType',
  LazyImages: 'imglib2node.cells.LazyImages',
  Reductions: 'imglib2node.image.Reductions',
  ImageJSharedView: 'imglib2node.imagej.SharedView',
  BdvViewer: 'imglib2node.viewer.BdvViewer',
  BdvVoxels: 'imglib2node.viewer.Voxels',
  ArrayImgs: 'net.imglib2.img.array.ArrayImgs',
  Copies: 'imglib2node.image.Copies',
  GraphicsEnvironment: 'java.awt.GraphicsEnvironment',
  System: 'java.lang.System',
  Views: 'net.imglib2.view.Views',
} as const;

/** A name in the table of Java classes. */
export type JavaClassName = keyof typeof JAVA_CLASSES;

const imported = new Map<string, JavaClass>();

/**
 * A Java class: by its name in the table, or any other by its full name; imported once. Its methods are java-bridge's:
 * `name` is asynchronous, `nameSync` waits.
 *
 * @throws JavaError if it is not on the class path; JvmStartError if no VM runs: `startJvm` starts it.
 * @example
 * const Views = javaClass('net.imglib2.view.Views');
 * const plane = Views.hyperSliceSync(handle.image, 2, 10);
 */
export function javaClass(name: JavaClassName | (string & {})): JavaClass {
  const known: Readonly<Record<string, string>> = JAVA_CLASSES;
  const full = Object.hasOwn(known, name) ? (known[name] as string) : name;
  let found = imported.get(full);
  if (found === undefined) {
    found = bridge.importClass(full);
    imported.set(full, found);
  }
  return found;
}
