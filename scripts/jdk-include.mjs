// Prints the folder that holds a JDK's jni.h, or nothing. binding.gyp calls it to decide whether there is a target `jni`.
import { jniInclude } from './setup/jdk.mjs';

process.stdout.write(jniInclude()?.replaceAll('\\', '/') ?? '');
