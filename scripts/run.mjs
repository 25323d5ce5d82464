#!/usr/bin/env node
// node scripts/run.mjs JOB [ARGUMENTS]: does the set-up that the job lacks, then the job. It runs in a fresh clone,
// before any npm package is there, so it imports nothing but Node's own modules.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { endRunning, SetupError } from './setup/execute.mjs';
import { EVERY_STAGE, STAGES, setUp, WITH_BENCHMARKS, WITHOUT_JAVA } from './setup/index.mjs';
import { say } from './setup/log.mjs';
import { at } from './setup/paths.mjs';
import { MissingToolError } from './setup/tools.mjs';

const JOBS = {
  setup: { stages: STAGES },
  demo: { stages: STAGES, script: 'build/dev/examples/demo.js' },
  bench: { stages: WITH_BENCHMARKS, script: 'scripts/bench.mjs' },
  stress: { stages: STAGES, script: 'build/dev/test/stress/main.js' },
  nodes: { stages: STAGES, script: 'scripts/nodes.mjs' },
  sanitize: { stages: ['npm'], script: 'scripts/sanitize.mjs' },
  // These two set up Java's part themselves: without a JDK they still do the rest before they say what is missing.
  test: { stages: WITHOUT_JAVA, script: 'scripts/test.mjs' },
  check: { stages: ['npm'], script: 'scripts/check.mjs' },
};
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

async function main([name, ...args]) {
  const job = JOBS[name];
  if (job === undefined) {
    say(
      `usage: node scripts/run.mjs ${Object.keys(JOBS).join('|')} [ARGUMENTS]; setup takes stages: ${EVERY_STAGE.join(', ')}`,
    );
    return 2;
  }
  const wanted = stagesFor(name, job, args);
  const unknown = wanted.filter((stage) => !EVERY_STAGE.includes(stage));
  if (unknown.length > 0) {
    say(`There is no stage ${unknown.join(', ')}; there are ${EVERY_STAGE.join(', ')}.`);
    return 2;
  }
  const stop = (signal) => {
    endRunning(signal);
    process.exit(128 + constants.signals[signal]);
  };
  for (const signal of SIGNALS) process.on(signal, stop);
  await setUp(wanted);
  for (const signal of SIGNALS) process.off(signal, stop);
  return job.script === undefined ? 0 : perform(at(job.script), args);
}

function stagesFor(name, job, args) {
  if (name === 'setup' && args.length > 0) return ['npm', ...args];
  // The browser viewer works where there is no Java.
  if (name === 'demo' && /--viewer[= ]browser/.test(args.join(' '))) return WITHOUT_JAVA;
  if (name === 'bench' && args.includes('browser')) return WITHOUT_JAVA;
  return job.stages;
}

/** The job as a process of its own, so that it begins like any program: own arguments, signals and exit code. */
function perform(script, args) {
  if (!existsSync(script)) throw new SetupError(`The job's script ${script} is missing.`);
  const child = spawn(process.execPath, [script, ...args], { stdio: 'inherit', cwd: at() });
  for (const signal of SIGNALS) {
    // A terminal sends Ctrl-C to the job as well; a second one from us would count as the user's second.
    process.on(signal, () => (signal === 'SIGINT' && process.stdin.isTTY ? undefined : child.kill(signal)));
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      if (signal === null) return resolve(code);
      for (const each of SIGNALS) process.removeAllListeners(each);
      process.kill(process.pid, signal);
      // A signal that Node ignores or handles later: the customary code.
      setTimeout(() => resolve(128 + constants.signals[signal]), 500);
    });
  });
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof SetupError || error instanceof MissingToolError)) throw error;
  say(`\n${error.message}`);
  process.exitCode = 1;
}
