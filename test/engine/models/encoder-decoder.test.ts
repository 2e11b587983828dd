import assert from 'node:assert/strict';
import type { EncoderDecoderConfig } from '../../../engine/contracts/experiment';
import type { Network } from '../../../engine/core/network';
import { create } from '../../../engine/models/encoder-decoder';
import { allBackends } from '../support/backends';
import { cellConfigs } from '../support/cells';
import { checkGradients } from '../support/gradient-check';
import { attentionConfigs } from '../support/model-parts';
import { decoderIds, decoderTime, batch, pairBatch, pairNetwork, sourceIds, targetWords, time } from '../support/pairs';
import { assertClose, constant, integers, randomValues, read, write } from '../support/tensors';

type Changes = Partial<EncoderDecoderConfig>;

const gru = { kind: 'gru', units: 4, initialiser: 'uniform' } as const;
const lstm = { kind: 'lstm', units: 4, initialiser: 'uniform', forgetBias: 1 } as const;

function configOf(changes: Changes): EncoderDecoderConfig {
  return {
    kind: 'encoder-decoder',
    cell: gru,
    layers: 1,
    bidirectional: false,
    embedding: 3,
    sharedEmbedding: false,
    dropout: 0,
    variational: false,
    context: 'state',
    inputFeeding: false,
    feedback: { kind: 'teacher-forcing' },
    ...changes,
  };
}

/** Every cell, every attention, every way to look back and to hand the context over. */
const cases: Record<string, Changes> = {
  'bidirectional, two layers, context both ways': { bidirectional: true, layers: 2, context: 'both' },
  'a deep LSTM read by a GRU': { cell: lstm, layers: 2, decoderCell: gru, decoderLayers: 1 },
  'a GRU read by a deeper LSTM': { cell: gru, layers: 1, decoderCell: { ...lstm, units: 3 }, decoderLayers: 2 },
  'context as input': { cell: lstm, context: 'input' },
  'attention beside a context at every step': { attention: { kind: 'general' }, context: 'both', bidirectional: true },
  'additive attention after the cell': { attention: { kind: 'additive' }, attend: 'after', bidirectional: true },
  'dropout between layers': { attention: { kind: 'additive' }, layers: 2, dropout: 0.3 },
  'dropout of states': { attention: { kind: 'dot' }, layers: 2, dropout: 0.3, variational: true },
};
for (const cell of cellConfigs) {
  const title = 'activation' in cell ? `${cell.kind} (${cell.activation})` : cell.kind;
  cases[`${title} without attention`] = { cell };
}
for (const attention of attentionConfigs) {
  cases[`${attention.kind} attention, as is usual`] = { attention, cell: lstm };
  cases[`${attention.kind} attention before the cell`] = { attention, attend: 'before' };
  cases[`${attention.kind} attention with input feeding`] = { attention, attend: 'after', inputFeeding: true };
}

const networkOf = (changes: Changes, backend = undefined as Parameters<typeof pairNetwork>[2]): Network =>
  pairNetwork(create, configOf(changes), backend);

