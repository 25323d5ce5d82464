/**
 * What is used of onnxruntime and tfjs, as types of our own: both are optional, so nothing here imports them, and each
 * function is handed the library that the program has loaded.
 */
import { ArgumentError } from '../errors.js';

/** A tensor of onnxruntime (node, web or react-native). */
export interface OrtTensor {
  readonly type: string;
  readonly data: unknown;
  readonly dims: readonly number[];
  readonly location: string;
}

/** The module onnxruntime-node, or another of the onnxruntimes. */
export interface OrtModule {
  readonly Tensor: new (type: never, data: never, dims: readonly number[]) => OrtTensor;
  readonly InferenceSession: unknown;
}

/** A session of onnxruntime. */
export interface OrtSession {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  /** Runs the model. */
  run(feeds: never, fetches: never): Promise<Readonly<Record<string, OrtTensor>>>;
}

/** A tensor of TensorFlow.js. */
export interface TfTensor {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly isDisposed: boolean;
  /** The values, brought to this thread. */
  dataSync(): unknown;
  /** Drops the values. */
  dispose(): void;
}

/** The module @tensorflow/tfjs, or tfjs-core with a backend. */
export interface TfModule {
  /** Makes a tensor. */
  tensor(values: never, shape: never, dtype: never): TfTensor;
  /** What computes: 'cpu', 'wasm', 'webgl' ... */
  getBackend(): string;
}

/** @throws ArgumentError for what is neither. */
export function libraryOf(caller: string, library: unknown): 'onnxruntime' | 'tfjs' {
  const { Tensor, InferenceSession, tensor, getBackend } = (library ?? {}) as Partial<OrtModule & TfModule>;
  if (typeof Tensor === 'function' && InferenceSession !== undefined) return 'onnxruntime';
  if (typeof tensor === 'function' && typeof getBackend === 'function') return 'tfjs';
  throw new ArgumentError(
    `${caller}: expected the module onnxruntime-node or @tensorflow/tfjs as its second argument, as ` +
      "`import * as ort from 'onnxruntime-node'` gives it",
  );
}
