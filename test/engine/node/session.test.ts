import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { RunEvent } from '../../../engine/contracts/events';
import type { Problem } from '../../../engine/contracts/problem';
import { ExperimentFile } from '../../../engine/node/experiment-file';
import { type SessionRequest, TrainingSession } from '../../../engine/node/session';
import { useFolder } from './support/folders';

describe('a training session', () => {
  const folder = useFolder();

  function open(data: string, content: string, rest: object, request: Partial<SessionRequest> = {}) {
    fs.writeFileSync(path.join(folder(), data), content);
    const { data: more, ...others } = rest as { data?: object };
    const text = JSON.stringify({ data: { path: data, ...more }, ...others });
    const file = ExperimentFile.parse(text, path.join(folder(), 'a.seqlab.json'), 'a.seqlab.json');
    return TrainingSession.open({ file, roots: [folder()], ...request });
  }

  async function eventsOf(session: TrainingSession): Promise<RunEvent[]> {
    const events: RunEvent[] = [];
    await session
      .trainer({
        emit: (event) => events.push(event),
        save: (name) => Promise.resolve(String(name)),
        remove: () => Promise.resolve(),
        saveProbe: () => Promise.resolve(''),
        shouldStop: () => undefined,
        breathe: () => Promise.resolve(),
        now: Date.now,
      })
      .run();
    return events;
  }

  const rows = Array.from({ length: 200 }, (_, i) => `${i % 9},${i === 20 || i === 21 ? '' : i % 7}`);
  const table = ['v,w', ...rows].join('\n');
  const small = {
    task: { kind: 'forecasting', window: 4, horizon: 1 },
    model: { kind: 'recurrent', cell: { kind: 'gru', units: 3 } },
    train: { steps: 1, backend: 'simd' },
  };

  it('is never silent about values that were missing', async () => {
    const session = await open('a.csv', table, { ...small, data: { missing: { policy: 'forward' } } });
    const events = await eventsOf(session);
    assert.deepEqual(
      events.slice(0, 2).map(({ type }) => type),
      ['start', 'warning'],
    );
    const warnings = events.flatMap((event) => (event.type === 'warning' ? [event.problem] : []));
    assert.deepEqual(
      warnings.map(({ code, arguments: values }) => [code, values]),
      [['table.repaired-forward', { column: 'w', count: 2 }]],
    );
    await assert.rejects(open('a.csv', table, small), { code: 'table.missing' });
  });

  it('says when a run goes on with other kernels than it began with', async () => {
    const session = await open('a.csv', table.replaceAll(',\n', ',0\n'), small, { backend: 'reference' });
    const [warning] = (await eventsOf(session)).filter(({ type }) => type === 'warning');
    assert.equal(warning.type === 'warning' && warning.problem.code, 'backend.changed');
  });

  it('keeps the kernels of the run it goes on with', async () => {
    const train = { steps: 1, backend: 'auto' };
    const text = table.replaceAll(',\n', ',0\n');
    assert.equal((await open('a.csv', text, { ...small, train }, { backend: 'reference' })).backend.name, 'reference');
    assert.match((await open('a.csv', text, { ...small, train })).backend.name, /^(native|relaxed-simd|simd)$/);
  });

  const waiting: readonly [string, object][] = [
    ['train.stopEarly', { stopEarly: {} }],
    ['train.schedule', { schedule: { kind: 'plateau' } }],
    ['train.keepCheckpoints', { keepCheckpoints: 2 }],
    ['train.validateEvery', { validateEvery: 5 }],
  ];
  for (const [where, setting] of waiting) {
    it(`refuses ${where} that would wait for validations for ever`, async () => {
      const text = table.replaceAll(',\n', ',0\n');
      const experiment = { ...small, train: { ...small.train, ...setting } };
      await open('a.csv', text, experiment);
      await assert.rejects(open('a.csv', text, { ...experiment, data: { split: [0.9, 0, 0.1] } }), (error: Problem) => {
        assert.equal(error.code, 'config.no-validation');
        assert.equal(error.where?.path, where);
        assert.ok(error.where?.column);
        return true;
      });
    });
  }

  it('refuses a language model that sees the future', async () => {
    const model = { kind: 'recurrent', bidirectional: true };
    await assert.rejects(open('a.txt', 'abc '.repeat(100), { model }), (error: { code?: string; where?: object }) => {
      assert.equal(error.code, 'config.future');
      assert.deepEqual(error.where, {
        file: 'a.seqlab.json',
        line: 1,
        column: 70,
        offset: 69,
        path: 'model.bidirectional',
      });
      return true;
    });
  });
});
