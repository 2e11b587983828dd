import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { parse, Root } from 'protobufjs';
import type { Checkpoint } from '../../../engine/contracts/checkpoint';
import type { InputSpec, OutputSpec } from '../../../engine/contracts/data';
import type { CellConfig } from '../../../engine/contracts/experiment';
import { agrees } from '../../../engine/contracts/parity';
import { cells } from '../../../engine/catalog/cells';
import { models } from '../../../engine/catalog/models';
import { ops } from '../../../engine/core/ops';
import { type CreateModel, Network } from '../../../engine/core/network';
import { traceModel } from '../../../engine/core/trace';
import { exporter } from '../../../engine/export/onnx';
import type { ModelProto } from '../../../engine/export/onnx/model';
import { operations, trainingOnly } from '../../../engine/export/onnx/operations';
import descriptor from '../../../engine/export/onnx/published/onnx.json';
import { compare } from '../../../engine/node/parity/compare';
import { parityReference } from '../../../engine/infer/parity';
import { createPlanningBackend } from '../../../engine/kernels/planning';
import { create } from '../../../engine/models/recurrent';
import type { CellFactory } from '../../../engine/nn/cells/weights';
import { useOnnxruntime } from '../support/onnxruntime';
import { useFolder } from '../node/support/folders';
import { allBackends } from '../support/backends';
import { cellConfigs, createCell } from '../support/cells';
import { exportedRun } from '../support/exported-run';
import { randomValues } from '../support/tensors';
import { experimentOf } from '../support/training';

interface Case {
  readonly title: string;
  readonly layers: number;
  readonly bidirectional: boolean;
  readonly input: InputSpec;
  readonly output: OutputSpec;
  readonly pool: 'last' | 'mean';
}

const tokens: InputSpec = { kind: 'tokens', vocabulary: 13 };
const vectors: InputSpec = { kind: 'vectors', size: 3 };
const everyStep: OutputSpec = { kind: 'classes', size: 13, per: 'step' };
const once: OutputSpec = { kind: 'values', size: 6, per: 'sequence' };

const cases: readonly Case[] = [
  { title: 'language model', layers: 1, bidirectional: false, input: tokens, output: everyStep, pool: 'last' },
  {
    title: 'language model of two layers',
    layers: 2,
    bidirectional: false,
    input: tokens,
    output: everyStep,
    pool: 'last',
  },
  { title: 'forecaster', layers: 1, bidirectional: false, input: vectors, output: once, pool: 'last' },
  { title: 'both ways, last', layers: 2, bidirectional: true, input: vectors, output: once, pool: 'last' },
  { title: 'both ways, mean', layers: 2, bidirectional: true, input: tokens, output: once, pool: 'mean' },
];

const simd = allBackends[allBackends.length - 1];
const fast = { plan: () => createPlanningBackend('f32', 'relaxed-simd', simd.create().base), create: simd.create };

/** A cell that knows nothing but its step. */
const stepForm: CellFactory = (scope, inputs, config) => {
  const cell = createCell(scope, inputs, config);
  return {
    units: cell.units,
    initialState: (batch) => cell.initialState(batch),
    step: (context, x, state) => cell.step(context, x, state),
  };
};

describe('ONNX export', () => {
  const folder = useFolder();

  useOnnxruntime();

  it('has every operation, or knows it as one of training alone', () => {
    assert.deepEqual([...Object.keys(operations), ...trainingOnly].sort(), ops.map(({ name }) => name).sort());
  });

  it('is tried with every cell and every model', () => {
    assert.deepEqual([...new Set(cellConfigs.map(({ kind }) => kind))].sort(), [...cells.kinds].sort());
    assert.deepEqual(models.kinds, ['recurrent']);
  });

  it('is written with what onnx.proto says', () => {
    const published = path.join(__dirname, '../../../engine/export/onnx/published/onnx.proto');
    const { root } = parse(fs.readFileSync(published, 'utf8'));
    assert.deepEqual(descriptor, JSON.parse(JSON.stringify(root)));
  });

  const modelOf = (each: Case, config: CellConfig, factory: CellFactory) => {
    const { title: _title, input, output, ...model } = each;
    const experiment = experimentOf({ ...model, cell: config, embedding: 7, dropout: 0.5 }, {});
    const createModel: CreateModel = (store) =>
      create({ store, seed: 5, input, output, createCell: factory, config: experiment.model });
    const { store } = new Network(fast.create(2 ** 24), 5, createModel);
    const tensors = store.all.map(({ path: name = '', shape, size }) => {
      const scale = 1 / Math.sqrt(shape.at(-1) ?? 1);
      return [name, { shape, data: Float32Array.from(randomValues(size, name), (value) => value * scale) }] as const;
    });
    return { experiment, createModel, weights: { tensors: new Map(tensors), metadata: { step: '7' } } };
  };

  /** Exports into a folder, and runs what was exported. */
  const exportAndRun = async (each: Case, config: CellConfig, factory: CellFactory, ours?: Checkpoint) => {
    const { experiment, createModel, weights } = modelOf(each, config, factory);
    const { input, output } = each;
    const run = exportedRun('net', {
      experiment,
      weights,
      data: { input, output, files: [], parts: { train: 1, validation: 1, test: 1 } },
      graph: traceModel(createModel, fast.plan),
    });
    const files = [...(await exporter.files({ runs: [run] }))].map(([name, bytes]) => {
      const file = path.join(folder(), name);
      fs.writeFileSync(file, bytes);
      return file;
    });
    const reference = parityReference(createModel, ours ?? weights, fast);
    return compare({ runtime: 'onnxruntime' }, folder(), files, reference);
  };

  const operators = (): string[] => {
    const message = Root.fromJSON(descriptor).lookupType('onnx.ModelProto');
    const { graph } = message.toObject(message.decode(fs.readFileSync(path.join(folder(), 'net.onnx')))) as ModelProto;
    return graph.node.map(({ opType }) => opType);
  };

  it('notices one weight that is not ours', async () => {
    const config = cellConfigs.find(({ kind }) => kind === 'gru') as CellConfig;
    const { weights } = modelOf(cases[0], config, createCell);
    const changed = weights.tensors.get('rnn.weight_hh_l0') as { data: Float32Array };
    changed.data[7] += 0.01;
    const report = await exportAndRun(cases[0], config, createCell, weights);
    assert.ok(report.greatest !== undefined && report.greatest > 1e-4, String(report.greatest));
    assert.ok(!agrees(report));
  });

  for (const config of cellConfigs) {
    const activation = config.kind === 'elman' ? ` ${config.activation}` : '';
    for (const each of cases) {
      for (const [form, factory] of [
        ['', createCell],
        [', step by step', stepForm],
      ] as const) {
        it(`${config.kind}${activation}: ${each.title}${form}`, async () => {
          const report = await exportAndRun(each, config, factory);
          assert.equal(report.problem, undefined);
          assert.equal(report.differences.length, 12);
          assert.ok(report.greatest !== undefined && agrees(report), JSON.stringify(report));
          const recurrent = factory === stepForm ? 'Scan' : { elman: 'RNN', lstm: 'LSTM', gru: 'GRU' }[config.kind];
          const count = operators().filter((name) => name === recurrent).length;
          assert.equal(count, each.layers * (each.bidirectional ? 2 : 1));
        });
      }
    }
  }
});
