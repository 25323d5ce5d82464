import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from './lock.mjs';
import { say } from './log.mjs';
import { at, cache } from './paths.mjs';
import { core, jni } from './stage-addon.mjs';
import { client } from './stage-client.mjs';
import { data } from './stage-data.mjs';
import { java } from './stage-java.mjs';
import { javaBench } from './stage-java-bench.mjs';
import { npm } from './stage-npm.mjs';
import { peers } from './stage-peers.mjs';
import { ts } from './stage-ts.mjs';
import { MissingToolError, TOOLS } from './tools.mjs';

/** In the order in which they build on each other. */
const ALL = [npm, core, ts, client, jni, java, data, javaBench, peers];
/** The names of all stages there are. */
export const EVERY_STAGE = ALL.map((stage) => stage.name);
/** All that the package and most of its tests need. */
export const STAGES = EVERY_STAGE.filter((name) => name !== javaBench.name && name !== peers.name);
/** What benchmarks need. */
export const WITH_BENCHMARKS = [...STAGES, javaBench.name];
/** What a job needs that starts no virtual machine. */
export const WITHOUT_JAVA = ['npm', 'core', 'ts', 'client', 'data'];

/**
 * Does what is missing of the named stages. A stage is done when its outputs are there and its stamp holds the hash of
 * its inputs, so a second run only hashes.
 * @throws {MissingToolError} before anything is begun, naming every tool that the missing stages lack.
 * @throws {SetupError} if a stage fails; what was done before it stays done.
 */
export async function setUp(names) {
  const stages = ALL.filter((stage) => names.includes(stage.name));
  if (stages.every(isDone)) return;
  await withLock(async () => {
    requireTools(stages.filter((stage) => !isDone(stage)));
    for (const stage of stages) if (!isDone(stage)) await perform(stage);
  });
}

/** The tools that the named stages lack on this machine, by their names in TOOLS. */
export function missingTools(names) {
  return missingFor(ALL.filter((stage) => names.includes(stage.name))).map(({ tool }) => tool);
}

function requireTools(stages) {
  const missing = missingFor(stages);
  if (missing.length > 0) throw new MissingToolError(missing);
}

function missingFor(stages) {
  const needed = stages.flatMap((stage) => stage.tools.map((tool) => ({ stage: stage.title, tool })));
  return needed.filter(({ tool }) => TOOLS[tool].find() === undefined);
}

function isDone(stage) {
  if (!stage.outputs.every((output) => existsSync(at(output)))) return false;
  return existsSync(stampOf(stage)) && readFileSync(stampOf(stage), 'utf8') === stage.fingerprint();
}

async function perform(stage) {
  say(`Setting up: ${stage.title} ...`);
  const begin = Date.now();
  const inputs = stage.fingerprint();
  rmSync(stampOf(stage), { force: true });
  await stage.run();
  const absent = stage.outputs.filter((output) => !existsSync(at(output)));
  if (absent.length > 0) throw new Error(`Set-up of ${stage.title} ended well, but did not make ${absent.join(', ')}.`);
  mkdirSync(cache, { recursive: true });
  writeFileSync(stampOf(stage), inputs);
  say(`Setting up: ${stage.title} done in ${((Date.now() - begin) / 1000).toFixed(1)} s`);
}

function stampOf(stage) {
  return join(cache, `${stage.name}.stamp`);
}
