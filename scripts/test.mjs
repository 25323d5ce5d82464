// npm test: every test there is, and a last line 'N passed, N failed, N skipped'.
// npm test -- ARGUMENTS: vitest alone with these arguments, e.g. npm test -- test/unit/volume.test.ts
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SetupError } from './setup/execute.mjs';
import { filesUnder } from './setup/fingerprint.mjs';
import { STAGES, setUp } from './setup/index.mjs';
import { say } from './setup/log.mjs';
import { cache } from './setup/paths.mjs';
import { MissingToolError } from './setup/tools.mjs';
import { notRun, part, total } from './test/counts.mjs';
import { openDisplay } from './test/display.mjs';
import { javaTests } from './test/java.mjs';
import { nativeTests, SANITIZERS } from './test/native.mjs';
import { isSkipAFailure, vitest, vitestProjects } from './test/vitest.mjs';

/** The vitest projects that start a virtual machine: they need the Java parts. */
const WITH_JAVA = ['jvm', 'process', 'gui'];
/** Those that don't. */
const WITHOUT_JAVA = ['unit', 'browser'];

async function main(args) {
  if (args.length > 0) return runSome(args);
  await setUp(['peers']);
  const withoutJava = await trySetUpOfJava();
  const parts = [await nativeTests()];
  for (const sanitizer of SANITIZERS) parts.push(await nativeTests(sanitizer));
  if (withoutJava === undefined) parts.push(...(await javaTests()), ...(await runProjects()));
  else
    parts.push(
      ...(await vitestProjects(WITHOUT_JAVA, {})),
      ...['java', ...WITH_JAVA].map((name) => notRun(name, testFiles(name), withoutJava)),
    );
  return report(parts);
}

/** What can't be set up for want of a JDK or Maven is said at the end as well; what is there but broken ends the run. */
async function trySetUpOfJava() {
  try {
    await setUp(STAGES);
    return undefined;
  } catch (error) {
    if (!(error instanceof MissingToolError)) throw error;
    say(`${error.message}\n\nWithout that only the tests that need no Java are run.`);
    return `for want of ${error.tools.join(', ')} (see above)`;
  }
}

/** The peers are large, so single test files whose names don't tell that they need them go without. */
const NEEDS_NO_PEERS = /^(?!.*(tensor|classify)).*\.test\.ts$/;

async function runSome(args) {
  if (!args.every((arg) => NEEDS_NO_PEERS.test(arg))) await setUp(['peers']);
  const files = args.filter((arg) => arg.startsWith('test/'));
  const withoutJava =
    files.length > 0
      ? files.every((file) => /^test\/(unit|browser)/.test(file))
      : args.some((arg) => /^(--project=)?(unit|browser)$/.test(arg));
  if (!withoutJava) await setUp(STAGES);
  const display = await openDisplay();
  const code = await vitest(args, display.env);
  display.close?.();
  return code;
}

async function runProjects() {
  const display = await openDisplay();
  if (display.missing === undefined) {
    const parts = await vitestProjects([...WITHOUT_JAVA, ...WITH_JAVA], display.env);
    display.close();
    return parts;
  }
  const parts = await vitestProjects([...WITHOUT_JAVA, ...WITH_JAVA.filter((name) => name !== 'gui')], {});
  return [...parts, withoutDisplay(display.missing)];
}

function withoutDisplay(reason) {
  const gui = part('gui');
  for (const file of testFiles('gui')) {
    (isSkipAFailure(file) ? gui.failed : gui.skipped).push(`${file}: skipped, ${reason}`);
  }
  return gui;
}

function testFiles(project) {
  return filesUnder(`test/${project}`, (path) => path.endsWith('.test.ts'));
}

function report(parts) {
  const line = ({ passed, failed, skipped }) => `${passed} passed, ${failed} failed, ${skipped} skipped`;
  console.log('');
  for (const each of parts) {
    console.log(`${each.name}: ${line(total([each]))}`);
    for (const text of each.failed) console.log(`  FAILED  ${text}`);
    for (const text of each.skipped) console.log(`  skipped ${text}`);
  }
  const counts = total(parts);
  writeFileSync(join(cache, 'tests.json'), JSON.stringify(counts));
  console.log(`\n${line(counts)}`);
  return counts.failed === 0 ? 0 : 1;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof SetupError || error instanceof MissingToolError)) throw error;
  say(`\n${error.message}`);
  process.exitCode = 1;
}
