import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { attentions } from '../../../engine/catalog/attentions';
import { cells } from '../../../engine/catalog/cells';
import { experimentSchema } from '../../../engine/catalog/experiment';
import { exporters } from '../../../engine/catalog/exporters';
import { fits, models } from '../../../engine/catalog/models';
import { type TaskDescriptor, tasks } from '../../../engine/catalog/tasks';
import type { DataRecord, InputSpec, OutputSpec } from '../../../engine/contracts/data';
import type { Experiment } from '../../../engine/contracts/experiment';
import type { ExportedRun } from '../../../engine/contracts/exporter';
import { agrees } from '../../../engine/contracts/parity';
import type { CreateModel } from '../../../engine/core/network';
import { traceModel } from '../../../engine/core/trace';
import { parityReference, type ParityReference } from '../../../engine/infer/parity';
import type { ModelFactory } from '../../../engine/models/model';
import { compare } from '../../../engine/node/parity/compare';
import { useFolder } from '../node/support/folders';
import { cellConfigs } from '../support/cells';
import { logOf } from '../support/events';
import { exportedRun } from '../support/exported-run';
import { attentionConfigs, createParts } from '../support/model-parts';
import { fast, someWeights } from '../support/onnx-export';
import { useOnnxruntime } from '../support/onnxruntime';
import { useWarmPython } from '../support/warm-python';

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
  /** None for a model that no task learns with. */
  readonly task?: string;
  readonly input: InputSpec;
  readonly output: OutputSpec;
}

const gru = { kind: 'gru', units: 6 };
const lstm = { kind: 'lstm', units: 6 };

/** What a task gives to a model and wants of it. */
function specsOf({ kind, input, output }: TaskDescriptor): Pick<Case, 'task' | 'input' | 'output'> {
  return {
    task: kind,
    input: input === 'tokens' ? words : vectors,
    output: output === 'step' ? written : once,
  };
}

/** Every model that is registered, with every cell, for every task that fits it. */
const registered: readonly Case[] = models.all.flatMap((model) =>
  cellConfigs.flatMap((cell): Case[] => {
    const title = [model.kind, cell.kind, ...('activation' in cell ? [cell.activation] : [])].join(' ');
    const fitting = tasks.all.filter((task) => fits(model, task));
    if (fitting.length === 0) {
      return model.inputs.map((input) => ({
        title: `${title}, of ${input}`,
        model: { kind: model.kind, cell, layers: 2 },
        input: input === 'tokens' ? words : vectors,
        output: written,
      }));
    }
    return fitting.map((task) => ({
      title: `${title}, ${task.kind}`,
      model: { kind: model.kind, cell, layers: 2, ...(task.bothSides && { bidirectional: true }) },
      ...specsOf(task),
    }));
  }),
);

const pair = { input: words, output: written, task: 'translation' };
const forecast = { input: vectors, output: once, task: 'forecasting' };

/** Every attention wherever a model has one. */
const attending: readonly Case[] = attentionConfigs.flatMap((attention): Case[] => [
  ...[lstm, gru].flatMap((cell) =>
    (
      [
        ['before the cell', { attend: 'before' }],
        ['after the cell', { attend: 'after' }],
        ['after the cell, fed on', { attend: 'after', inputFeeding: true }],
      ] as const
    ).map(([where, settings]) => ({
      title: `encoder-decoder ${cell.kind}, ${attention.kind} attention ${where}`,
      model: { kind: 'encoder-decoder', cell, attention, ...settings },
      ...pair,
    })),
  ),
  {
    title: `recurrent, ${attention.kind} attention at every step`,
    model: { kind: 'recurrent', cell: gru, attention, bidirectional: true },
    input: words,
    output: written,
    task: 'tagging',
  },
  ...['last', 'mean'].map((pool) => ({
    title: `recurrent, ${attention.kind} attention, ${pool}`,
    model: { kind: 'recurrent', cell: lstm, attention, pool, bidirectional: pool === 'mean' },
    ...forecast,
  })),
]);

