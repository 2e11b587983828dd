import assert from 'node:assert/strict';
import { attentions } from '../../../engine/catalog/attentions';
import { models } from '../../../engine/catalog/models';
import type { InputSpec, OutputSpec } from '../../../engine/contracts/data';
import { agrees } from '../../../engine/contracts/parity';
import type { CreateModel } from '../../../engine/core/network';
import type { ModelFactory } from '../../../engine/models/model';
import { useFolder } from '../node/support/folders';
import { cellConfigs } from '../support/cells';
import { attentionConfigs, createParts } from '../support/model-parts';
import { exportAndRun, someWeights } from '../support/onnx-export';
import { useOnnxruntime } from '../support/onnxruntime';
import { experimentOf } from '../support/training';

const words: InputSpec = { kind: 'tokens', vocabulary: 13 };
const vectors: InputSpec = { kind: 'vectors', size: 3 };
const decoder: InputSpec = { kind: 'tokens', vocabulary: 9 };
const written: OutputSpec = { kind: 'classes', size: 9, per: 'step' };
const once: OutputSpec = { kind: 'values', size: 6, per: 'sequence' };

interface Case {
  readonly title: string;
  readonly model: {
    readonly kind: string;
    readonly attention?: { readonly kind: string };
    readonly [setting: string]: unknown;
  };
  readonly input: InputSpec;
  readonly output: OutputSpec;
}

const gru = { kind: 'gru', units: 6 };
const lstm = { kind: 'lstm', units: 5 };
const pair = 'encoder-decoder';

/** Every model of the catalogue, with every cell and every attention. */
const cases: readonly Case[] = [
  ...cellConfigs.flatMap((cell): Case[] => {
    const name = `${cell.kind}${'activation' in cell ? ` ${cell.activation}` : ''}`;
    return [
      { title: `${pair}: ${name}`, model: { kind: pair, cell }, input: words, output: written },
      {
        title: `vector-to-sequence: ${name}`,
        model: { kind: 'vector-to-sequence', cell, context: 'both', layers: 2 },
        input: vectors,
        output: written,
      },
    ];
  }),
  ...attentionConfigs.flatMap((attention): Case[] =>
    ['before', 'after'].flatMap((attend) =>
      [lstm, gru].map((cell) => ({
        title: `${pair}: ${cell.kind}, ${attention.kind} attention ${attend} the cell`,
        model: { kind: pair, cell: { ...cell, units: 6 }, attention, attend, inputFeeding: attend === 'after' },
        input: words,
        output: written,
      })),
    ),
  ),
  ...attentionConfigs.flatMap((attention): Case[] =>
    [written, once].map((output) => ({
      title: `recurrent: ${attention.kind} attention, one answer ${output.per === 'step' ? 'a step' : 'a sequence'}`,
      model: { kind: 'recurrent', cell: gru, attention },
      input: vectors,
      output,
    })),
  ),
  {
    title: `${pair}: both ways, a bridge, other layers and cells`,
    model: {
      kind: pair,
      cell: lstm,
      layers: 2,
      bidirectional: true,
      decoderCell: gru,
      decoderLayers: 1,
      context: 'both',
    },
    input: vectors,
    output: written,
  },
];

/** What cannot be written in ONNX, and why. */
const refused: Readonly<Record<string, string>> = {
  // It reads as many of its positions as the source has steps: the graph is another one for short and for long sources.
  location: 'export.view',
};

describe('ONNX export of every model', () => {
  const folder = useFolder();
  useOnnxruntime();

  it('is tried with all that is registered', () => {
    assert.deepEqual([...new Set(cases.map(({ model }) => model.kind))].sort(), [...models.kinds].sort());
    const tried = new Set(cases.flatMap(({ model }) => model.attention?.kind ?? []));
    assert.deepEqual([...tried].sort(), [...attentions.kinds].sort());
  });

  for (const { title, model, input, output } of cases) {
    const problem = refused[model.attention?.kind ?? ''];
    it(problem === undefined ? title : `${title}: refused`, async () => {
      const experiment = experimentOf(model, {});
      const { create } = (await models.load(model.kind)) as { create: ModelFactory };
      const createModel: CreateModel = (store) =>
        create({ store, config: experiment.model, seed: 5, input, output, decoder, ...createParts });
      const exported = exportAndRun(folder(), {
        createModel,
        weights: someWeights(createModel),
        experiment,
        input,
        output,
      });
      if (problem !== undefined) {
        await assert.rejects(exported, { code: problem });
        return;
      }
      const report = await exported;
      assert.ok(report.greatest !== undefined && agrees(report), JSON.stringify(report));
    });
  }
});
