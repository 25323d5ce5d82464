/**
 * Writes small ONNX models: the few fields of ModelProto (onnx.proto) that a graph of known operators needs, by hand,
 * since the tests need no more of protocol buffers.
 */

type Bytes = number[];

function varint(value: number | bigint): Bytes {
  const bytes: Bytes = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  do {
    bytes.push(Number(rest & 0x7fn) | (rest > 0x7fn ? 0x80 : 0));
    rest >>= 7n;
  } while (rest > 0n);
  return bytes;
}

const integer = (field: number, value: number | bigint): Bytes => [...varint(field << 3), ...varint(value)];

const message = (field: number, ...parts: readonly Bytes[]): Bytes => {
  const content = parts.flat();
  return [...varint((field << 3) | 2), ...varint(content.length), ...content];
};

const text = (field: number, value: string): Bytes => message(field, [...Buffer.from(value)]);

/** Numbers of TensorProto.DataType. */
const TYPES = {
  float32: 1,
  uint8: 2,
  int8: 3,
  uint16: 4,
  int16: 5,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
  float64: 11,
};

/** An input or output: its type and extents; a name is an extent that the model leaves open. */
export interface OnnxValue {
  readonly name: string;
  readonly type: keyof typeof TYPES;
  readonly shape: readonly (number | string)[];
}

/** A constant of a model. */
export interface OnnxConstant {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array | BigInt64Array;
}

/** An operator with its attributes: whole numbers, or lists of them. */
export interface OnnxNode {
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: Readonly<Record<string, number | readonly number[]>>;
}

/** A model. */
export interface OnnxModel {
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  readonly constants?: readonly OnnxConstant[];
  readonly nodes: readonly OnnxNode[];
}

const OPERATORS_VERSION = 13;
const FORMAT_VERSION = 8;

function value(field: number, { name, type, shape }: OnnxValue): Bytes {
  const extents = shape.map((extent) => message(1, typeof extent === 'number' ? integer(1, extent) : text(2, extent)));
  const tensor = message(1, integer(1, TYPES[type]), message(2, ...extents));
  return message(field, text(1, name), message(2, tensor));
}

function constant({ name, shape, data }: OnnxConstant): Bytes {
  const type = data instanceof Float32Array ? TYPES.float32 : TYPES.int64;
  const raw = [...new Uint8Array(data.buffer, data.byteOffset, data.byteLength)];
  return message(5, ...shape.map((extent) => integer(1, extent)), integer(2, type), text(8, name), message(9, raw));
}

function node({ operator, inputs, outputs, attributes = {} }: OnnxNode): Bytes {
  const INTEGER = 2;
  const INTEGERS = 7;
  const listed = Object.entries(attributes).map(([name, given]) =>
    typeof given === 'number'
      ? message(5, text(1, name), integer(3, given), integer(20, INTEGER))
      : message(5, text(1, name), ...given.map((each) => integer(8, each)), integer(20, INTEGERS)),
  );
  return message(
    1,
    ...inputs.map((each) => text(1, each)),
    ...outputs.map((each) => text(2, each)),
    text(4, operator),
    ...listed,
  );
}

/** The bytes of an .onnx file. */
export function onnxModel({ inputs, outputs, constants = [], nodes }: OnnxModel): Uint8Array {
  const graph = message(
    7,
    ...nodes.map(node),
    text(2, 'test'),
    ...constants.map(constant),
    ...inputs.map((each) => value(11, each)),
    ...outputs.map((each) => value(12, each)),
  );
  return Uint8Array.from([...integer(1, FORMAT_VERSION), ...graph, ...message(8, integer(2, OPERATORS_VERSION))]);
}
