import { ArgumentError, ReadOnlyError, SharingError } from '../errors.js';
import { Volume } from '../volume/index.js';
import { fromTensor } from './from-tensor.js';
import { libraryOf, type OrtModule, type OrtSession, type OrtTensor } from './libraries.js';
import { obstacleOf, toTensor } from './to-tensor.js';

/**
 * Runs a model of onnxruntime on volumes, with its outputs written into volumes that are given, and viewers of these
 * told. Inputs are not copied. (onnxruntime-node itself makes one more copy of each output for the tensors that it
 * returns; it is dropped here at once.)
 *
 * @param ort the module onnxruntime-node. @param session of that module.
 * @param inputs by the names that the model gives them; tensors are taken too.
 * @param outputs volumes for results, of exactly the model's shapes and types; results without one are made.
 * @returns a volume for each output: those given, and new ones that the caller owns.
 * @throws ArgumentError if a name, shape or type is not the model's, with onnxruntime's message; SharingError for volumes
 * that onnxruntime can't use where they are; ReadOnlyError for outputs; ReleasedError.
 * @example
 * const scores = createVolume([1, 1000], 'float32');
 * await runSession(ort, session, { image }, { scores });
 */
export async function runSession(
  ort: OrtModule,
  session: OrtSession,
  inputs: Readonly<Record<string, Volume | OrtTensor>>,
  outputs: Readonly<Record<string, Volume>> = {},
): Promise<Record<string, Volume>> {
  if (libraryOf('runSession', ort) !== 'onnxruntime') {
    throw new ArgumentError('runSession: the first argument must be the module onnxruntime-node');
  }
  checkNames('input', Object.keys(inputs), session.inputNames, true);
  checkNames('output', Object.keys(outputs), session.outputNames, false);
  for (const [name, volume] of Object.entries(outputs)) checkOutput(name, volume);
  const feeds = mapped(inputs, (input) => (input instanceof Volume ? toTensor(input, ort) : input));
  const targets = mapped(outputs, (volume) => toTensor(volume, ort));
  // null: onnxruntime allocates it.
  const fetches = Object.fromEntries(session.outputNames.map((name) => [name, targets[name] ?? null]));
  const results = await session.run(feeds as never, fetches as never).catch((cause: Error) => {
    throw new ArgumentError(`runSession: onnxruntime refused: ${cause.message.trim()}`, { cause });
  });
  for (const volume of Object.values(outputs)) if (!volume.closed) volume.invalidate();
  return mapped(results, (tensor, name) => outputs[name] ?? fromTensor(tensor));
}

function mapped<A, B>(record: Readonly<Record<string, A>>, change: (value: A, name: string) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value, name)]));
}

function checkNames(what: string, given: readonly string[], known: readonly string[], all: boolean): void {
  const odd = given.find((name) => !known.includes(name));
  const lacking = all ? known.find((name) => !given.includes(name)) : undefined;
  if (odd === undefined && lacking === undefined) return;
  const why = odd === undefined ? `${what} '${lacking}' is missing` : `there is no ${what} '${odd}'`;
  throw new ArgumentError(`runSession: ${why}; the model's ${what}s are ${known.join(', ')}`);
}

function checkOutput(name: string, volume: Volume): void {
  if (!(volume instanceof Volume)) throw new ArgumentError(`runSession: output '${name}' must be a volume in memory`);
  if (volume.readOnly) throw new ReadOnlyError(`runSession: output '${name}' is read-only`);
  const obstacle = volume.closed ? undefined : obstacleOf(volume);
  if (obstacle === undefined) return;
  throw new SharingError(`runSession: output '${name}' cannot be written where it is: ${obstacle}`);
}
