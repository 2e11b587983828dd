import assert from 'node:assert/strict';
import type { Kernels } from '../../../engine/contracts/backend';
import { createPlanningBackend } from '../../../engine/kernels/planning';
import { createReferenceBackend, referenceBase } from '../../../engine/kernels/reference';
import { ExperimentFile } from '../../../engine/node/experiment-file';
import { TrainingSession } from '../../../engine/node/session';
import { checkGradients } from '../../../engine/train/gradient-check';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { useFolder } from '../node/support/folders';

describe('the gradient check of an experiment', () => {
  const folder = useFolder();

  async function errorsOf(data: string, content: string, rest: object, change: (kernels: Kernels) => Partial<Kernels>) {
    fs.writeFileSync(path.join(folder(), data), content);
    const text = JSON.stringify({ data: { path: data }, ...rest });
    const file = ExperimentFile.parse(text, path.join(folder(), 'a.seqlab.json'), 'a');
    const { program } = await TrainingSession.open({ file, roots: [folder()] });
    return checkGradients(program, createPlanningBackend('f64', 'reference', referenceBase), (bytes) => {
      const backend = createReferenceBackend('f64', bytes);
      return { ...backend, kernels: { ...backend.kernels, ...change(backend.kernels) } };
    });
  }

  const text = 'one two three four five six seven eight nine ten '.repeat(40);
  const table = ['v,w', ...Array.from({ length: 300 }, (_, i) => `${Math.sin(i)},${Math.cos(i / 3)}`)].join('\n');
  const asIs = () => ({});

  for (const kind of ['elman', 'lstm', 'gru']) {
    const model = { kind: 'recurrent', cell: { kind, units: 6 }, layers: 2, dropout: 0.5 };

    it(`finds ${kind} right on text and on tables`, async () => {
      const onText = await errorsOf('a.txt', text, { model, train: { batch: 3, window: 7 } }, asIs);
      const task = { kind: 'forecasting', window: 9, horizon: 2 };
      const onTable = await errorsOf('a.csv', table, { model: { ...model, bidirectional: true }, task }, asIs);
      for (const errors of [onText, onTable]) {
        assert.ok(errors.some(({ path: name }) => name === 'rnn.weight_hh_l1'));
        for (const { path: name, error } of errors) assert.ok(error < 1e-6, `${name} ${error}`);
      }
    });

    it(`finds what is wrong in ${kind}`, async () => {
      const errors = await errorsOf('a.txt', text, { model, train: { batch: 3, window: 7 } }, (kernels) => ({
        sumRows: (rows, columns, x, ldx, out) => kernels.sumRows(rows - 1, columns, x, ldx, out),
      }));
      const wrong = errors.filter(({ error }) => error > 1e-5).map(({ path: name }) => name);
      assert.ok(wrong.includes('head.bias') && wrong.includes('rnn.bias_ih_l0'), wrong.join(', '));
      assert.ok(!wrong.some((name) => name.includes('weight')), wrong.join(', '));
    });
  }
});
