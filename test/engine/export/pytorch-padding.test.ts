import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { experimentSchema } from '../../../engine/catalog/experiment';
import { models } from '../../../engine/catalog/models';
import type { DataRecord } from '../../../engine/contracts/data';
import type { AttentionConfig, Experiment } from '../../../engine/contracts/experiment';
import { type CreateModel, Network } from '../../../engine/core/network';
import { exporter } from '../../../engine/export/pytorch';
import type { ModelFactory } from '../../../engine/models/model';
import { runPython } from '../../../engine/node/parity/pytorch';
import { useFolder } from '../node/support/folders';
import { exportedRun } from '../support/exported-run';
import { attentionConfigs, createParts } from '../support/model-parts';
import { fast, someWeights } from '../support/onnx-export';
import { assertClose, constant, integers, read } from '../support/tensors';
import { useWarmPython } from '../support/warm-python';

const [words, classes] = [13, 9];
const lengths = [7, 3, 1, 5];
const [time, decoderTime, batch] = [7, 4, lengths.length];
/** Padding too: what is read there must make no difference. */
const ids = (steps: number, size: number) => Array.from({ length: steps * batch }, (_, i) => (i * i + 3 * i) % size);

const cell = { kind: 'lstm', units: 6 };
/** As many units as the encoder's two directions have, for inner products. */
const decoderCell = { kind: 'gru', units: 12 };
const titles = (attention: AttentionConfig | undefined) => (attention ? `${attention.kind} attention` : 'no attention');

const cases = [undefined, ...attentionConfigs].flatMap((attention) => [
  {
    title: `encoder-decoder, ${titles(attention)}`,
    task: 'translation',
    model: { kind: 'encoder-decoder', cell, layers: 2, bidirectional: true, decoderCell, context: 'both', attention },
  },
  {
    title: `recurrent, ${titles(attention)}`,
    task: 'tagging',
    model: { kind: 'recurrent', cell, layers: 2, bidirectional: true, attention },
  },
]);

describe('Padded batches in the PyTorch project', function () {
  this.timeout(60_000);
  const folder = useFolder();
  useWarmPython();

  for (const { title, task, model } of cases) {
    it(`mean there what they mean here: ${title}`, async () => {
      const data: Pick<DataRecord, 'input' | 'output' | 'decoder'> = {
        input: { kind: 'tokens', vocabulary: words },
        output: { kind: 'classes', size: classes, per: 'step' },
        decoder: { kind: 'tokens', vocabulary: classes },
      };
      const experiment = experimentSchema.parse({
        data: { path: 'memory' },
        task: { kind: task },
        model,
      }) as Experiment;
      const { create } = (await models.load(model.kind)) as { create: ModelFactory };
      const createModel: CreateModel = (store) =>
        create({ store, config: experiment.model, seed: 1, ...data, ...createParts });
      const weights = someWeights(createModel);
      const record = { ...data, files: [], parts: { train: 1, validation: 1, test: 1 } };
      const contents = await exporter.files({ runs: [exportedRun('net', { experiment, weights, data: record })] });
      for (const [name, bytes] of contents) fs.writeFileSync(path.join(folder(), name), bytes);

      const decodes = task === 'translation';
      const given = (steps: number, values: readonly number[]) => {
        const rows = Array.from(lengths, (_, b) => Array.from({ length: steps }, (__, t) => values[t * batch + b]));
        return { shape: [batch, steps], data: Int32Array.from(rows.flat()) };
      };
      const tensors = new Map([
        ['input', given(time, ids(time, words))],
        ['lengths', { shape: [batch], data: Int32Array.from(lengths) }],
        ...(decodes ? [['decoder', given(decoderTime, ids(decoderTime, classes))] as const] : []),
      ]);
      const { answers } = await runPython(folder(), path.join(__dirname, 'run_padded.py'), { tensors, metadata: {} });
      const theirs = answers.tensors.get('output');

      const [ours, steps] = forward(createModel, weights.tensors, decodes);
      assert.deepEqual(theirs?.shape, [batch, steps, classes]);
      for (let t = 0; t < steps; t++) {
        for (let b = 0; b < batch; b++) {
          // Nobody asks what stands behind the end of a sentence.
          if (!decodes && t >= lengths[b]) continue;
          const [here, there] = [(t * batch + b) * classes, (b * steps + t) * classes];
          const found = Array.from(theirs.data.subarray(there, there + classes));
          assertClose(found, ours.slice(here, here + classes), 1e-5, `step ${t} of sequence ${b}`);
        }
      }
    });
  }
});

/** Our own outputs, time-major, and their steps. */
function forward(createModel: CreateModel, weights: Parameters<Network['store']['load']>[0], decodes: boolean) {
  const { tape, store, model } = new Network(fast.create(2 ** 24), 1, createModel);
  store.load(weights);
  const real = Array.from({ length: time * batch }, (_, i) => (Math.floor(i / batch) < lengths[i % batch] ? 1 : 0));
  const pass = {
    training: false,
    step: 0,
    mask: constant(tape, [time, batch], real),
    ...(decodes && { decoderInput: integers(tape, [decoderTime, batch], ids(decoderTime, classes)) }),
  };
  const input = integers(tape, [time, batch], ids(time, words));
  const [output] = tape.inference(() => model.forward(input, model.initialState(batch), pass));
  return [read(output), decodes ? decoderTime : time] as const;
}
