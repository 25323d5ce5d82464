import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { say } from './log.mjs';
import { cache } from './paths.mjs';

const path = join(cache, 'lock');
const ours = JSON.stringify({ pid: process.pid, host: hostname(), since: Date.now() });
const BEAT_MS = 2_000;
/** A lock whose owner has not touched it for this long is taken over: its owner is on another host, or stopped. */
const SILENT_MS = 60_000;

/** Runs `work` while no other process sets up this folder: two builds in one folder would mix their files. */
export async function withLock(work) {
  await acquire();
  const beat = setInterval(() => utimesSync(path, new Date(), new Date()), BEAT_MS);
  process.once('exit', release);
  try {
    return await work();
  } finally {
    clearInterval(beat);
    process.off('exit', release);
    release();
  }
}

async function acquire() {
  mkdirSync(cache, { recursive: true });
  for (let told = false; !take(); await sleep(200)) {
    const holder = read();
    if (holder === undefined) continue;
    if (isAbandoned(holder)) takeAway(holder);
    else if (!told) {
      say(`Waiting for the set-up that process ${JSON.parse(holder).pid} is doing in this folder ...`);
      told = true;
    }
  }
}

/** Creates the lock with its content in one step, so that nobody ever reads it half written. */
function take() {
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, ours);
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function read() {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function isAbandoned(holder) {
  const { pid, host } = JSON.parse(holder);
  if (host === hostname() && !isAlive(pid)) return true;
  const touched = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
  return Date.now() - touched > SILENT_MS;
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Two waiters may both find the lock abandoned: who moved away a newer one than it judged puts that one back. */
function takeAway(judged) {
  const aside = `${path}.${process.pid}.old`;
  try {
    renameSync(path, aside);
    if (readFileSync(aside, 'utf8') !== judged) linkSync(aside, path);
  } catch (error) {
    if (error.code !== 'ENOENT' && error.code !== 'EEXIST') throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

function release() {
  if (read() === ours) rmSync(path, { force: true });
}
