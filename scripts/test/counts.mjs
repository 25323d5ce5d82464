import { readFileSync } from 'node:fs';

/** Counts of one part of the tests, and lines to show for what failed or was skipped. */
export function part(name, { passed = 0, failed = [], skipped = [] } = {}) {
  return { name, passed, failed, skipped };
}

/** A part that could not run at all counts as one failure a file: it must not look like a pass. */
export function notRun(name, files, reason) {
  const what = files.length > 0 ? files : [name];
  return part(name, { failed: what.map((file) => `${file}: not run, ${reason}`) });
}

/** The test cases in files of JUnit's XML form, which Surefire and ctest write. */
export function fromJUnit(name, paths) {
  const counted = part(name);
  for (const path of paths) {
    for (const [, attributes, rest] of readFileSync(path, 'utf8').matchAll(
      /<testcase\b([^>]*?)(\/>|>[\s\S]*?<\/testcase>)/g,
    )) {
      const title = [attribute(attributes, 'classname'), attribute(attributes, 'name')].filter(Boolean).join(' ');
      if (/<(failure|error)\b/.test(rest)) counted.failed.push(title);
      else if (/<skipped\b/.test(rest)) counted.skipped.push(title);
      else counted.passed += 1;
    }
  }
  if (counted.passed + counted.failed.length + counted.skipped.length === 0)
    counted.failed.push(`${name}: no test was found`);
  return counted;
}

function attribute(text, name) {
  return new RegExp(`\\b${name}="([^"]*)"`).exec(text)?.[1];
}

/** 'N passed, N failed, N skipped' of all parts together. */
export function total(parts) {
  const sum = (count) => parts.reduce((all, each) => all + count(each), 0);
  return { passed: sum((p) => p.passed), failed: sum((p) => p.failed.length), skipped: sum((p) => p.skipped.length) };
}
