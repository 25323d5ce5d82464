/** The libraries of test/peers, which are optional for the package and installed for tests alone. */
import { createRequire } from 'node:module';
import type { OrtModule, OrtSession, TfModule } from '../../src/tensors/index.js';

const require = createRequire(new URL('../peers/package.json', import.meta.url));

/** What the tests use of onnxruntime-node. */
export interface Ort extends OrtModule {
  readonly Tensor: new (type: string, data: unknown, dims: readonly number[]) => OrtTestTensor;
  readonly InferenceSession: { create(model: Uint8Array): Promise<OrtSession> };
}

/** A tensor of onnxruntime-node. */
export interface OrtTestTensor {
  readonly type: string;
  readonly data: Float32Array;
  readonly dims: readonly number[];
  readonly location: string;
  dispose(): void;
}

/** What the tests use of TensorFlow.js. */
export interface Tf extends TfModule {
  tensor(values: unknown, shape: readonly number[], dtype: string): TfTestTensor;
  add(a: TfTestTensor, b: TfTestTensor | number): TfTestTensor;
  complex(real: TfTestTensor, imag: TfTestTensor): TfTestTensor;
  setBackend(name: string): Promise<boolean>;
}

/** A tensor of TensorFlow.js. */
export interface TfTestTensor {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly isDisposed: boolean;
  dataSync(): Float32Array;
  reshape(shape: readonly number[]): TfTestTensor;
  dispose(): void;
}

/** onnxruntime-node. */
export function loadOrt(): Ort {
  return require('onnxruntime-node');
}

/** TensorFlow.js on its backend 'cpu'. */
export async function loadTf(): Promise<Tf> {
  const tf: Tf = require('@tensorflow/tfjs');
  await tf.setBackend('cpu');
  return tf;
}
