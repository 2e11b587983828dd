import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { parse, Root } from 'protobufjs';
import type { InputSpec, OutputSpec } from '../../../engine/contracts/data';
import type { CellConfig, RecurrentConfig } from '../../../engine/contracts/experiment';
import type { Decoding } from '../../../engine/contracts/network';
import { agrees } from '../../../engine/contracts/parity';
import { cells } from '../../../engine/catalog/cells';
import { uniform } from '../../../engine/core/initialisers';
import { ops } from '../../../engine/core/ops';
import { relu } from '../../../engine/core/ops/activations';
import { add } from '../../../engine/core/ops/arithmetic';
import { additiveScores, attentionContext, attentionScores, maskedSoftmax } from '../../../engine/core/ops/attention';
import { embedding } from '../../../engine/core/ops/embedding';
import { at, concat, reshape, stack } from '../../../engine/core/ops/layout';
import { linear } from '../../../engine/core/ops/linear';
import type { CreateModel } from '../../../engine/core/network';
import type { ModelProto } from '../../../engine/export/onnx/model';
import { operations, leftOut } from '../../../engine/export/onnx/operations';
import descriptor from '../../../engine/export/onnx/published/onnx.json';
import { create } from '../../../engine/models/recurrent';
import { unroll } from '../../../engine/nn/combine/time-loop';
import type { CellFactory } from '../../../engine/nn/cells/weights';
import { createParts } from '../support/model-parts';
import { exportAndRun, someWeights } from '../support/onnx-export';
import { useOnnxruntime } from '../support/onnxruntime';
import { useFolder } from '../node/support/folders';
import { cellConfigs, createCell } from '../support/cells';
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

const gru = { kind: 'gru', units: 5, initialiser: 'uniform' } as const;

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

  it('has every operation, or knows why not', () => {
    assert.deepEqual([...Object.keys(operations), ...leftOut].sort(), ops.map(({ name }) => name).sort());
  });

  it('is tried with every cell', () => {
    assert.deepEqual([...new Set(cellConfigs.map(({ kind }) => kind))].sort(), [...cells.kinds].sort());
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
      create({
        store,
        seed: 5,
        input,
        output,
        ...createParts,
        createCell: factory,
        config: experiment.model as RecurrentConfig,
      });
    return { createModel, weights: someWeights(createModel), experiment, input, output };
  };

  const operators = (): string[] => {
    const message = Root.fromJSON(descriptor).lookupType('onnx.ModelProto');
    const { graph } = message.toObject(message.decode(fs.readFileSync(path.join(folder(), 'net.onnx')))) as ModelProto;
    return graph.node.map(({ opType }) => opType);
  };

  it('notices one weight that is not ours', async () => {
    const config = cellConfigs.find(({ kind }) => kind === 'gru') as CellConfig;
    const exported = modelOf(cases[0], config, createCell);
    const ours = someWeights(exported.createModel);
    const changed = ours.tensors.get('rnn.weight_hh_l0') as { data: Float32Array };
    changed.data[7] += 0.01;
    const report = await exportAndRun(folder(), { ...exported, ours });
    assert.ok(report.greatest !== undefined && report.greatest > 1e-4, String(report.greatest));
    assert.ok(!agrees(report));
  });

  it('writes attention, scored by products and by addition, with heads and padding', async () => {
    const createModel: CreateModel = (store) => {
      const input = { kind: 'vectors', size: 6 } as const;
      const matrix = store.create('matrix', [6, 6], uniform(1));
      const row = store.create('row', [1, 6], uniform(1));
      return {
        input,
        output: { kind: 'values', size: 24, per: 'step' },
        initialState: (batch) => ({ h: store.tape.zeros([batch, 6]) }),
        forward(x, { h }) {
          const mask = reshape(relu(linear(x, row)), x.shape.slice(0, 2));
          const query = linear(x, matrix);
          const read = [1, 3].map((heads) => attentionContext(maskedSoftmax(attentionScores(query, x, heads)), x));
          const added = attentionContext(maskedSoftmax(additiveScores(query, x, row)), x);
          const padded = attentionContext(maskedSoftmax(attentionScores(query, x, 2), mask), x);
          return [concat([...read, added, padded]), { h: add(h, at(added, 0)) }];
        },
      };
    };
    const report = await exportAndRun(folder(), {
      createModel,
      weights: someWeights(createModel),
      experiment: experimentOf({}, {}),
      input: { kind: 'vectors', size: 6 },
      output: { kind: 'values', size: 24, per: 'step' },
    });
    assert.ok(agrees(report) && report.greatest !== undefined, JSON.stringify(report));
  });

  it('writes a decoder as an encoder and a step', async () => {
    const createModel: CreateModel = (store) => {
      const lookUp = store.create('table', [9, 4], uniform(1));
      const inner = createCell(store.scope('encoder', '_l0'), 3, gru);
      const outer = createCell(store.scope('decoder', '_l0'), 4, { ...gru, units: 5 });
      const head = store.create('head', [9, 10], uniform(1));
      const encode: Decoding['encode'] = (input, pass) => {
        const { outputs, state } = unroll(inner, input, inner.initialState(input.shape[1]), pass, { reverse: true });
        return { state, context: { outputs, fixed: reshape(state.h, [1, ...state.h.shape]) } };
      };
      const decode: Decoding['decode'] = ({ context }, previous, state, pass) => {
        const read = add(
          embedding(lookUp, previous),
          at(embedding(lookUp, reshape(previous, [1, ...previous.shape])), 0),
        );
        const [h, next] = outer.step({ time: 0, pass }, read, state);
        const query = reshape(h, [1, ...h.shape]);
        const weights = maskedSoftmax(attentionScores(query, context.outputs, 1));
        const seen = at(add(attentionContext(weights, context.outputs), context.fixed), 0);
        return { output: linear(concat([h, seen]), head), state: next, attention: at(weights, 0) };
      };
      return {
        input: { kind: 'vectors', size: 3 },
        output: { kind: 'classes', size: 9, per: 'step' },
        initialState: () => ({}),
        decoding: { encode, decode },
        forward(input, _state, pass) {
          const memory = encode(input, pass);
          const { decoderInput } = pass;
          assert.ok(decoderInput);
          let { state } = memory;
          const outputs = Array.from({ length: decoderInput.shape[0] }, (_, t) => {
            const decoded = decode(memory, at(decoderInput, t), state, pass);
            state = decoded.state;
            return decoded.output;
          });
          return [stack(outputs), {}];
        },
      };
    };
    const report = await exportAndRun(folder(), {
      createModel,
      weights: someWeights(createModel),
      experiment: experimentOf({}, {}),
      input: { kind: 'vectors', size: 3 },
      output: { kind: 'classes', size: 9, per: 'step' },
    });
    assert.equal(report.differences.length, 6);
    assert.ok(agrees(report) && report.greatest !== undefined, JSON.stringify(report));
  });

  for (const config of cellConfigs) {
    const activation = config.kind === 'elman' ? ` ${config.activation}` : '';
    for (const each of cases) {
      for (const [form, factory] of [
        ['', createCell],
        [', step by step', stepForm],
      ] as const) {
        it(`${config.kind}${activation}: ${each.title}${form}`, async () => {
          const report = await exportAndRun(folder(), modelOf(each, config, factory));
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
