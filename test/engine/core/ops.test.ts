import assert from 'node:assert/strict';
import type { Tensor } from '../../../engine/contracts/tensor';
import { ops } from '../../../engine/core/ops';
import { exp, log, relu, sigmoid, tanh } from '../../../engine/core/ops/activations';
import {
  additiveScores,
  attentionContext,
  attentionScores,
  locationScores,
  maskedSoftmax,
} from '../../../engine/core/ops/attention';
import { add, multiply, scale, spread, subtract, sumSteps } from '../../../engine/core/ops/arithmetic';
import { dropout } from '../../../engine/core/ops/dropout';
import { elmanSequence } from '../../../engine/core/ops/elman-sequence';
import { embedding } from '../../../engine/core/ops/embedding';
import { gruSequence } from '../../../engine/core/ops/gru-sequence';
import { at, concat, reshape, split, stack } from '../../../engine/core/ops/layout';
import { layerNorm } from '../../../engine/core/ops/layer-norm';
import { linear } from '../../../engine/core/ops/linear';
import { crossEntropy, squaredError } from '../../../engine/core/ops/losses';
import { lstmSequence } from '../../../engine/core/ops/lstm-sequence';
import { nextTokens } from '../../../engine/core/ops/next-tokens';
import { lastRows, reversedRows } from '../../../engine/core/ops/padding';
import { randomKey } from '../../../engine/core/random';
import { Tape } from '../../../engine/core/tape';
import { reference64 } from '../support/backends';
import { checkGradients, weighted } from '../support/gradient-check';
import { assertClose, constant, integers, read, variable, write } from '../support/tensors';

interface OpCase {
  /** Shapes of the tracked inputs. */
  readonly inputs: readonly (readonly number[])[];
  readonly run: (inputs: Tensor[], tape: Tape) => Tensor[];
  readonly positive?: boolean;
}

function sequenceShapes(gates: number, states: number): number[][] {
  const [time, batch, inputs, units] = [4, 2, 3, 5];
  const state = Array.from({ length: states }, () => [batch, units]);
  return [
    [time, batch, inputs],
    ...state,
    [gates * units, inputs],
    [gates * units, units],
    [gates * units],
    [gates * units],
  ];
}

const weights = ([weightIn, weightHidden, biasIn, biasHidden]: Tensor[]) => ({
  weightIn,
  weightHidden,
  biasIn,
  biasHidden,
});

