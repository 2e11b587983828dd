import assert from 'node:assert/strict';
import type { SaliencyRequest } from '../../../engine/contracts/inspection';
import { capture } from '../../../engine/inspect/capture';
import { gradientFlow } from '../../../engine/inspect/flow';
import { saliencyOf } from '../../../engine/inspect/saliency';
import goldens from '../../goldens/decoders.json';
import { allBackends, type BackendCase, reference64 } from '../support/backends';
import { assertClose, type Stored } from '../support/tensors';
import { writerBench, writtenExample } from './support';

const golden = goldens.lookedInto;
const source = { kind: 'tokens', vocabulary: golden.sourceWords } as const;
/** float32 keeps about seven digits of what comes out. */
const stored = 1e-6;

async function goldenBench(backend: BackendCase) {
  const bench = await writerBench(golden.model, { input: source, target: golden.targetWords, backend });
  const parameters = Object.entries(golden.parameters as unknown as Record<string, Stored>);
  assert.deepEqual(new Set(bench.tensors.keys()), new Set(parameters.map(([name]) => name)));
  for (const [name, { data }] of parameters) bench.tensors.get(name)?.data.set(data);
  return { bench, example: writtenExample(source, golden.ids, golden.target, golden.targetWords) };
}

describe('looking inside an encoder-decoder against PyTorch', () => {
  for (const backend of allBackends) {
    const tolerance = Math.max(stored, backend.tolerance);

    it(`every state of both sides, and what it looks at: ${backend.title}`, async () => {
      const { bench, example } = await goldenBench(backend);
      const { traces, graph } = capture(bench, example);
      const named = new Map(traces.map((trace) => [trace.name, trace]));
      for (const [name, { shape, data }] of Object.entries(golden.traces as unknown as Record<string, Stored>)) {
        const trace = named.get(name);
        assert.deepEqual([trace?.steps, trace?.columns], shape, name);
        assertClose(trace?.values ?? [], data, tolerance, name);
      }
      assertClose(named.get('head.y')?.values ?? [], golden.logits.data, 4 * tolerance, 'logits');
      const sides = (name: string) => [named.get(name)?.side, named.get(name)?.columnSide];
      assert.deepEqual(sides('encoder.rnn.l0_reverse.h'), ['source', undefined]);
      assert.deepEqual(sides('attention.a'), ['target', 'source']);
      assert.deepEqual(sides('loss'), ['target', undefined]);
      const count = graph.nodes.reduce((sum, node) => sum + node.parameterCount, 0);
      assert.equal(
        count,
        [...bench.tensors.values()].reduce((sum, { data }) => sum + data.length, 0),
      );
    });

    it(`gradients of every loss for every state that it goes back to: ${backend.title}`, async () => {
      const { bench, example } = await goldenBench(backend);
      const flow = await gradientFlow(bench, example, { steps: { from: 0, to: 1000 } });
      const expected = Object.entries(golden.flow as unknown as Record<string, number[][]>);
      assert.deepEqual(new Set(flow.states.map(({ trace }) => trace)), new Set(expected.map(([name]) => name)));
      for (const [name, rows] of expected) {
        const state = flow.states.find(({ trace }) => trace === name);
        const width = rows[0].length;
        rows.forEach((norms, t) => {
          const row = [...(state?.norms.slice(t * width, (t + 1) * width) ?? [])];
          // Of the decoder no loss depends on a later state; every loss depends on every state of the encoder.
          const reached = name.startsWith('decoder') ? t + 1 : width;
          assertClose(row.slice(0, reached), norms.slice(0, reached), tolerance, `${name}, loss ${t}`);
          assert.ok(row.slice(reached).every(Number.isNaN), `${name}, loss ${t}`);
          assert.ok(norms.slice(0, reached).every((norm) => norm > 0));
        });
      }
    });
  }

  it('saliency of the source', async () => {
    const { bench, example } = await goldenBench(reference64);
    const { step, output, value, baseline, gradientTimesInput, integratedGradients } = golden.saliency;
    const ask = (method: SaliencyRequest['method']) => saliencyOf(bench, example, { method, step, output });
    const simple = await ask('gradient-times-input');
    assertClose([simple.value, simple.baseline], [value, baseline], 1e-10, 'value and baseline');
    assertClose(simple.scores, gradientTimesInput, stored, 'gradient times input');
    assertClose((await ask('integrated-gradients')).scores, integratedGradients, stored, 'integrated gradients');
  });
});
