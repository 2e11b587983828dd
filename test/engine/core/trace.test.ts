import assert from 'node:assert/strict';
import type { Graph } from '../../../engine/contracts/graph';
import type { Model } from '../../../engine/contracts/network';
import type { Tensor } from '../../../engine/contracts/tensor';
import type { CreateModel } from '../../../engine/core/network';
import { add, scale, sumSteps } from '../../../engine/core/ops/arithmetic';
import { at, reshape } from '../../../engine/core/ops/layout';
import { traceModel } from '../../../engine/core/trace';
import { createPlanningBackend } from '../../../engine/kernels/planning';
import { unroll } from '../../../engine/nn/combine/time-loop';

/** A model out of its forward pass alone: vectors of 2 and a state `h` of 2. */
function modelOf(forward: (x: Tensor, h: Tensor) => [Tensor, Tensor]): CreateModel {
  return ({ tape }) => ({
    input: { kind: 'vectors', size: 2 },
    output: { kind: 'values', size: 2, per: 'sequence' },
    initialState: (batch) => ({ h: tape.zeros([batch, 2]) }),
    forward: (input, state): ReturnType<Model['forward']> => {
      const [y, h] = forward(input, state.h);
      return [y, { h }];
    },
  });
}

function trace(createModel: CreateModel): Graph {
  const graphs = traceModel(createModel, () => createPlanningBackend('f32', 'reference', 0));
  return graphs.kind === 'whole' ? graphs.graph : assert.fail('it has no decoder');
}

describe('traceModel', () => {
  it('says what follows the length and the batch', () => {
    const graph = trace(modelOf((x, h) => [scale(sumSteps(x), 1 / x.shape[0]), add(h, at(x, x.shape[0] - 1))]));
    const time = { factor: 1, powers: { time: 1 } };
    const batch = { factor: 1, powers: { batch: 1 } };
    assert.deepEqual(graph.values[graph.inputs.input].shape, [time, batch, 2]);
    assert.deepEqual(graph.values[graph.inputs['initial.h']].shape, [batch, 2]);
    assert.deepEqual(
      graph.nodes.map((node) =>
        node.kind === 'op' ? [node.op, node.attributes] : [node.kind, 'index' in node && node.index],
      ),
      [
        ['sumSteps', {}],
        ['scale', { factor: { factor: 1, powers: { time: -1 } } }],
        ['at', -1],
        ['add', {}],
      ],
    );
  });

  it('counts an index from the beginning where that is what stays', () => {
    const graph = trace(modelOf((x, h) => [at(x, 1), h]));
    assert.deepEqual(
      graph.nodes.map((node) => node.kind === 'at' && node.index),
      [1],
    );
  });

  it('follows products of sizes', () => {
    const graph = trace(modelOf((x, h) => [reshape(x, [x.shape[0] * x.shape[1], 2]), h]));
    const [rows] = graph.values[graph.outputs.output].shape;
    assert.deepEqual(rows, { factor: 1, powers: { time: 1, batch: 1 } });
  });

  it('refuses what does other things at other lengths', () => {
    const steps = modelOf((x, h) => [x.shape[0] > 4 ? add(h, h) : h, h]);
    assert.throws(() => trace(steps), { code: 'export.sizes' });
    assert.throws(() => trace(modelOf((x, h) => [scale(h, x.shape[0] + 1), h])), { code: 'export.sizes' });
    const middle = modelOf((x, h) => [at(x, Math.floor(x.shape[0] / 2)), h]);
    assert.throws(() => trace(middle), { code: 'export.sizes' });
  });

  it('writes the step of a cell down once, and refuses one that looks at its index', () => {
    const loop = (useIndex: boolean): CreateModel =>
      modelOf((x, h) => {
        const cell: Parameters<typeof unroll>[0] = {
          units: 2,
          initialState: () => ({ h }),
          step: (context, each, state) => {
            const next = add(each, useIndex && context.time > 0 ? h : state.h);
            return [next, { h: next }];
          },
        };
        const { last, state } = unroll(cell, x, { h }, { training: false, step: 0 }, { reverse: false });
        return [last, state.h];
      });
    const { nodes } = trace(loop(false));
    assert.deepEqual(
      nodes.map(({ kind }) => kind),
      ['loop', 'at'],
    );
    assert.throws(() => trace(loop(true)), { code: 'export.step-index' });
  });
});
