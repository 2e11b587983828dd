import assert from 'node:assert/strict';
import type { InputSpec, OutputSpec } from '../../../engine/contracts/data';
import type { CellConfig, RecurrentConfig } from '../../../engine/contracts/experiment';
import { Network } from '../../../engine/core/network';
import { crossEntropy, squaredError } from '../../../engine/core/ops/losses';
import { reshape } from '../../../engine/core/ops/layout';
import { create } from '../../../engine/models/recurrent';
import { decodeSafetensors, encodeSafetensors } from '../../../engine/run/safetensors';
import { allBackends, reference64 } from '../support/backends';
import { cellConfigs } from '../support/cells';
import { attentionConfigs, createParts } from '../support/model-parts';
import { checkGradients } from '../support/gradient-check';
import { assertClose, constant, integers, randomValues, read, variable, write } from '../support/tensors';

const [time, batch] = [4, 2];
const tokens: InputSpec = { kind: 'tokens', vocabulary: 6 };
const vectors: InputSpec = { kind: 'vectors', size: 3 };
const everyStep: OutputSpec = { kind: 'classes', size: 6, per: 'step' };
const once: OutputSpec = { kind: 'values', size: 4, per: 'sequence' };

function network(
  cell: CellConfig,
  input: InputSpec,
  output: OutputSpec,
  changes: Partial<RecurrentConfig> = {},
  backend = reference64,
): Network {
  const config: RecurrentConfig = {
    kind: 'recurrent',
    cell,
    layers: 2,
    bidirectional: false,
    dropout: 0,
    variational: false,
    pool: 'last',
    ...changes,
  };
  return new Network(backend.create(), 2, (store) => create({ store, seed: 2, input, output, ...createParts, config }));
}

const pass = { training: true, step: 3 };

for (const cell of cellConfigs) {
  const title = 'activation' in cell ? `${cell.kind} (${cell.activation})` : cell.kind;
  describe(`model recurrent with ${title}`, () => {
    it('names its parameters as PyTorch does', () => {
      const paths = network(cell, tokens, everyStep, { bidirectional: true }).store.all.map(({ path }) => path);
      assert.equal(paths.length, 1 + 4 * 4 + 2);
      assert.equal(paths[0], 'embedding.weight');
      assert.ok(paths.includes('rnn.weight_hh_l1_reverse'));
      assert.deepEqual(paths.slice(-2), ['head.weight', 'head.bias']);
    });

    it('many to many: the gradient of the whole model equals finite differences, dropout included', () => {
      for (const variational of [false, true]) {
        const { tape, store, model } = network(cell, tokens, everyStep, { dropout: 0.3, variational, embedding: 3 });
        const ids = integers(tape, [time, batch], [0, 5, 2, 2, 1, 4, 5, 3]);
        const targets = integers(tape, [time, batch], [5, 0, 2, 1, 4, 3, 3, 0]);
        const weights = constant(tape, [time, batch], [1, 1, 1, 0, 1, 1, 0, 1]);
        tape.seal();
        const run = () => {
          const [y] = model.forward(ids, model.initialState(batch), pass);
          assert.deepEqual(y.shape, [time, batch, 6]);
          return crossEntropy(y, targets, weights, 1 / 6).loss;
        };
        checkGradients(tape, store.all, run, title);
      }
    });

    for (const pool of ['last', 'mean'] as const) {
      it(`many to one (${pool}): the gradient equals finite differences, and padding changes nothing`, () => {
        const { tape, store, model } = network(cell, vectors, once, { bidirectional: true, layers: 1, pool });
        const x = variable(tape, [time, batch, 3], 'x');
        const target = constant(tape, [batch, 4], 'target');
        const weights = constant(tape, [batch], [1, 1]);
        // The second sequence ends after two steps.
        const mask = constant(tape, [time, batch], [1, 1, 1, 1, 1, 0, 1, 0]);
        tape.seal();
        const forward = (masked: boolean) => {
          const [y] = model.forward(x, model.initialState(batch), masked ? { ...pass, mask } : pass);
          assert.deepEqual(y.shape, [batch, 4]);
          return y;
        };
        const run = (masked: boolean) => () => squaredError(forward(masked), target, weights, 0.5).loss;
        checkGradients(tape, [...store.all, x], run(false), title);
        checkGradients(tape, store.all, run(true), `${title} with padding`);

        const padded = read(forward(true));
        tape.reset();
        const values = read(x);
        const alone = values.slice(3, 6).concat(values.slice(9, 12));
        for (const t of [2, 3]) for (let c = 0; c < 3; c++) values[(t * batch + 1) * 3 + c] = 77;
        write(x, values);
        assertClose(read(forward(true)), padded, 1e-15, 'output with other padding');
        tape.reset();
        const short = constant(tape, [2, 1, 3], alone);
        const [y] = model.forward(short, model.initialState(1), pass);
        assertClose(padded.slice(4), read(y), 1e-12, 'output without padding');
      });
    }

    it('carries its state: two halves give what the whole gives', () => {
      const { tape, model } = network(cell, tokens, everyStep);
      const ids = [0, 5, 2, 2, 1, 4, 5, 3];
      const [whole, end] = model.forward(integers(tape, [time, batch], ids), model.initialState(batch), pass);
      const halves: number[] = [];
      let state = model.initialState(batch);
      for (const half of [ids.slice(0, 4), ids.slice(4)]) {
        const [y, next] = model.forward(integers(tape, [2, batch], half), state, pass);
        halves.push(...read(y));
        state = next;
      }
      assertClose(halves, read(whole), 1e-12, 'outputs');
      for (const [name, tensor] of Object.entries(state)) assertClose(read(tensor), read(end[name]), 1e-12, name);
    });

    for (const backend of allBackends) {
      it(`gives the same on ${backend.title} as in 64 bit, through a safetensors file`, () => {
        const exact = network(cell, tokens, everyStep);
        for (const w of exact.store.all) write(w, Float32Array.from(randomValues(w.size, w.path ?? '')));
        const tensors = new Map(
          exact.store.all.map((w) => [w.path ?? '', { shape: w.shape, data: Float32Array.from(read(w)) }]),
        );
        const file = encodeSafetensors({ tensors, metadata: {} });
        const other = network(cell, tokens, everyStep, {}, backend);
        other.store.load(decodeSafetensors(file, 'a.safetensors').tensors);
        const [ours, theirs] = [exact, other].map(({ tape, model }) => {
          const ids = integers(tape, [time, batch], [0, 5, 2, 2, 1, 4, 5, 3]);
          const [y] = model.forward(reshape(ids, [time, batch]), model.initialState(batch), pass);
          return read(y);
        });
        assertClose(theirs, ours, backend.tolerance, 'output');
      });
    }
  });
}

