import protobuf from 'protobufjs/light';
import descriptor from './published/onnx.json';

/** The parts of ONNX's messages that are written here, as onnx.proto has them (published/onnx.proto). */
export interface ModelProto {
  readonly irVersion: number;
  readonly opsetImport: readonly { readonly domain: string; readonly version: number }[];
  readonly producerName: string;
  readonly docString: string;
  readonly graph: GraphProto;
  readonly metadataProps: readonly { readonly key: string; readonly value: string }[];
}

export interface GraphProto {
  readonly name: string;
  readonly docString?: string;
  readonly node: readonly NodeProto[];
  readonly initializer?: readonly TensorProto[];
  readonly input: readonly ValueInfoProto[];
  readonly output: readonly ValueInfoProto[];
}

export interface NodeProto {
  readonly opType: string;
  readonly name: string;
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly attribute: readonly AttributeProto[];
}

export interface TensorProto {
  readonly name: string;
  readonly dataType: number;
  readonly dims: readonly number[];
  readonly rawData: Uint8Array;
}

export interface ValueInfoProto {
  readonly name: string;
  readonly type: {
    readonly tensorType: { readonly elemType: number; readonly shape?: { readonly dim: readonly Dimension[] } };
  };
}

type Dimension = { readonly dimValue: number } | { readonly dimParam: string };

export type AttributeProto = { readonly name: string } & (
  | { readonly type: typeof attributeTypes.int; readonly i: number }
  | { readonly type: typeof attributeTypes.string; readonly s: Uint8Array }
  | { readonly type: typeof attributeTypes.graph; readonly g: GraphProto }
  | { readonly type: typeof attributeTypes.ints; readonly ints: readonly number[] }
  | { readonly type: typeof attributeTypes.strings; readonly strings: readonly Uint8Array[] }
);

/** AttributeProto.AttributeType. */
export const attributeTypes = { int: 2, string: 3, graph: 5, ints: 7, strings: 8 } as const;

/** TensorProto.DataType. */
export const elementTypes = { float: 1, int64: 7 } as const;

/** What onnx.proto of ONNX 1.12 describes: the oldest version with all operators that are used here. */
export const irVersion = 8;
export const opset = 17;

export function encodeModel(model: ModelProto): Uint8Array {
  const type = protobuf.Root.fromJSON(descriptor).lookupType('onnx.ModelProto');
  return type.encode(type.fromObject(model)).finish();
}

/** @param shape a text names an axis that may have any size */
export function valueInfo(
  name: string,
  type: keyof typeof elementTypes,
  shape?: readonly (number | string)[],
): ValueInfoProto {
  const dim = shape?.map((size) => (typeof size === 'number' ? { dimValue: size } : { dimParam: size }));
  return { name, type: { tensorType: { elemType: elementTypes[type], shape: dim && { dim } } } };
}

/** Numbers as ONNX stores them: little-endian, as all machines are that this runs on. */
export function floatTensor(name: string, dims: readonly number[], values: Float32Array): TensorProto {
  const rawData = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return { name, dataType: elementTypes.float, dims, rawData };
}

export function integerTensor(name: string, dims: readonly number[], values: readonly number[]): TensorProto {
  const rawData = new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
  return { name, dataType: elementTypes.int64, dims, rawData };
}
