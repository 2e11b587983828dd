import type { Extent, OpNode } from '../../contracts/graph';
import { Problem } from '../../contracts/problem';
import { recurrent } from './recurrent';
import type { Writer } from './writer';

/** A trained weight. */
export interface Constant {
  readonly path: string;
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

export interface Operand {
  /** Of the value in the graph. */
  readonly name: string;
  readonly shape: readonly (Extent | undefined)[];
  /** Whether it is a trained weight, and can be rearranged while it is written. */
  readonly isConstant: boolean;
  /** Throws when it is none. */
  constant(): Constant;
}

export interface OpCall {
  readonly writer: Writer;
  readonly inputs: readonly Operand[];
  readonly attributes: OpNode['attributes'];
}

export interface OpResult {
  /** Absent where ONNX does not give the whole value. */
  readonly name?: string;
  /** The step of a sequence that is read last, where ONNX gives it apart. */
  readonly last?: { readonly name: string; readonly reverse: boolean };
}

type Write = (call: OpCall) => readonly OpResult[];

/** One operator that does the same. */
const same =
  (opType: string): Write =>
  ({ writer, inputs }) => [
    {
      name: writer.one(
        opType,
        inputs.map(({ name }) => name),
      ),
    },
  ];

/** Every operation of core/ops in operators of ONNX, but for those of training alone (see `trainingOnly`). */
export const operations: Readonly<Record<string, Write>> = {
  add: same('Add'),
  subtract: same('Sub'),
  multiply: same('Mul'),
  sigmoid: same('Sigmoid'),
  tanh: same('Tanh'),
  relu: same('Relu'),
  exp: same('Exp'),
  log: same('Log'),
  embedding: same('Gather'),

  scale: ({ writer, inputs: [x], attributes }) => [
    { name: writer.one('Mul', [x.name, writer.number(extentOf(attributes.factor))]) },
  ],
  sumSteps: ({ writer, inputs: [x] }) => [
    { name: writer.one('ReduceSum', [x.name, writer.integers([0])], { keepdims: 0 }) },
  ],
  spread: ({ writer, inputs: [x], attributes }) => {
    const column = writer.one('Unsqueeze', [x.name, writer.integers([-1])]);
    return [{ name: writer.one('Expand', [column, writer.shape([extentOf(attributes.columns)])]) }];
  },
  linear: ({ writer, inputs: [x, w, b] }) => {
    const product = writer.one('MatMul', [x.name, transposed(writer, w)]);
    return [{ name: b ? writer.one('Add', [product, b.name]) : product }];
  },
  split: ({ writer, inputs: [x], attributes }) => {
    const parts = extentOf(attributes.parts);
    const columns = x.shape.at(-1);
    if (typeof parts !== 'number' || typeof columns !== 'number')
      throw new Problem('export.operation', { operation: 'split' });
    const sizes = writer.integers(Array.from({ length: parts }, () => columns / parts));
    return writer.node('Split', [x.name, sizes], { axis: -1 }, parts).map((name) => ({ name }));
  },
  concat: ({ writer, inputs }) => [
    {
      name: writer.one(
        'Concat',
        inputs.map(({ name }) => name),
        { axis: -1 },
      ),
    },
  ],
  stack: ({ writer, inputs }) => {
    const slabs = inputs.map(({ name }) => writer.one('Unsqueeze', [name, writer.integers([0])]));
    return [{ name: writer.one('Concat', slabs, { axis: 0 }) }];
  },

  elmanSequence: (call) => {
    const activation = call.attributes.activation === 'relu' ? 'Relu' : 'Tanh';
    return recurrent(call, 'RNN', { activations: [activation] });
  },
  lstmSequence: (call) => recurrent(call, 'LSTM', {}),
  gruSequence: (call) => recurrent(call, 'GRU', { linear_before_reset: 1 }),
};

/** No forward pass without dropout and loss has them. */
export const trainingOnly: ReadonlySet<string> = new Set(['dropoutMask', 'crossEntropy', 'squaredError']);

function extentOf(attribute: OpNode['attributes'][string]): Extent {
  if (typeof attribute === 'number') return attribute;
  return attribute as Exclude<Extent, number>;
}

function transposed(writer: Writer, w: Operand): string {
  if (!w.isConstant) return writer.one('Transpose', [w.name], { perm: [1, 0] });
  const { path, shape, data } = w.constant();
  const [rows, columns] = shape;
  return writer.floats(`${path} transposed`, [columns, rows], () =>
    Float32Array.from(data, (_, i) => data[(i % rows) * columns + Math.floor(i / rows)]),
  );
}
