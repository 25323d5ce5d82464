import { ArgumentError, DTypeError, ReleasedError, SharingError } from '../errors.js';
import { cast } from '../kernels/index.js';
import { type DType, NATIVE_BYTE_ORDER, newElements, type TypedArray, Volume } from '../volume/index.js';
import { claimedData } from './claim.js';
import { libraryOf, type OrtModule, type OrtTensor, type TfModule, type TfTensor } from './libraries.js';

/** Options of {@link toTensor}. */
export interface ToTensorOptions {
  /**
   * Copy the voxels where the library cannot use them where they are: strided views, the other byte order, memory of a
   * SharedArrayBuffer, element types that the library converts. Default false: a SharingError says what is in the way.
   */
  readonly copy?: boolean;
  /** Another shape with as many voxels, such as [1, ...volume.shape] for a batch of one. */
  readonly shape?: readonly number[];
}

/** onnxruntime's names are ours; what it lacks is left out. */
const ORT_DTYPES: readonly DType[] = [
  'uint8',
  'int8',
  'uint16',
  'int16',
  'uint32',
  'int32',
  'uint64',
  'int64',
  'float32',
  'float64',
  'float16',
  'bool',
];

/** What tfjs makes of our types: it has three. */
const TF_DTYPES: Readonly<Partial<Record<DType, 'float32' | 'int32' | 'bool'>>> = {
  float32: 'float32',
  int32: 'int32',
  bool: 'bool',
  uint8: 'int32',
  int8: 'int32',
  uint16: 'int32',
  int16: 'int32',
};

/**
 * A volume as a tensor over the same memory, with no copy: what either side writes the other reads.
 *
 * onnxruntime-node takes contiguous volumes of all types but complex and argb. TensorFlow.js takes contiguous float32 and
 * int32 on its backend 'cpu'; other backends, and other types, need `{ copy: true }`.
 *
 * The tensor keeps the memory, also after `volume.close()`, until it (and what was made of it over the same memory, such
 * as a reshaped tensor) is collected.
 *
 * @param library the module, as the program has imported it: `onnxruntime-node` or `@tensorflow/tfjs`.
 * @returns a tensor of that library, which the caller disposes of as it wants it.
 * @throws SharingError where a copy would be needed and `copy` isn't true; DTypeError for types that the library lacks;
 * ArgumentError for a shape that doesn't fit or another library; ReleasedError if the volume is closed.
 * @example
 * import * as ort from 'onnxruntime-node';
 * const tensor = toTensor(volume, ort, { shape: [1, ...volume.shape] });
 * const { scores } = await session.run({ image: tensor });
 */
export function toTensor<O extends OrtModule>(
  volume: Volume,
  library: O,
  options?: ToTensorOptions,
): InstanceType<O['Tensor']>;
export function toTensor<T extends TfModule>(
  volume: Volume,
  library: T,
  options?: ToTensorOptions,
): ReturnType<T['tensor']>;
export function toTensor(
  volume: Volume,
  library: OrtModule | TfModule,
  options: ToTensorOptions = {},
): OrtTensor | TfTensor {
  const kind = libraryOf('toTensor', library);
  if (!(volume instanceof Volume)) {
    throw new ArgumentError(
      'toTensor: expected a volume in memory; of a lazy one take tensorBlocks(), or compute() it',
    );
  }
  if (volume.closed) throw new ReleasedError(`toTensor: ${volume.toString()} was closed`);
  const shape = shapeOf(volume, options.shape);
  return kind === 'onnxruntime'
    ? ortTensor(volume, library as OrtModule, shape, options)
    : tfTensor(volume, library as TfModule, shape, options);
}

function shapeOf({ shape, size }: Volume, wanted: readonly number[] | undefined): number[] {
  const extents = [...(wanted ?? shape)];
  const fits = extents.every((extent) => Number.isSafeInteger(extent) && extent >= 0);
  if (fits && extents.reduce((a, b) => a * b, 1) === size) return extents;
  throw new ArgumentError(
    `toTensor: shape [${extents.join(', ')}] does not have the ${size} voxels of a volume of shape [${shape.join(', ')}]`,
  );
}

