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

/** Every operation of core/ops in operators of ONNX, but for those in `leftOut`. */
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
  layerNorm: ({ writer, inputs: [x, weight, bias], attributes }) => {
    const last = { axes: [-1], keepdims: 1 };
    const centred = writer.one('Sub', [x.name, writer.one('ReduceMean', [x.name], last)]);
    const variance = writer.one('ReduceMean', [writer.one('Mul', [centred, centred])], last);
    const epsilon = writer.number(extentOf(attributes.epsilon));
    const deviation = writer.one('Sqrt', [writer.one('Add', [variance, epsilon])]);
    const scaled = writer.one('Mul', [writer.one('Div', [centred, deviation]), weight.name]);
    return [{ name: writer.one('Add', [scaled, bias.name]) }];
  },
  split: ({ writer, inputs: [x], attributes }) => {
    const parts = wholeOf(attributes.parts);
    const columns = wholeOf(x.shape.at(-1));
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

  // Of attention: [time, batch, heads * size] with [source, batch, heads * size] by way of [batch, heads, ...].
  attentionScores: ({ writer, inputs: [query, key], attributes }) => {
    const heads = wholeOf(attributes.heads);
    const q = writer.one('Transpose', [byHead(writer, query.name, heads)], { perm: [1, 2, 0, 3] });
    const k = writer.one('Transpose', [byHead(writer, key.name, heads)], { perm: [1, 2, 3, 0] });
    return [{ name: writer.one('Transpose', [writer.one('MatMul', [q, k])], { perm: [2, 0, 1, 3] }) }];
  },
  additiveScores: ({ writer, inputs: [query, key, weight] }) => {
    const q = writer.one('Unsqueeze', [query.name, writer.integers([2])]);
    const k = writer.one('Transpose', [key.name], { perm: [1, 0, 2] });
    const sum = writer.one('Tanh', [writer.one('Add', [q, k])]);
    const column = writer.one('Reshape', [weight.name, writer.integers([-1, 1])]);
    const scores = writer.one('Squeeze', [writer.one('MatMul', [sum, column]), writer.integers([-1])]);
    return [{ name: writer.one('Unsqueeze', [scores, writer.integers([2])]) }];
  },
  locationScores: ({ writer, inputs: [placed], attributes }) => {
    const [time = 1, batch = 1] = placed.shape;
    const source = extentOf(attributes.source);
    const none = writer.one('Expand', [writer.float(lowest), writer.shape([time, batch, source])]);
    const both = writer.one('Concat', [placed.name, none], { axis: -1 });
    const cut = [writer.integers([0]), writer.shape([source]), writer.integers([-1])];
    return [{ name: writer.one('Unsqueeze', [writer.one('Slice', [both, ...cut]), writer.integers([2])]) }];
  },
  maskedSoftmax: ({ writer, inputs: [scores, mask] }) => {
    if (!mask) return [{ name: writer.one('Softmax', [scores.name], { axis: -1 }) }];
    const sequences = writer.one('Transpose', [mask.name], { perm: [1, 0] });
    const real = writer.one('Greater', [writer.one('Unsqueeze', [sequences, writer.integers([1])]), writer.float(0)]);
    const kept = writer.one('Where', [real, scores.name, writer.float(lowest)]);
    const weights = writer.one('Softmax', [kept], { axis: -1 });
    // Where no step is real, all of them had the same share.
    return [{ name: writer.one('Where', [real, weights, writer.float(0)]) }];
  },
  attentionContext: ({ writer, inputs: [weights, values] }) => {
    const w = writer.one('Transpose', [weights.name], { perm: [1, 2, 0, 3] });
    const heads = wholeOf(weights.shape[2]);
    const v = writer.one('Transpose', [byHead(writer, values.name, heads)], { perm: [1, 2, 0, 3] });
    const context = writer.one('Transpose', [writer.one('MatMul', [w, v])], { perm: [2, 0, 1, 3] });
    return [{ name: writer.one('Reshape', [context, writer.integers([0, 0, -1])]) }];
  },

  elmanSequence: (call) => {
    const activation = call.attributes.activation === 'relu' ? 'Relu' : 'Tanh';
    return recurrent(call, 'RNN', { activations: [activation] });
  },
  lstmSequence: (call) => recurrent(call, 'LSTM', {}),
  gruSequence: (call) => recurrent(call, 'GRU', { linear_before_reset: 1 }),
};

/** What no exported forward pass has: it trains nothing, and its sequences are not padded. */
export const leftOut: ReadonlySet<string> = new Set([
  'dropoutMask',
  'crossEntropy',
  'squaredError',
  'nextTokens',
  'lastRows',
  'reversedRows',
]);

/** Whose softmax is 0. */
const lowest = -3e38;

function byHead(writer: Writer, name: string, heads: number): string {
  return writer.one('Reshape', [name, writer.integers([0, 0, heads, -1])]);
}

/** A size that follows no axis. */
function wholeOf(attribute: OpNode['attributes'][string] | undefined): number {
  if (typeof attribute !== 'number') throw new Problem('export.sizes');
  return attribute;
}

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
