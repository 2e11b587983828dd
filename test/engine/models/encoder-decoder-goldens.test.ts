import type { AttentionConfig, CellConfig, EncoderDecoderConfig } from '../../../engine/contracts/experiment';
import { Network } from '../../../engine/core/network';
import { reshape } from '../../../engine/core/ops/layout';
import { linear } from '../../../engine/core/ops/linear';
import { create } from '../../../engine/models/encoder-decoder';
import goldens from '../../goldens/attention.json';
import { allBackends, type BackendCase } from '../support/backends';
import { createParts } from '../support/model-parts';
import { assertClose, constant, integers, read, readGradient, type Stored } from '../support/tensors';

type Weights = Readonly<Record<string, Stored>>;

/** Each kind has weights of its own. */
type Golden = Omit<(typeof goldens.cases)[number], 'parameters' | 'gradients'> & {
  readonly parameters: Weights;
  readonly gradients: Weights;
};

const cases = goldens.cases as unknown as readonly Golden[];

const attentions: Record<string, AttentionConfig> = {
  additive: { kind: 'additive', units: 3 },
  dot: { kind: 'dot' },
  'scaled-dot': { kind: 'scaled-dot' },
  general: { kind: 'general' },
  location: { kind: 'location', positions: 3 },
  'multi-head': { kind: 'multi-head', heads: 2 },
};

function configOf({ kind, cell, bidirectional, attend, embedding, units }: Golden): EncoderDecoderConfig {
  const cells: Record<string, CellConfig> = {
    gru: { kind: 'gru', units, initialiser: 'uniform' },
    lstm: { kind: 'lstm', units, initialiser: 'uniform', forgetBias: 0 },
  };
  return {
    kind: 'encoder-decoder',
    cell: cells[cell],
    layers: 1,
    bidirectional,
    embedding,
    sharedEmbedding: false,
    dropout: 0,
    variational: false,
    context: 'state',
    attention: attentions[kind],
    attend: attend === 'before' ? 'before' : 'after',
    inputFeeding: false,
    feedback: { kind: 'teacher-forcing' },
  };
}

function networkOf(golden: Golden, backend: BackendCase): Network {
  const { sourceWords, targetWords } = golden;
  const network = new Network(backend.create(), 1, (store) =>
    create({
      store,
      seed: 1,
      config: configOf(golden),
      input: { kind: 'tokens', vocabulary: sourceWords },
      decoder: { kind: 'tokens', vocabulary: targetWords },
      output: { kind: 'classes', size: targetWords, per: 'step' },
      ...createParts,
    }),
  );
  network.store.load(new Map(Object.entries(golden.parameters)));
  return network;
}

for (const backend of allBackends) {
  describe(`encoder-decoders against PyTorch: ${backend.title}`, () => {
    for (const golden of cases) {
      const { kind, cell, bidirectional, attend, lengths, logits, outputWeights } = golden;
      it(`${kind} attention ${attend} a ${cell}${bidirectional ? ', bidirectional encoder' : ''}`, () => {
        const { tape, store, model } = networkOf(golden, backend);
        const batch = lengths.length;
        const time = golden.source.length / batch;
        const real = golden.source.map((_, i) => (Math.floor(i / batch) < lengths[i % batch] ? 1 : 0));
        const source = integers(tape, [time, batch], golden.source);
        const mask = constant(tape, [time, batch], real);
        const decoderInput = integers(tape, [golden.target.length / batch, batch], golden.target);
        const size = logits.data.length;
        const weights = constant(tape, [1, size], outputWeights.data);
        const [y] = model.forward(source, {}, { training: true, step: 0, mask, decoderInput });
        assertClose(read(y), logits.data, backend.tolerance, 'logits');
        store.clearGradients();
        tape.backward(linear(reshape(y, [1, size]), weights));
        for (const parameter of store.all) {
          const path = parameter.path ?? '';
          assertClose(readGradient(parameter), golden.gradients[path].data, backend.tolerance, `gradient of ${path}`);
        }
      });
    }
  });
}