function ortTensor(volume: Volume, ort: OrtModule, shape: readonly number[], { copy }: ToTensorOptions): OrtTensor {
  const { dtype } = volume;
  if (!ORT_DTYPES.includes(dtype)) {
    throw new DTypeError(`toTensor: onnxruntime has no ${dtype}; supported: ${ORT_DTYPES.join(', ')}`);
  }
  const data = dataFor(volume, copy === true, obstacleOf(volume));
  return new ort.Tensor(dtype as never, data as never, shape);
}

/** Why no tensor can be over the memory of a volume, whatever the library; undefined if one can. */
export function obstacleOf(volume: Volume): string | undefined {
  const { byteOrder, isContiguous, strides, block } = volume;
  if (byteOrder !== NATIVE_BYTE_ORDER) return `its bytes are ${byteOrder}-endian, unlike those of this machine`;
  if (!isContiguous) return `its voxels do not lie in C order with no gaps (strides [${strides.join(', ')}])`;
  if (block.buffer instanceof SharedArrayBuffer) return 'its memory is a SharedArrayBuffer, which onnxruntime refuses';
  return undefined;
}

/** The volume's own voxels, or where something is in the way a copy of them in C order. */
function dataFor(volume: Volume, copy: boolean, obstacle: string | undefined): TypedArray {
  if (obstacle === undefined) return claimedData(volume);
  if (!copy) throw refusal(volume, obstacle);
  const copied = volume.copy();
  const data = claimedData(copied);
  copied.close();
  return data;
}

function refusal(volume: Volume, obstacle: string): SharingError {
  return new SharingError(
    `toTensor: ${volume.toString()} cannot be a tensor without a copy: ${obstacle}; give { copy: true }`,
  );
}

function tfTensor(volume: Volume, tf: TfModule, shape: readonly number[], { copy = false }: ToTensorOptions): TfTensor {
  const { dtype } = volume;
  const type = TF_DTYPES[dtype];
  if (type === undefined) {
    throw new DTypeError(
      `toTensor: TensorFlow.js has float32, int32 and bool, which don't hold all of ${dtype}; ` +
        `supported: ${Object.keys(TF_DTYPES).join(', ')}; convert the volume first`,
    );
  }
  const backend = tf.getBackend();
  const obstacle =
    obstacleOf(volume) ??
    (backend === 'cpu' ? undefined : `its backend '${backend}' keeps tensors elsewhere`) ??
    (dtype === 'bool' ? 'TensorFlow.js gives only copies of bool back' : undefined) ??
    (type === dtype ? undefined : `TensorFlow.js makes ${type} of ${dtype}`);
  if (obstacle !== undefined && !copy) throw refusal(volume, obstacle);
  const data = obstacle === undefined ? claimedData(volume) : converted(volume, type);
  const tensor = tf.tensor(data as never, shape as never, type as never);
  if (!copy && !isOver(tensor, data)) {
    tensor.dispose();
    throw refusal(volume, `this TensorFlow.js copies ${dtype}`);
  }
  return tensor;
}

function isOver(tensor: TfTensor, data: TypedArray): boolean {
  const seen = tensor.dataSync() as TypedArray;
  return data.length === 0 || (seen.buffer === data.buffer && seen.byteOffset === data.byteOffset);
}

/** A copy in JavaScript's own memory, in the type that tfjs takes. */
function converted(volume: Volume, type: 'float32' | 'int32' | 'bool'): TypedArray {
  const contiguous = volume.isContiguous && volume.byteOrder === NATIVE_BYTE_ORDER ? undefined : volume.copy();
  try {
    const { data, dtype, size } = contiguous ?? volume;
    const target = newElements('toTensor', type, size) as TypedArray;
    cast(data, dtype, target, type);
    return target;
  } finally {
    contiguous?.close();
  }
}
