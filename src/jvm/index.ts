/** Java in this process: finding it, its class path, starting it, calling it. */
export { bridge, type JavaClass, type JavaObject, javaCall, javaCallAsync } from './bridge.js';
export {
  type ClassPath,
  type ClassPathOptions,
  type ClassPathPlaces,
  localClassPath,
  resolveClassPath,
} from './class-path.js';
export { JAVA_CLASSES, type JavaClassName, javaClass } from './classes.js';
export { type Check, diagnoseJvm } from './diagnose.js';
export { displayProblem } from './display.js';
export type { JavaEnvironment } from './java-places.js';
export type { LocateOptions } from './locate.js';
export type { DownloadProgress } from './maven.js';
export { type Jvm, type JvmOptions, runningJvm, startJvm, startJvmSync } from './start.js';