/** One entry for every op of the closed set; the name before the colon is the op's. */
const cases: Record<string, OpCase> = {
  add: {
    inputs: [
      [2, 3],
      [2, 3],
    ],
    run: ([a, b]) => [add(a, b)],
  },
  'add: broadcast': {
    inputs: [
      [4, 2, 3],
      [2, 3],
    ],
    run: ([a, b]) => [add(a, b)],
  },
  subtract: {
    inputs: [
      [2, 3],
      [2, 3],
    ],
    run: ([a, b]) => [subtract(a, b)],
  },
  multiply: {
    inputs: [
      [2, 3],
      [2, 3],
    ],
    run: ([a, b]) => [multiply(a, b)],
  },
  'multiply: broadcast': { inputs: [[4, 2, 3], [3]], run: ([a, b]) => [multiply(a, b)] },
  'multiply: with itself': { inputs: [[2, 3]], run: ([a]) => [multiply(a, a)] },
  scale: { inputs: [[2, 3]], run: ([x]) => [scale(x, -1.5)] },
  sumSteps: { inputs: [[4, 2, 3]], run: ([x]) => [sumSteps(x)] },
  spread: { inputs: [[2, 3]], run: ([x], tape) => [multiply(x, spread(constant(tape, [2], [2, -3]), 3))] },
  sigmoid: { inputs: [[3, 7]], run: ([x]) => [sigmoid(x)] },
  tanh: { inputs: [[3, 7]], run: ([x]) => [tanh(x)] },
  relu: { inputs: [[3, 7]], run: ([x]) => [relu(x)] },
  exp: { inputs: [[3, 7]], run: ([x]) => [exp(x)] },
  log: { inputs: [[3, 7]], run: ([x]) => [log(x)], positive: true },
  linear: { inputs: [[2, 3], [5, 3], [5]], run: ([x, w, b]) => [linear(x, w, b)] },
  'linear: three axes, no bias': {
    inputs: [
      [4, 2, 3],
      [5, 3],
    ],
    run: ([x, w]) => [linear(x, w)],
  },
  layerNorm: { inputs: [[4, 2, 7], [7], [7]], run: ([x, w, b]) => [layerNorm(x, w, b)] },
  split: { inputs: [[2, 6]], run: ([x]) => split(x, 3) },
  'split: one part used': { inputs: [[2, 6]], run: ([x]) => [split(x, 3)[1]] },
  concat: {
    inputs: [
      [2, 3],
      [2, 1],
      [2, 4],
    ],
    run: (parts) => [concat(parts)],
  },
  stack: {
    inputs: [
      [2, 3],
      [2, 3],
    ],
    run: ([a, b]) => [stack([a, b, a])],
  },
  'stack: views of steps': {
    inputs: [[4, 2, 3]],
    run: ([x]) => [stack([at(x, 2), at(x, 0), at(reshape(x, [4, 2, 3]), 2)])],
  },
  embedding: {
    inputs: [[4, 3]],
    run: ([table], tape) => [embedding(table, integers(tape, [2, 3], [3, 0, 3, 1, 1, 3]))],
  },
  dropoutMask: { inputs: [[4, 7]], run: ([x]) => [dropout(x, 0.4, randomKey(3, 'test'), 2)] },
  crossEntropy: {
    inputs: [[6, 4]],
    run: ([logits], tape) => [
      crossEntropy(logits, integers(tape, [6], [3, 0, 1, 1, 2, 0]), constant(tape, [6], [1, 1, 0, 2, 1, 1]), 0.25).loss,
    ],
  },
  squaredError: {
    inputs: [[3, 4]],
    run: ([output], tape) => [
      squaredError(output, constant(tape, [3, 4], 'target'), constant(tape, [3], [1, 0, 2]), 0.3).loss,
    ],
  },
};
const lossOf: Record<string, (y: Tensor, tape: Tape) => Tensor> = {
  crossEntropy: (y, tape) => crossEntropy(y, integers(tape, [3], [3, 0, 1]), constant(tape, [3], [1, 0, 2]), 0.3).loss,
  squaredError: (y, tape) =>
    squaredError(y, constant(tape, [3, 4], 'target'), constant(tape, [3], [1, 0, 2]), 0.3).loss,
};
// The gradient of what was computed may take memory of the loss; so may not what another has begun.
for (const [name, loss] of Object.entries(lossOf)) {
  const inputs = [[3, 4]];
  cases[`${name}: of an output`] = { inputs, run: ([x], tape) => [loss(scale(x, 2), tape)] };
  cases[`${name}: of an output that is read before`] = {
    inputs,
    run([x], tape) {
      const y = scale(x, 2);
      return [tanh(y), loss(y, tape)];
    },
  };
  cases[`${name}: of an output that is read afterwards`] = {
    inputs,
    run([x], tape) {
      const y = scale(x, 2);
      return [loss(y, tape), tanh(y)];
    },
  };
  cases[`${name}: of a part`] = { inputs: [[2, 3, 4]], run: ([x], tape) => [loss(at(scale(x, 2), 1), tape)] };
}
for (const time of [1, 3]) {
  cases[`attentionScores: ${time} steps`] = {
    inputs: [
      [time, 2, 6],
      [4, 2, 6],
    ],
    run: ([query, key]) => [attentionScores(query, key, 2)],
  };
  cases[`attentionContext: ${time} steps`] = {
    inputs: [
      [time, 2, 3, 4],
      [4, 2, 6],
    ],
    run: ([scores, values]) => [attentionContext(scores, values)],
  };
  cases[`additiveScores: ${time} steps`] = {
    inputs: [[time, 2, 5], [4, 2, 5], [5]],
    run: ([query, key, weight]) => [additiveScores(query, key, weight)],
  };
}
for (const [title, source] of [
  ['', 4],
  [': more positions than steps', 2],
  [': more steps than positions', 7],
] as const) {
  // Scores that nothing gets are of no size that differences can be taken of.
  cases[`locationScores${title}`] = {
    inputs: [[3, 2, 4]],
    run: ([placed]) => [maskedSoftmax(locationScores(placed, source))],
  };
}
cases.maskedSoftmax = {
  inputs: [[2, 3, 2, 4]],
  run: ([scores], tape) => [maskedSoftmax(scores, constant(tape, [4, 3], [1, 1, 1, 1, 0, 1, 1, 0, 1, 1, 0, 0]))],
};
cases['maskedSoftmax: nothing padded'] = { inputs: [[2, 3, 1, 5]], run: ([scores]) => [maskedSoftmax(scores)] };
cases.nextTokens = {
  inputs: [
    [4, 3],
    [3, 2],
  ],
  run: ([logits, table], tape) => {
    const how = { own: 0.5, key: randomKey(1, 'test'), counter: 3, time: 1 };
    return [embedding(table, nextTokens(logits, integers(tape, [4], [0, 1, 2, 0]), how))];
  },
};
/** Sequences of three, one and four steps. */
const padded = (tape: Tape) => constant(tape, [4, 3], [1, 1, 1, 1, 0, 1, 1, 0, 1, 0, 0, 1]);
cases.lastRows = { inputs: [[12, 2]], run: ([x], tape) => [embedding(x, lastRows(padded(tape)))] };
cases.reversedRows = { inputs: [[12, 2]], run: ([x], tape) => [embedding(x, reversedRows(padded(tape)))] };
for (const reverse of [false, true]) {
  const way = reverse ? ': reverse' : '';
  for (const activation of ['tanh', 'relu'] as const) {
    cases[`elmanSequence${way || ':'} ${activation}`] = {
      inputs: sequenceShapes(1, 1),
      run: ([x, h0, ...w]) => [elmanSequence(x, h0, weights(w), { reverse, activation })],
    };
  }
  cases[`lstmSequence${way}`] = {
    inputs: sequenceShapes(4, 2),
    run: ([x, h0, c0, ...w]) => {
      const [h, c] = lstmSequence(x, h0, c0, weights(w), reverse);
      return [h, at(c, reverse ? 0 : 3)];
    },
  };
  cases[`gruSequence${way}`] = {
    inputs: sequenceShapes(3, 1),
    run: ([x, h0, ...w]) => gruSequence(x, h0, weights(w), reverse).slice(0, 1),
  };
}
// Fewer entries than look-ups: their rows go through the weights before they are looked up.
const table = [5, 3];
const lookUp = (tape: Tape, of: Tensor) => ({ table: of, ids: integers(tape, [4, 2], [4, 0, 2, 2, 1, 4, 0, 2]) });
cases['elmanSequence: looked up'] = {
  inputs: [table, ...sequenceShapes(1, 1).slice(1)],
  run: ([x, h0, ...w], tape) => [
    elmanSequence(lookUp(tape, x), h0, weights(w), { reverse: false, activation: 'tanh' }),
  ],
};
cases['lstmSequence: looked up'] = {
  inputs: [table, ...sequenceShapes(4, 2).slice(1)],
  run: ([x, h0, c0, ...w], tape) => lstmSequence(lookUp(tape, x), h0, c0, weights(w), true).slice(0, 2),
};
cases['gruSequence: looked up'] = {
  inputs: [table, ...sequenceShapes(3, 1).slice(1)],
  run: ([x, h0, ...w], tape) => gruSequence(lookUp(tape, x), h0, weights(w), false).slice(0, 1),
};