for (const [title, changes] of Object.entries(cases)) {
  describe(`model encoder-decoder: ${title}`, () => {
    it('the gradient of the whole model equals finite differences', () => {
      const network = networkOf(changes);
      const { tape, store, model } = network;
      const { source, pass, loss } = pairBatch(network);
      tape.seal();
      const run = () => {
        const [y, state] = model.forward(source, model.initialState(batch), pass);
        assert.deepEqual(y.shape, [decoderTime, batch, targetWords]);
        assert.deepEqual(state, {});
        return loss(y);
      };
      checkGradients(tape, store.all, run, title);
    });

    it('gives the same one step at a time', () => {
      const network = networkOf(changes);
      const { tape, model } = network;
      const { source, pass } = pairBatch(network, false);
      const [whole] = model.forward(source, model.initialState(batch), pass);
      const decoding = model.decoding ?? assert.fail('it generates');
      const memory = decoding.encode(source, pass);
      let { state } = memory;
      const outputs: number[] = [];
      for (let t = 0; t < decoderTime; t++) {
        const previous = integers(tape, [batch], decoderIds.slice(t * batch, (t + 1) * batch));
        const step = decoding.decode(memory, previous, state, { ...pass, offset: t });
        state = step.state;
        outputs.push(...read(step.output));
        assert.equal(step.attention !== undefined, changes.attention !== undefined);
        if (!step.attention) continue;
        const heads = changes.attention?.kind === 'multi-head' ? 2 : 1;
        const [sequences, rows, steps] = step.attention.shape;
        assert.deepEqual([sequences, rows], [batch, heads]);
        const weights = read(step.attention);
        for (let row = 0; row < batch * heads; row++) {
          const own = weights.slice(row * steps, (row + 1) * steps);
          assertClose([own.reduce((sum, w) => sum + w, 0)], [1], 1e-12, 'sum of the weights');
          // The second sequence has two steps.
          if (row >= heads)
            assert.ok(
              own.slice(2).every((w) => w === 0),
              'padding is not looked at',
            );
        }
      }
      assertClose(outputs, read(whole), 1e-12, 'outputs');
    });

    it('does not read padding, nor the other sequence', () => {
      const network = networkOf(changes);
      const { tape, model } = network;
      const { source, pass } = pairBatch(network, false);
      const [y] = model.forward(source, model.initialState(batch), pass);
      const expected = read(y);
      const other = integers(
        tape,
        [time, batch],
        sourceIds.map((id, i) => (i === 5 || i === 7 ? 3 : id)),
      );
      assertClose(read(model.forward(other, {}, pass)[0]), expected, 1e-12, 'with other padding');
      const short = [sourceIds[1], sourceIds[3]];
      const written = decoderIds.filter((_, i) => i % batch === 1);
      const decoderInput = integers(tape, [decoderTime, 1], written);
      const [alone] = model.forward(integers(tape, [2, 1], short), {}, { ...pass, mask: undefined, decoderInput });
      const second = expected.filter((_, i) => Math.floor(i / targetWords) % batch === 1);
      assertClose(read(alone), second, 1e-12, 'the second sequence alone');
    });
  });
}

describe('model encoder-decoder', () => {
  it('names its parameters, in order', () => {
    const paths = (changes: Changes) => networkOf(changes).store.all.map(({ path }) => path);
    const layer = (side: string, suffix: string) =>
      ['weight_ih', 'weight_hh', 'bias_ih', 'bias_hh'].map((name) => `${side}.rnn.${name}_${suffix}`);
    assert.deepEqual(paths({ attention: { kind: 'additive' }, bidirectional: true }), [
      'encoder.embedding.weight',
      'decoder.embedding.weight',
      ...layer('encoder', 'l0'),
      ...layer('encoder', 'l0_reverse'),
      'attention.query.weight',
      'attention.query.bias',
      'attention.key.weight',
      'attention.energy.weight',
      ...layer('decoder', 'l0'),
      'head.weight',
      'head.bias',
      'bridge.l0.h.weight',
      'bridge.l0.h.bias',
    ]);
    assert.deepEqual(paths({ attention: { kind: 'general' } }), [
      'encoder.embedding.weight',
      'decoder.embedding.weight',
      ...layer('encoder', 'l0'),
      'attention.key.weight',
      ...layer('decoder', 'l0'),
      'combine.weight',
      'head.weight',
      'head.bias',
    ]);
  });

  it('refuses what does not fit', () => {
    const refused = (changes: Changes, code: string) => assert.throws(() => networkOf(changes), { code });
    refused({ sharedEmbedding: true }, 'config.shared-embedding');
    refused({ attention: { kind: 'dot' }, bidirectional: true }, 'config.attention-sizes');
    refused({ attention: { kind: 'scaled-dot' }, bidirectional: true }, 'config.attention-sizes');
    refused({ attention: { kind: 'multi-head', heads: 3 } }, 'config.heads');
  });

  it('reads vectors too', () => {
    const config = configOf({ attention: { kind: 'additive' }, bidirectional: true });
    const network = pairNetwork(create, config, { input: { kind: 'vectors', size: 2 } });
    const { tape, store, model } = network;
    const { pass, loss } = pairBatch(network);
    const source = constant(tape, [time, batch, 2], 'source');
    tape.seal();
    assert.equal(store.get('encoder.embedding.weight'), undefined);
    checkGradients(tape, store.all, () => loss(model.forward(source, {}, pass)[0]), 'vectors');
  });

  for (const backend of allBackends) {
    it(`gives the same on ${backend.title} as in 64 bit`, () => {
      for (const [title, changes] of Object.entries(cases)) {
        const [ours, theirs] = [networkOf(changes), networkOf(changes, { backend: backend.create() })].map(
          (network) => {
            for (const w of network.store.all) write(w, Float32Array.from(randomValues(w.size, w.path ?? '')));
            const { source, pass } = pairBatch(network, false);
            return read(network.model.forward(source, {}, pass)[0]);
          },
        );
        assertClose(theirs, ours, backend.tolerance, title);
      }
    });
  }
});
