/**
 * Our side of `npm run bench -- functions`: as test/bench/peers/functions_numpy.py, tasks by lines. `{ "dispatch": n }`
 * answers what a call costs that another library answers at once.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ARRAY_FUNCTION, add, asVolume, stack, type Volume } from 'imglib2-node';
import { CASES, INPUT_DTYPES } from './functions-cases.js';

const SHAPE = [256, 256, 256];
const folder = process.argv[2] as string;
const ARRAYS = { float32: Float32Array, uint8: Uint8Array, uint16: Uint16Array, int32: Int32Array, bool: Uint8Array };
const loaded = new Map<string, Volume>();

function load(name: string): Volume {
  let volume = loaded.get(name);
  if (volume === undefined) {
    const { buffer, byteOffset, byteLength } = readFileSync(join(folder, `${name}.raw`));
    const dtype = INPUT_DTYPES[name] ?? 'float32';
    const bytes = new Uint8Array(buffer, byteOffset, byteLength).slice();
    const array = new ARRAYS[dtype](bytes.buffer);
    // Off-heap, as what functions give and readers read into.
    const given = asVolume(array as Uint8Array, SHAPE, { dtype: dtype as 'uint8' }) as unknown as Volume;
    volume = given.copy();
    given.close();
    loaded.set(name, volume);
  }
  return volume;
}

function run(task: { name: string; rounds: number; limitMs: number; result: string }): unknown {
  const row = CASES.find(({ name }) => name === task.name);
  if (row === undefined) throw new Error(`no row ${task.name}`);
  const volumes = row.inputs.map(load);
  const ms: number[] = [];
  let result: Volume | undefined;
  let total = 0;
  for (let round = 0; round <= task.rounds; round++) {
    result?.close();
    const start = performance.now();
    result = row.ours(...volumes);
    const took = performance.now() - start;
    total += took;
    if (round > 0 || took > task.limitMs) ms.push(took);
    if (total > task.limitMs && ms.length > 0) break;
  }
  const { dtype, shape, data } = result as Volume;
  writeFileSync(task.result, Buffer.from(data.buffer, data.byteOffset, data.byteLength));
  result?.close();
  return { ms, dtype, shape };
}

/** Nanoseconds a call, of one array and of a list of three. */
function dispatchCost(calls: number): unknown {
  const array = { [ARRAY_FUNCTION]: () => array };
  const list = [array, array, array];
  const time = (call: () => unknown): number => {
    for (let i = 0; i < calls / 10; i++) call();
    const start = performance.now();
    for (let i = 0; i < calls; i++) call();
    return ((performance.now() - start) * 1e6) / calls;
  };
  return { nsPerCall: time(() => add(array, 1)), nsPerCallOfThree: time(() => stack(list)) };
}

for await (const line of createInterface({ input: process.stdin })) {
  const task = JSON.parse(line);
  console.log(JSON.stringify('dispatch' in task ? dispatchCost(task.dispatch) : run(task)));
}