describe('ops', () => {
  it('all have a case here', () => {
    const covered = new Set(Object.keys(cases).map((name) => name.split(':')[0]));
    assert.deepEqual([...covered].sort(), ops.map(({ name }) => name).sort());
  });

  for (const [name, { inputs, run, positive }] of Object.entries(cases)) {
    it(`${name}: the gradient equals finite differences`, () => {
      const tape = new Tape(reference64.create());
      const variables = inputs.map((shape, i) => variable(tape, shape, `${name} ${i}`));
      if (positive)
        for (const x of variables)
          write(
            x,
            read(x).map((value) => Math.abs(value) + 0.1),
          );
      tape.seal();
      checkGradients(tape, variables, () => weighted(run(variables, tape)), name);
    });
  }

  it('add up gradients over several uses of one tensor', () => {
    const tape = new Tape(reference64.create());
    const x = variable(tape, [2], [3, -2]);
    tape.seal();
    checkGradients(tape, [x], () => weighted([add(multiply(x, x), scale(x, 2)), x]), 'reuse');
  });

  it('record nothing inside inference', () => {
    const tape = new Tape(reference64.create());
    const x = variable(tape, [2], [3, -2]);
    const y = tape.inference(() => multiply(x, x));
    assert.equal(y.tracked, false);
    assert.deepEqual(read(y), [9, 4]);
    assert.equal(tape.recording, true);
  });

  it('give clear errors for shapes that do not fit', () => {
    const tape = new Tape(reference64.create());
    const a = variable(tape, [2, 3], 'a');
    const b = variable(tape, [2, 4], 'b');
    for (const misuse of [() => add(a, b), () => subtract(a, b), () => linear(a, b), () => stack([a, b])]) {
      assert.throws(misuse, { code: 'internal.shape' });
    }
    assert.throws(() => split(b, 3), { code: 'internal.shape' });
  });

  it('find the ends of padded sequences', () => {
    const tape = new Tape(reference64.create());
    const rows = [...Array(12).keys()];
    const numbers = constant(tape, [12, 1], rows);
    assert.deepEqual(read(embedding(numbers, lastRows(padded(tape)))), [6, 1, 11]);
    const reversed = embedding(numbers, reversedRows(padded(tape)));
    assert.deepEqual(read(reversed), [6, 1, 11, 3, 4, 8, 0, 7, 5, 9, 10, 2]);
    assert.deepEqual(read(embedding(reshape(reversed, [12, 1]), reversedRows(padded(tape)))), rows);
  });

  it('give padded steps no attention, nor a sequence without a real step', () => {
    const tape = new Tape(reference64.create());
    const scores = constant(tape, [1, 3, 1, 2], [Math.log(3), 0, 5, 700, 1, 2]);
    const attention = read(maskedSoftmax(scores, constant(tape, [2, 3], [1, 1, 0, 1, 0, 0])));
    assertClose(attention, [0.75, 0.25, 1, 0, 0, 0], 1e-12, 'weights');
  });

  it('draw the promised share of next tokens from the distribution of this step, the same again and again', () => {
    const tape = new Tape(reference64.create());
    const batch = 4000;
    const classes = [0, Math.log(2), Math.log(5)];
    const logits = constant(tape, [batch, 3], Array.from({ length: batch }, () => classes).flat());
    // A class that the model cannot give.
    const forced = integers(tape, [batch], Array<number>(batch).fill(9));
    const chosen = (own: number, counter: number, time = 0) => {
      const { pointer, size } = nextTokens(logits, forced, { own, counter, time, key: randomKey(4, 'sampling') });
      return [...tape.backend.ints(pointer, size)];
    };
    const share = (tokens: readonly number[], token: number) => tokens.filter((t) => t === token).length / batch;
    const some = chosen(0.6, 1);
    assertClose(
      [9, 0, 1, 2].map((token) => share(some, token)),
      [0.4, 0.075, 0.15, 0.375],
      0.02,
      'shares',
    );
    assert.deepEqual(chosen(0.6, 1), some);
    assert.notDeepEqual(chosen(0.6, 2), some);
    assert.notDeepEqual(chosen(0.6, 1, 1), some);
    assert.equal(share(chosen(0, 1), 9), 1);
    assert.equal(share(chosen(1, 1), 9), 0);
  });

  it('drop the promised share and keep the mean', () => {
    const tape = new Tape(reference64.create());
    const ones = constant(
      tape,
      [100, 100],
      Array.from({ length: 10_000 }, () => 1),
    );
    const dropped = read(dropout(ones, 0.25, randomKey(9, 'share'), 1));
    const zeros = dropped.filter((value) => value === 0).length;
    assert.ok(Math.abs(zeros - 2500) < 150, `${zeros} of 10000 were dropped`);
    assertClose(
      [...new Set(dropped)].sort((a, b) => a - b),
      [0, 1 / 0.75],
      1e-12,
      'values',
    );
    const again = read(dropout(ones, 0.25, randomKey(9, 'share'), 1));
    assert.deepEqual(again, dropped);
    assert.notDeepEqual(read(dropout(ones, 0.25, randomKey(9, 'share'), 2)), dropped);
  });
});
