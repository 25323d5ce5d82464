/** Java in this process: finding it, its class path, starting it, calling it. */
export { bridge, javaCall, javaCallAsync, type JavaClass, type JavaObject } from './bridge.js';
export { JAVA_CLASSES, javaClass, type JavaClassName } from './classes.js';
export { type Jvm, type JvmOptions, runningJvm, startJvm, startJvmSync } from './start.js';
