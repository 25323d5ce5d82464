/** Tensors of onnxruntime in this process's memory: computed there with no copy, the results being such tensors too. */
import { ArgumentError, DTypeError } from '../../errors.js';
import { asVolume, type DType, type Volume } from '../../volume/index.js';
import { implementationOf } from '../define.js';
import { named } from '../named.js';
import { NOT_IMPLEMENTED, type RegisteredType, register } from '../protocol/index.js';
import { mapArrays, mapResult } from './memory.js';

interface Tensor {
  readonly type: string;
  readonly data: ArrayBufferView;
  readonly dims: readonly number[];
  readonly location: string;
}

type TensorClass = new (type: string, data: ArrayBufferView, dims: readonly number[]) => Tensor;

// The names are the same, but for these, in which nothing is computed.
const UNKNOWN: readonly string[] = ['string', 'int4', 'uint4'];
const KNOWN: readonly DType[] = [
  ...(['uint8', 'int8', 'uint16', 'int16', 'uint32', 'int32', 'uint64', 'int64'] as const),
  ...(['float16', 'float32', 'float64', 'bool'] as const),
];

function isTensor(value: object): value is Tensor {
  const { type, dims, location } = value as Partial<Tensor>;
  return (
    Array.isArray(dims) && typeof location === 'string' && KNOWN.concat(UNKNOWN as DType[]).includes(type as DType)
  );
}

function volumeOf(tensor: Tensor): Volume {
  if (UNKNOWN.includes(tensor.type)) {
    throw new DTypeError(`a tensor of ${tensor.type}: nothing is computed in that type; use ${KNOWN.join(', ')}`);
  }
  if (tensor.location !== 'cpu') {
    throw new ArgumentError(`the tensor's values are in ${tensor.location}; bring them here with await getData()`);
  }
  return asVolume(tensor.data as Uint8Array, tensor.dims, { dtype: tensor.type as 'uint8' }) as unknown as Volume;
}

function tensorOf(Tensor: TensorClass, volume: Volume): Tensor {
  if (!KNOWN.includes(volume.dtype)) {
    throw new DTypeError(`a result of ${volume.dtype}, which tensors do not have; make the tensor a volume first`);
  }
  const whole = volume.isContiguous ? volume : volume.copy();
  return new Tensor(volume.dtype, whole.data, [...volume.shape]);
}

const type: RegisteredType = register(
  isTensor,
  (func, types, args) => {
    const how = implementationOf(func);
    if (how === undefined || types.some((each) => each !== type)) return NOT_IMPLEMENTED;
    let Tensor: TensorClass | undefined;
    return named(func.name, () => {
      const volumes = mapArrays(args, (value) => {
        if (!isTensor(value)) return undefined;
        Tensor ??= value.constructor as TensorClass;
        return volumeOf(value);
      });
      const result = how.eager(...(volumes as unknown[]));
      return mapResult(result, (volume) => tensorOf(Tensor as TensorClass, volume));
    });
  },
  { name: 'tensor of onnxruntime' },
);
