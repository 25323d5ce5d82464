import { writeFileSync } from 'node:fs';
import { basename, relative } from 'node:path';

/**
 * Writes what scripts/test.mjs counts: per file the tests that passed, failed and were skipped, by name. What was
 * announced but never came to an end (its process died) has failed.
 */
export default class CountingReporter {
  onTestRunEnd(modules, unhandledErrors) {
    const path = process.env.IMGLIB2_NODE_TEST_REPORT;
    if (path === undefined) return;
    const files = modules.map((module) => describe(module));
    writeFileSync(path, JSON.stringify({ files, unhandledErrors: unhandledErrors.map(({ message }) => message) }));
  }
}

function describe(module) {
  const file = {
    project: module.project.name,
    file: relative(process.cwd(), module.moduleId),
    passed: 0,
    failed: [],
    skipped: [],
  };
  for (const test of module.children.allTests()) {
    const { state, note } = test.result();
    if (state === 'passed') file.passed += 1;
    else if (state === 'skipped') file.skipped.push({ name: test.fullName, reason: note });
    else file.failed.push(state === 'failed' ? test.fullName : `${test.fullName} (did not end)`);
  }
  const brokenOutsideTests = module.state() === 'failed' && file.failed.length === 0;
  if (brokenOutsideTests) file.failed.push(`${basename(module.moduleId)} as a whole`);
  const ranNothing = file.passed + file.failed.length + file.skipped.length === 0;
  if (ranNothing) file.failed.push(`${basename(module.moduleId)}: it has no tests, or its process died`);
  return file;
}
