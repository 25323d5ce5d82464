// npm runs this when the package is installed from its tarball: JavaScript and jars are in it, the addon is compiled here.
import { SetupError } from './setup/execute.mjs';
import { missingTools, setUp } from './setup/index.mjs';
import { say } from './setup/log.mjs';
import { MissingToolError, TOOLS } from './setup/tools.mjs';

try {
  await setUp(['core']);
  if (missingTools(['jni']).includes('jni')) {
    say(`imglib2-node: built without its Java part, for want of ${TOOLS.jni.name}.`);
    say('Volumes and files work; for viewers install a JDK and run: npm rebuild imglib2-node');
  } else {
    await setUp(['jni']);
  }
} catch (error) {
  if (!(error instanceof SetupError || error instanceof MissingToolError)) throw error;
  say(`imglib2-node: ${error.message}`);
  process.exitCode = 1;
}