/** Settings that change the shape of the network. */
const shapes: readonly Case[] = [
  { title: 'recurrent, both ways, last', model: { kind: 'recurrent', cell: lstm, bidirectional: true }, ...forecast },
  {
    title: 'recurrent, both ways, mean',
    model: { kind: 'recurrent', cell: gru, bidirectional: true, pool: 'mean', layers: 2 },
    ...forecast,
  },
  ...(['state', 'input', 'both'] as const).flatMap((context): Case[] => [
    ...[
      ['one way', {}],
      ['both ways', { bidirectional: true, layers: 2 }],
      ['both ways with attention', { bidirectional: true, attention: { kind: 'additive' }, embedding: 5 }],
      ['an LSTM after a GRU', { cell: gru, decoderCell: { kind: 'lstm', units: 5 }, layers: 2, decoderLayers: 1 }],
      ['a GRU after an LSTM, deeper', { decoderCell: gru, decoderLayers: 3, bidirectional: true }],
      ['a deeper encoder fed on', { attention: { kind: 'general' }, inputFeeding: true, layers: 2, decoderLayers: 1 }],
    ].map(([title, settings]) => ({
      title: `encoder-decoder, context as ${context}, ${title as string}`,
      model: { kind: 'encoder-decoder', cell: lstm, context, ...(settings as object) },
      ...pair,
    })),
    ...[words, vectors].map((input) => ({
      title: `vector-to-sequence of ${input.kind}, context as ${context}`,
      model: { kind: 'vector-to-sequence', cell: gru, context, layers: 2, feedback: { kind: 'free-running' } },
      input,
      output: written,
    })),
  ]),
  {
    title: 'encoder-decoder, one table of token vectors, sampled',
    model: { kind: 'encoder-decoder', cell: gru, sharedEmbedding: true, feedback: { kind: 'scheduled-sampling' } },
    input: decoder,
    output: written,
    task: 'translation',
  },
  {
    title: 'encoder-decoder of vectors',
    model: { kind: 'encoder-decoder', cell: lstm, bidirectional: true, context: 'both' },
    ...pair,
    input: vectors,
  },
];

describe('Exports of everything', function () {
  this.timeout(120_000);
  const folder = useFolder();
  useOnnxruntime();
  useWarmPython();

  it('are tried with all that is registered', () => {
    assert.deepEqual(new Set(registered.map(({ model }) => model.kind)), new Set(models.kinds));
    assert.deepEqual(new Set(registered.flatMap(({ task }) => task ?? [])), new Set(tasks.kinds));
    assert.deepEqual(new Set(cellConfigs.map(({ kind }) => kind)), new Set(cells.kinds));
    assert.deepEqual(new Set(attentionConfigs.map(({ kind }) => kind)), new Set(attentions.kinds));
  });

  for (const each of [...registered, ...attending, ...shapes]) {
    it(each.title, async () => {
      const { run, reference } = await trained(each);
      for (const exporter of exporters.all) {
        await exportAndCompare(exporter.kind, run, reference, folder());
      }
    });
  }
});

/** A run that might have learnt something, and what its network says to inputs of many sizes. */
async function trained({ model, task, input, output }: Case) {
  const experiment = experimentSchema.parse({
    data: { path: 'memory', ...(task && tasks.find(task).data === 'pairs' && { format: 'pairs' }) },
    task: { kind: task ?? 'translation' },
    model,
  }) as Experiment;
  const { create } = (await models.load(model.kind)) as { create: ModelFactory };
  const createModel: CreateModel = (store) =>
    create({ store, config: experiment.model, seed: 5, input, output, decoder, ...createParts });
  const weights = someWeights(createModel);
  const data: DataRecord = { input, output, decoder, files: [], parts: { train: 1, validation: 1, test: 1 } };
  return {
    run: exportedRun('net', {
      experiment,
      weights,
      data,
      graphs: () => traceModel(createModel, fast.plan),
      events: logOf(),
    }),
    reference: parityReference(createModel, weights, fast),
  };
}

async function exportAndCompare(
  kind: string,
  run: ExportedRun,
  reference: ParityReference,
  parent: string,
): Promise<void> {
  const exporter = await exporters.load(kind);
  const contents = await exporter.files({ runs: [run] });
  assert.ok(contents.size > 0);
  const folder = path.join(parent, kind);
  const files = [...contents].map(([name, bytes]) => {
    assert.ok(bytes.length > 0, `${kind} writes nothing into ${name}`);
    const file = path.join(folder, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, bytes);
    return file;
  });
  if (!exporter.execution) return;
  const report = await compare(exporter.execution, folder, files, reference);
  assert.ok(report.greatest !== undefined && agrees(report), `${kind}: ${JSON.stringify(report)}`);
}
