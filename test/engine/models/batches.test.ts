import assert from 'node:assert/strict';
import type { InputSpec, OutputSpec } from '../../../engine/contracts/data';
import { models } from '../../../engine/catalog/models';
import { Network } from '../../../engine/core/network';
import type { ModelFactory } from '../../../engine/models/model';
import { allBackends, type BackendCase } from '../support/backends';
import { createParts } from '../support/model-parts';
import { assertClose, constant, integers, randomValues, read, write } from '../support/tensors';
import { experimentOf } from '../support/training';

const words = 6;
const size = 3;
/** Steps of each sequence, and of what a decoder writes. */
const lengths = [4, 1, 3, 4, 2];
const decoderTime = 3;
const gru = { kind: 'gru', units: 4 };
const lstm = { kind: 'lstm', units: 4 };

interface Case {
  readonly model: Readonly<Record<string, unknown>> & { readonly kind: string };
  readonly input?: 'vectors';
  readonly per?: 'sequence';
}

const cases: Readonly<Record<string, Case>> = {
  'recurrent, at every step': { model: { kind: 'recurrent', cell: lstm, layers: 2, bidirectional: true } },
  'recurrent, the last step': { model: { kind: 'recurrent', cell: gru, bidirectional: true }, per: 'sequence' },
  'recurrent, the mean': {
    model: { kind: 'recurrent', cell: { kind: 'elman', units: 4 }, pool: 'mean' },
    input: 'vectors',
    per: 'sequence',
  },
  'self-attention': { model: { kind: 'recurrent', cell: gru, bidirectional: true, attention: { kind: 'general' } } },
  'a fixed context': { model: { kind: 'encoder-decoder', cell: lstm, bidirectional: true, context: 'both' } },
  'attention before the cell': {
    model: { kind: 'encoder-decoder', cell: gru, layers: 2, attention: { kind: 'additive' } },
  },
  'input feeding': {
    model: { kind: 'encoder-decoder', cell: gru, attention: { kind: 'multi-head', heads: 2 }, inputFeeding: true },
    input: 'vectors',
  },
  'a vector': { model: { kind: 'vector-to-sequence', cell: lstm, context: 'both' }, input: 'vectors' },
};

async function networkOf({ model, input, per }: Case, backend: BackendCase): Promise<Network> {
  const { create } = (await models.load(model.kind)) as { create: ModelFactory };
  const { model: config } = experimentOf(model, {});
  const tokens: InputSpec = { kind: 'tokens', vocabulary: words };
  const output: OutputSpec = { kind: 'classes', size: words, per: per ?? 'step' };
  const network = new Network(backend.create(), 1, (store) =>
    create({
      store,
      seed: 1,
      config,
      input: input ? { kind: 'vectors', size } : tokens,
      output,
      decoder: model.kind === 'recurrent' ? undefined : tokens,
      ...createParts,
    }),
  );
  for (const w of network.store.all) write(w, Float32Array.from(randomValues(w.size, w.path ?? '')));
  return network;
}

/**
 * The outputs of each sequence, real steps alone.
 *
 * @param order which sequence stands in which row of the batch @param padding steps behind the longest, filled with anything @param single whether each is one vector
 */
function outputsOf(
  { tape, model }: Network,
  order: readonly number[],
  { padding = 0, single = false } = {},
): number[][] {
  const time = single ? 1 : Math.max(...lengths) + padding;
  const batch = order.length;
  const cell = (sequence: number, t: number) => (t < lengths[sequence] || single ? 0 : 100) + sequence * 10 + t;
  const cells = Array.from({ length: time * batch }, (_, i) => cell(order[i % batch], Math.floor(i / batch)));
  const x =
    model.input.kind === 'tokens'
      ? integers(
          tape,
          [time, batch],
          cells.map((of) => Math.floor(50 + 49 * Math.sin(of * of)) % words),
        )
      : constant(
          tape,
          [time, batch, size],
          cells.flatMap((of) => [Math.sin(of), Math.cos(3 * of), Math.sin(of * of)]),
        );
  const real = Array.from({ length: time * batch }, (_, i) =>
    Math.floor(i / batch) < lengths[order[i % batch]] ? 1 : 0,
  );
  const decoderInput = model.decoding
    ? integers(
        tape,
        [decoderTime, batch],
        Array.from({ length: decoderTime * batch }, (_, i) => (order[i % batch] + 2 * Math.floor(i / batch)) % words),
      )
    : undefined;
  const mask = single ? undefined : constant(tape, [time, batch], real);
  const [y] = model.forward(x, model.initialState(batch), { training: false, step: 0, mask, decoderInput });
  const values = read(y);
  const steps = y.shape.length === 3 ? y.shape[0] : 1;
  const found: number[][] = [];
  order.forEach((sequence, row) => {
    const known = model.decoding ? decoderTime : steps === 1 ? 1 : lengths[sequence];
    found[sequence] = Array.from({ length: known }, (_, t) => t).flatMap((t) => {
      return values.slice((t * batch + row) * words, (t * batch + row + 1) * words);
    });
  });
  return found;
}

for (const backend of allBackends) {
  describe(`a batch: ${backend.title}`, () => {
    for (const [title, each] of Object.entries(cases)) {
      it(`its sequences may change places, and padding changes nothing: ${title}`, async () => {
        const network = await networkOf(each, backend);
        const single = each.model.kind === 'vector-to-sequence';
        const expected = outputsOf(network, [0, 1, 2, 3, 4], { single });
        const flat = expected.map((values) => values.join());
        assert.equal(new Set(flat).size, lengths.length, 'every sequence is answered in its own way');
        const tolerance = backend.tolerance / 10;
        for (const order of [
          [4, 2, 0, 1, 3],
          [3, 4, 1, 2, 0],
        ]) {
          const swapped = outputsOf(network, order, { single });
          expected.forEach((values, sequence) => {
            assertClose(swapped[sequence], values, tolerance, `sequence ${sequence} of ${order.join()}`);
          });
        }
        const padded = outputsOf(network, [0, 1, 2, 3, 4], { padding: 3, single });
        expected.forEach((values, sequence) => {
          assertClose(padded[sequence], values, tolerance, `sequence ${sequence} with more padding`);
        });
      });
    }
  });
}
