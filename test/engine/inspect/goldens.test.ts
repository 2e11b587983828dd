import type { FlowRequest, SaliencyRequest } from '../../../engine/contracts/inspection';
import { capture } from '../../../engine/inspect/capture';
import { stepContributions } from '../../../engine/inspect/contributions';
import { gradientFlow } from '../../../engine/inspect/flow';
import { saliencyOf } from '../../../engine/inspect/saliency';
import goldens from '../../goldens/inspection.json';
import { allBackends, type BackendCase, reference64 } from '../support/backends';
import { assertClose, type Stored } from '../support/tensors';
import { benchOf, textExample } from './support';

type Golden = (typeof goldens.cases)[number];

async function goldenBench(golden: Golden, backend: BackendCase) {
  const { kind, parameters } = golden;
  const [vocabulary, embedding] = parameters['embedding.weight'].shape;
  const [, units] = parameters['head.weight'].shape;
  const bench = await benchOf({ cell: { kind, units }, layers: 2, embedding }, vocabulary, { backend });
  for (const [name, { data }] of Object.entries(parameters as Record<string, Stored>)) {
    bench.tensors.get(name)?.data.set(data);
  }
  return { bench, example: textExample(golden.ids, vocabulary) };
}

/** float32 keeps about seven digits of what comes out. */
const stored = 1e-6;
const whole: FlowRequest = { steps: { from: 0, to: 1000 } };

for (const golden of goldens.cases) {
  describe(`looking inside against PyTorch: ${golden.kind}`, () => {
    for (const backend of allBackends) {
      const tolerance = Math.max(stored, backend.tolerance);

      it(`every gate, candidate and state: ${backend.title}`, async () => {
        const { bench, example } = await goldenBench(golden, backend);
        const { traces } = capture(bench, example);
        const named = new Map(traces.map((trace) => [trace.name, trace.values]));
        for (const [name, { data }] of Object.entries(golden.traces as unknown as Record<string, Stored>)) {
          assertClose(named.get(name) ?? [], data, tolerance, name);
        }
        assertClose(named.get('head.y') ?? [], golden.logits.data, 4 * tolerance, 'logits');
      });

      it(`gradients of every loss for every earlier state: ${backend.title}`, async () => {
        const { bench, example } = await goldenBench(golden, backend);
        const flow = await gradientFlow(bench, example, whole);
        for (const [name, rows] of Object.entries(golden.flow as unknown as Record<string, number[][]>)) {
          const state = flow.states.find(({ trace }) => trace === name);
          rows.forEach((norms, t) => {
            const row = state?.norms.slice(t * golden.ids.length, t * golden.ids.length + t + 1) ?? [];
            assertClose(row, norms, tolerance, `${name}, loss ${t}`);
          });
        }
      });
    }

    it('what each step adds to the gradient of a weight', async () => {
      const { bench, example } = await goldenBench(golden, reference64);
      const { parameter, norms, along, norm } = golden.contributions;
      const found = stepContributions(bench, example, parameter);
      assertClose(found.norms, norms, stored, 'norms');
      assertClose(found.along, along, stored, 'along');
      assertClose([found.norm], [norm], 1e-12, 'norm');
    });

    it('saliency of the tokens', async () => {
      const { bench, example } = await goldenBench(golden, reference64);
      const { step, output, value, baseline, gradientTimesInput, integratedGradients } = golden.saliency;
      const ask = (method: SaliencyRequest['method']) => saliencyOf(bench, example, { method, step, output });
      const simple = await ask('gradient-times-input');
      assertClose([simple.value, simple.baseline], [value, baseline], 1e-12, 'value and baseline');
      assertClose(simple.scores, gradientTimesInput, stored, 'gradient times input');
      assertClose((await ask('integrated-gradients')).scores, integratedGradients, stored, 'integrated gradients');
    });
  });
}
