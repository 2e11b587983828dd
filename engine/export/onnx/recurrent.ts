import type { OpCall, OpResult } from './operations';

/** Blocks of our gates in ONNX's order. Ours are PyTorch's: i f g o for LSTM, r z n for GRU. */
const gateOrders = { LSTM: [0, 3, 1, 2], GRU: [1, 0, 2], RNN: [0] } as const;

/**
 * A whole-sequence operation as ONNX's own operator. Inputs: x, one initial state a part, W_ih, W_hh, b_ih, b_hh.
 *
 * ONNX keeps the gates of LSTM as i o f c and those of GRU as z r h, both biases in one row (input's, then recurrent ones), and an
 * axis of directions, which has one entry here: both directions of a layer are nodes of their own, joined behind.
 */
export function recurrent(
  { writer, inputs, attributes }: OpCall,
  opType: keyof typeof gateOrders,
  more: Readonly<Record<string, number | readonly string[]>>,
): OpResult[] {
  const x = inputs[0];
  const states = inputs.slice(1, -4);
  const [weightIn, weightHidden, biasIn, biasHidden] = inputs.slice(-4).map((operand) => operand.constant());
  const units = weightHidden.shape[1];
  const order = gateOrders[opType];
  const [w, r] = [weightIn, weightHidden].map(({ path, shape, data }) =>
    writer.floats(`${path} ${opType}`, [1, ...shape], () => blocks(data, order)),
  );
  const bias = writer.floats(`${biasIn.path} ${biasHidden.path} ${opType}`, [1, 2 * biasIn.data.length], () => {
    const joined = new Float32Array(2 * biasIn.data.length);
    joined.set(blocks(biasIn.data, order));
    joined.set(blocks(biasHidden.data, order), biasIn.data.length);
    return joined;
  });
  const direction = writer.integers([0]);
  const initial = states.map((state) => writer.one('Unsqueeze', [state.name, direction]));
  const reverse = attributes.reverse === true;
  const options = { hidden_size: units, direction: reverse ? 'reverse' : 'forward', ...more };
  const outputs = writer.node(opType, [x.name, w, r, bias, '', ...initial], options, 1 + states.length);
  const [h, ...others] = outputs.slice(1).map((last) => writer.one('Squeeze', [last, direction]));
  const all = writer.one('Squeeze', [outputs[0], writer.integers([1])]);
  // Of the cell state ONNX gives the last step alone.
  return [{ name: all, last: { name: h, reverse } }, ...others.map((name) => ({ last: { name, reverse } }))];
}

/** The rows of `data` as equal blocks, in another order. */
function blocks(data: Float32Array, order: readonly number[]): Float32Array {
  const size = data.length / order.length;
  const result = new Float32Array(data.length);
  order.forEach((from, to) => result.set(data.subarray(from * size, (from + 1) * size), to * size));
  return result;
}
