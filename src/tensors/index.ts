/** Volumes as tensors of onnxruntime and TensorFlow.js, and back, over the same memory. */
export { type TensorBlock, type TensorBlocksOptions, tensorBlocks } from './blocks.js';
export { type FromTensorOptions, fromTensor } from './from-tensor.js';
export type { OrtModule, OrtSession, OrtTensor, TfModule, TfTensor } from './libraries.js';
export { runSession } from './run-session.js';
export { type ToTensorOptions, toTensor } from './to-tensor.js';
