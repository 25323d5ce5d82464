import { ArgumentError, DTypeError, ReleasedError, SharingError } from '../errors.js';
import { asVolume, DTYPES, type DType, type TypedArray, type Volume } from '../volume/index.js';
import { libraryOf, type OrtTensor, type TfModule, type TfTensor } from './libraries.js';

/** Options of {@link fromTensor}. */
export interface FromTensorOptions {
  /** Copy where the library keeps the values where they can't be shared. Default false: a SharingError. */
  readonly copy?: boolean;
}

/**
 * A tensor as a volume over the same memory, with no copy: what either side writes the other reads. The volume keeps the
 * memory, also when the tensor is gone.
 *
 * Tensors of onnxruntime on the CPU share theirs; so do float32 and int32 tensors of TensorFlow.js on its backend 'cpu',
 * until they are disposed of. Others need `{ copy: true }`; those that are on a GPU must be brought to the CPU first.
 *
 * A tensor of TensorFlow.js needs the module that it is of as the second argument.
 *
 * @returns a volume of the tensor's shape, which the caller owns.
 * @throws SharingError where a copy would be needed; DTypeError for strings, quantized and complex tensors; ReleasedError
 * for a tensor that was disposed of; ArgumentError for what is no tensor.
 * @example
 * const { scores } = await session.run({ image: toTensor(volume, ort) });
 * const result = fromTensor(scores);
 */
export function fromTensor(tensor: OrtTensor, options?: FromTensorOptions): Volume;
export function fromTensor(tensor: TfTensor, library: TfModule, options?: FromTensorOptions): Volume;
export function fromTensor(
  tensor: OrtTensor | TfTensor,
  libraryOrOptions?: TfModule | FromTensorOptions,
  moreOptions?: FromTensorOptions,
): Volume {
  if (isTfTensor(tensor)) {
    if (libraryOf('fromTensor', libraryOrOptions) !== 'tfjs') {
      throw new ArgumentError('fromTensor: for a tensor of TensorFlow.js give its module as the second argument');
    }
    return fromTf(tensor, libraryOrOptions as TfModule, moreOptions ?? {});
  }
  if (isOrtTensor(tensor)) return fromOrt(tensor, (libraryOrOptions ?? {}) as FromTensorOptions);
  throw new ArgumentError('fromTensor: expected a tensor of onnxruntime or of TensorFlow.js');
}

function isTfTensor(value: unknown): value is TfTensor {
  const { dataSync, shape } = (value ?? {}) as Partial<TfTensor>;
  return typeof dataSync === 'function' && Array.isArray(shape);
}

function isOrtTensor(value: unknown): value is OrtTensor {
  const { type, dims, location } = (value ?? {}) as Partial<OrtTensor>;
  return typeof type === 'string' && Array.isArray(dims) && typeof location === 'string';
}

function dtypeOf(type: string): DType {
  const found = DTYPES.find((dtype) => dtype === type);
  if (found !== undefined && !found.startsWith('complex')) return found;
  throw new DTypeError(`fromTensor: a tensor of ${type} is no volume; convert it within the library first`);
}

function fromOrt(tensor: OrtTensor, { copy = false }: FromTensorOptions): Volume {
  const { type, dims, location } = tensor;
  const dtype = dtypeOf(type);
  if (location === 'none') throw new ReleasedError('fromTensor: the tensor was disposed of');
  if (location !== 'cpu') {
    throw new SharingError(`fromTensor: the tensor is on '${location}'; await tensor.getData() brings it to the CPU`);
  }
  const volume = asVolume(tensor.data as Uint8Array, [...dims], { dtype: dtype as 'uint8' }) as Volume;
  return copy ? copied(volume) : volume;
}

function copied(volume: Volume): Volume {
  const copy = volume.copy();
  volume.close();
  return copy;
}

function fromTf(tensor: TfTensor, tf: TfModule, { copy = false }: FromTensorOptions): Volume {
  if (tensor.isDisposed) throw new ReleasedError('fromTensor: the tensor was disposed of');
  const dtype = dtypeOf(tensor.dtype);
  const backend = tf.getBackend();
  const shared = backend === 'cpu' && (dtype === 'float32' || dtype === 'int32');
  if (!copy && !shared) {
    throw new SharingError(
      `fromTensor: TensorFlow.js gives a copy of the values of a ${dtype} tensor on its backend '${backend}'; ` +
        'give { copy: true }',
    );
  }
  const values = tensor.dataSync() as TypedArray;
  if (!copy && (tensor.dataSync() as TypedArray).buffer !== values.buffer) {
    throw new SharingError('fromTensor: this TensorFlow.js gives copies of its values; give { copy: true }');
  }
  const volume = asVolume(values as Uint8Array, [...tensor.shape], { dtype: dtype as 'uint8' }) as Volume;
  return copy && shared ? copied(volume) : volume;
}