describe('model recurrent with self-attention', () => {
  const cell = { kind: 'gru', units: 4, initialiser: 'uniform' } as const;
  for (const attention of attentionConfigs) {
    for (const pool of ['last', 'mean'] as const) {
      it(`${attention.kind}, ${pool}: the gradient equals finite differences, and padding changes nothing`, () => {
        const { tape, store, model } = network(cell, vectors, once, { layers: 1, pool, attention });
        const x = variable(tape, [time, batch, 3], 'x');
        const target = constant(tape, [batch, 4], 'target');
        const weights = constant(tape, [batch], [1, 1]);
        const mask = constant(tape, [time, batch], [1, 1, 1, 1, 1, 0, 1, 0]);
        tape.seal();
        const forward = () => model.forward(x, model.initialState(batch), { ...pass, mask })[0];
        checkGradients(tape, store.all, () => squaredError(forward(), target, weights, 0.5).loss, attention.kind);
        const padded = read(forward());
        tape.reset();
        const values = read(x);
        const short = constant(tape, [2, 1, 3], values.slice(3, 6).concat(values.slice(9, 12)));
        const [alone] = model.forward(short, model.initialState(1), pass);
        assertClose(padded.slice(4), read(alone), 1e-12, 'the second sequence alone');
      });
    }
  }
});

describe('weights', () => {
  it('that do not belong to the model are refused by name', () => {
    const { store } = network(cellConfigs[2], tokens, everyStep);
    assert.throws(() => store.load(new Map()), {
      code: 'checkpoint.missing-tensor',
      arguments: { path: 'embedding.weight' },
    });
    const shape = [6, 4];
    const wrong = new Map([['embedding.weight', { shape, data: new Float32Array(24) }]]);
    assert.throws(() => store.load(wrong), {
      code: 'checkpoint.wrong-shape',
      arguments: { path: 'embedding.weight', expected: '[6, 5]', found: '[6, 4]' },
    });
  });
});
