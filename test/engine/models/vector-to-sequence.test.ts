import assert from 'node:assert/strict';
import type { InputSpec } from '../../../engine/contracts/data';
import type { VectorToSequenceConfig } from '../../../engine/contracts/experiment';
import type { Network } from '../../../engine/core/network';
import { create } from '../../../engine/models/vector-to-sequence';
import { allBackends } from '../support/backends';
import { cellConfigs } from '../support/cells';
import { checkGradients } from '../support/gradient-check';
import { batch, decoderIds, decoderTime, pairBatch, pairNetwork, targetWords } from '../support/pairs';
import { assertClose, constant, integers, randomValues, read, write } from '../support/tensors';

type Changes = Partial<VectorToSequenceConfig>;

const size = 3;
const vectors: InputSpec = { kind: 'vectors', size };
const lstm = { kind: 'lstm', units: 4, initialiser: 'uniform', forgetBias: 1 } as const;

function configOf(changes: Changes): VectorToSequenceConfig {
  return {
    kind: 'vector-to-sequence',
    cell: lstm,
    layers: 1,
    embedding: 3,
    dropout: 0,
    variational: false,
    context: 'both',
    feedback: { kind: 'teacher-forcing' },
    ...changes,
  };
}

const cases: Record<string, Changes> = {
  'by the first state': { context: 'state', layers: 2 },
  'by every step': { context: 'input' },
  'by both, with dropout': { context: 'both', layers: 2, dropout: 0.3 },
};
for (const cell of cellConfigs) cases[`${cell.kind}${'activation' in cell ? ` (${cell.activation})` : ''}`] = { cell };

const networkOf = (changes: Changes, options: Parameters<typeof pairNetwork>[2] = {}): Network =>
  pairNetwork(create, configOf(changes), { input: vectors, ...options });

for (const [title, changes] of Object.entries(cases)) {
  describe(`model vector-to-sequence: ${title}`, () => {
    it('the gradient of the whole model equals finite differences', () => {
      const network = networkOf(changes);
      const { tape, store, model } = network;
      const { pass, loss } = pairBatch(network);
      const source = constant(tape, [1, batch, size], 'source');
      tape.seal();
      const run = () => {
        const [y] = model.forward(source, model.initialState(batch), pass);
        assert.deepEqual(y.shape, [decoderTime, batch, targetWords]);
        return loss(y);
      };
      checkGradients(tape, store.all, run, title);
    });

    it('gives the same one step at a time, and for a sequence alone', () => {
      const network = networkOf(changes);
      const { tape, model } = network;
      const { pass } = pairBatch(network, false);
      const source = constant(tape, [1, batch, size], 'source');
      const expected = read(model.forward(source, {}, pass)[0]);
      const decoding = model.decoding ?? assert.fail('it generates');
      const memory = decoding.encode(source, pass);
      let { state } = memory;
      const outputs: number[] = [];
      for (let t = 0; t < decoderTime; t++) {
        const previous = integers(tape, [batch], decoderIds.slice(t * batch, (t + 1) * batch));
        const step = decoding.decode(memory, previous, state, { ...pass, offset: t });
        state = step.state;
        outputs.push(...read(step.output));
      }
      assertClose(outputs, expected, 1e-12, 'outputs');
      const written = decoderIds.filter((_, i) => i % batch === 1);
      const decoderInput = integers(tape, [decoderTime, 1], written);
      const [alone] = model.forward(
        constant(tape, [1, 1, size], read(source).slice(size)),
        {},
        { ...pass, decoderInput },
      );
      const second = expected.filter((_, i) => Math.floor(i / targetWords) % batch === 1);
      assertClose(read(alone), second, 1e-12, 'the second sequence alone');
    });
  });
}

describe('model vector-to-sequence', () => {
  it('names its parameters, in order, and takes a token for a vector', () => {
    const paths = networkOf({ context: 'state' }, { input: { kind: 'tokens', vocabulary: 7 } }).store.all;
    assert.deepEqual(
      paths.map(({ path }) => path),
      [
        'encoder.embedding.weight',
        'decoder.embedding.weight',
        'decoder.rnn.weight_ih_l0',
        'decoder.rnn.weight_hh_l0',
        'decoder.rnn.bias_ih_l0',
        'decoder.rnn.bias_hh_l0',
        'head.weight',
        'head.bias',
        'bridge.l0.h.weight',
        'bridge.l0.h.bias',
        'bridge.l0.c.weight',
        'bridge.l0.c.bias',
      ],
    );
  });

  for (const backend of allBackends) {
    it(`gives the same on ${backend.title} as in 64 bit`, () => {
      for (const [title, changes] of Object.entries(cases)) {
        const [ours, theirs] = [networkOf(changes), networkOf(changes, { backend: backend.create() })].map(
          (network) => {
            for (const w of network.store.all) write(w, Float32Array.from(randomValues(w.size, w.path ?? '')));
            const { pass } = pairBatch(network, false);
            const source = constant(network.tape, [1, batch, size], 'source');
            return read(network.model.forward(source, {}, pass)[0]);
          },
        );
        assertClose(theirs, ours, backend.tolerance, title);
      }
    });
  }
});
