import type { InputSpec, OutputSpec } from '../../../engine/contracts/data';
import { Network } from '../../../engine/core/network';
import { reshape } from '../../../engine/core/ops/layout';
import { linear } from '../../../engine/core/ops/linear';
import { models } from '../../../engine/catalog/models';
import type { ModelFactory } from '../../../engine/models/model';
import goldens from '../../goldens/decoders.json';
import { allBackends, type BackendCase } from '../support/backends';
import { createParts } from '../support/model-parts';
import { assertClose, constant, integers, read, readGradient, type Stored } from '../support/tensors';
import { experimentOf } from '../support/training';

/** Each kind has weights of its own. */
interface Golden {
  readonly title: string;
  readonly model: Readonly<Record<string, unknown>> & { readonly kind: string };
  readonly source: Stored;
  readonly target: Stored | null;
  readonly logits: Stored;
  readonly outputWeights: Stored;
  readonly parameters: Readonly<Record<string, Stored>>;
  readonly gradients: Readonly<Record<string, Stored>>;
}

const cases = goldens.cases as unknown as readonly Golden[];
const { lengths, sourceWords, targetWords } = goldens;

async function networkOf({ model, source, target, logits, parameters }: Golden, backend: BackendCase) {
  const { create } = (await models.load(model.kind)) as { create: ModelFactory };
  const { model: config } = experimentOf(model, {});
  const [, , size] = source.shape;
  const input: InputSpec = size === undefined ? { kind: 'tokens', vocabulary: sourceWords } : { kind: 'vectors', size };
  const per = logits.shape.length === 3 ? 'step' : 'sequence';
  const output: OutputSpec = { kind: 'classes', size: targetWords, per };
  const decoder = target ? ({ kind: 'tokens', vocabulary: targetWords } as const) : undefined;
  const network = new Network(backend.create(), 1, (store) =>
    create({ store, seed: 1, config, input, output, decoder, ...createParts }),
  );
  network.store.load(new Map(Object.entries(parameters)));
  return network;
}

for (const backend of allBackends) {
  describe(`decoders and self-attention against PyTorch: ${backend.title}`, () => {
    for (const golden of cases) {
      it(golden.title, async () => {
        const { source, target, logits, outputWeights, gradients } = golden;
        const { tape, store, model } = await networkOf(golden, backend);
        const [time, batch] = source.shape;
        const real = Array.from({ length: time * batch }, (_, i) =>
          Math.floor(i / batch) < lengths[i % batch] ? 1 : 0,
        );
        const x =
          model.input.kind === 'tokens'
            ? integers(tape, [time, batch], source.data)
            : constant(tape, source.shape, source.data);
        const mask = time === 1 ? undefined : constant(tape, [time, batch], real);
        const decoderInput = target ? integers(tape, target.shape, target.data) : undefined;
        const size = logits.data.length;
        const [y] = model.forward(x, model.initialState(batch), { training: true, step: 0, mask, decoderInput });
        // What stands at padded steps is nobody's business.
        const counts = (i: number) => outputWeights.data[i] !== 0;
        assertClose(
          read(y).filter((_, i) => counts(i)),
          logits.data.filter((_, i) => counts(i)),
          backend.tolerance,
          'logits',
        );
        store.clearGradients();
        tape.backward(linear(reshape(y, [1, size]), constant(tape, [1, size], outputWeights.data)));
        for (const parameter of store.all) {
          const path = parameter.path ?? '';
          assertClose(readGradient(parameter), gradients[path].data, backend.tolerance, `gradient of ${path}`);
        }
      });
    }
  });
}
