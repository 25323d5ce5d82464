import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { at, cache, root } from '../setup/paths.mjs';
import { notRun, part } from './counts.mjs';

/** Runs vitest with these arguments; gives its exit code. */
export function vitest(args, env = {}) {
  const entry = join(createRequire(at('package.json')).resolve('vitest/package.json'), '..', 'vitest.mjs');
  const child = spawn(process.execPath, [entry, 'run', ...args], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...env },
  });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
}

/** Runs the whole of the named projects and counts: one part a project. */
export async function vitestProjects(projects, env) {
  mkdirSync(cache, { recursive: true });
  const path = join(cache, 'vitest.json');
  rmSync(path, { force: true });
  const code = await vitest(
    projects.map((name) => `--project=${name}`),
    { ...env, IMGLIB2_NODE_TEST_REPORT: path },
  );
  const report = readReport(path);
  if (report === undefined)
    return projects.map((name) => notRun(name, [], `vitest ended with code ${code} and no report`));
  const parts = projects.map((name) => partOf(name, report.files));
  const outside = report.unhandledErrors.map((message) => `an error outside of any test: ${message}`);
  if (outside.length > 0) parts.push(part('vitest', { failed: outside }));
  if (code !== 0 && parts.every(({ failed }) => failed.length === 0))
    parts.push(notRun('vitest', [], `it ended with code ${code}`));
  return parts;
}

function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function partOf(project, files) {
  const own = files.filter((file) => file.project === project);
  if (own.length === 0) return notRun(project, [], `no test file was found in test/${project}`);
  const counted = part(project);
  for (const { file, passed, failed, skipped } of own) {
    counted.passed += passed;
    counted.failed.push(...failed.map((name) => `${file}: ${name}`));
    const named = skipped.map(({ name, reason }) => `${file}: ${name}${reason ? ` (${reason})` : ''}`);
    if ((project === 'gui' || project === 'browser') && isSkipAFailure(file))
      counted.failed.push(...named.map((name) => `${name} was skipped`));
    else counted.skipped.push(...named);
  }
  return counted;
}

/** With IMGLIB2_NODE_GUI_TESTS=required only BigDataViewer's tests may skip: its jars can't be had everywhere. */
export function isSkipAFailure(file) {
  return process.env.IMGLIB2_NODE_GUI_TESTS === 'required' && !basename(file).startsWith('bdv');
}
