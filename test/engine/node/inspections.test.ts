import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Inspection, InspectionInput, MatchRequest } from '../../../engine/contracts/inspection';
import type { Problem } from '../../../engine/contracts/problem';
import { Inspections } from '../../../engine/node/inspections';
import { readProbes } from '../../../engine/node/probes';
import { RunFolder } from '../../../engine/node/run-folder';
import { TrainedRun } from '../../../engine/node/trained-run';
import { trainRun } from '../../../engine/node/train-run';
import { assertClose } from '../support/tensors';
import { useFolder } from './support/folders';

const text = 'the quick brown fox jumps over the lazy dog, and the dog sleeps on.\n'.repeat(60);

describe('inspections of the service', function () {
  this.timeout(60_000);
  const folder = useFolder();
  const file = (name: string) => path.join(folder(), name);

  function trained(train: object = {}): Promise<string> {
    return trainedOn('text.txt', text, {
      data: { path: 'text.txt', split: [0.7, 0.15, 0.15] },
      model: { kind: 'recurrent', cell: { kind: 'lstm', units: 8 } },
      train: { steps: 60, batch: 4, window: 16, validateEvery: 20, keepCheckpoints: 3, ...train },
    });
  }

  async function trainedOn(data: string, content: string, experiment: object): Promise<string> {
    fs.writeFileSync(file(data), content);
    fs.writeFileSync(file('run.seqlab.json'), JSON.stringify(experiment));
    let run = '';
    const runs = file('runs');
    const end = await trainRun({
      experiment: file('run.seqlab.json'),
      runs,
      roots: [folder()],
      onCreated: (created) => (run = created),
    });
    assert.equal(end.reason, 'finished');
    return run;
  }

  /** Digits, and the same backwards. */
  function trainedPairs(): Promise<string> {
    const pairs = Array.from({ length: 40 }, (_, i) => {
      const digits = String((i * 7919) % 10 ** (2 + (i % 4)));
      return `${digits}\t${Array.from(digits).toReversed().join('')}`;
    });
    return trainedOn('digits.tsv', `digits\tback\n${pairs.join('\n')}\n`, {
      data: { path: 'digits.tsv', columns: 'digits', target: 'back', split: [0.8, 0.1, 0.1] },
      task: { kind: 'translation' },
      model: { kind: 'encoder-decoder', cell: { kind: 'gru', units: 12 }, attention: { kind: 'dot' } },
      train: { steps: 20, batch: 8 },
    });
  }

  const lazyDog = { kind: 'text', text: 'the lazy dog' } as const;
  const whole = { from: 0, to: 1000 };

  it('answers every question about a pass, at any kept checkpoint', async () => {
    const run = await trained();
    const inspections = new Inspections();
    const open = (checkpoint: 'best' | 'last' | number) =>
      inspections.open({ run, checkpoint, input: lazyDog, roots: [folder()] });
    const passes = await Promise.all([20, 40, 60, 'last' as const].map(open));
    assert.deepEqual(
      passes.map(({ step }) => step),
      [20, 40, 60, 60],
    );
    const slices = await Promise.all(
      passes.map(({ id }: Inspection) => {
        const all = { trace: 'rnn.l0.f', steps: whole, units: whole, rows: 1000, columns: 1000 } as const;
        return inspections.answer('slice', [id, { ...all, order: 'cluster' }], {});
      }),
    );
    assert.deepEqual([slices[0].rows, slices[0].columns], [12, 8]);
    assert.deepEqual(slices[2], slices[3], 'the last weights are those of the last step');
    assert.notDeepEqual(slices[0].values, slices[2].values);

    const [{ id, offers, truncation }] = passes;
    assert.deepEqual(offers, ['saliency', 'flow', 'match', 'rollout']);
    assert.equal(truncation, 16);
    const order = await inspections.answer('order', [id, 'rnn.l0.c', 'variance'], {});
    assert.equal(new Set(order).size, 8);
    const flow = await inspections.answer('flow', [id, { steps: whole }], {});
    assert.deepEqual(
      flow.states.map(({ trace, losses, norms }) => [trace, losses.length, norms.length]),
      [
        ['rnn.l0.c', 11, 132],
        ['rnn.l0.h', 11, 132],
      ],
    );
    const { along, norm } = await inspections.answer('contributions', [id, 'rnn.weight_hh_l0'], {});
    assertClose([along.reduce((sum, value) => sum + value, 0)], [norm], 1e-4, 'sum of the contributions');
    const request = { method: 'integrated-gradients', step: 8 } as const;
    const { scores, value, baseline } = await inspections.answer('saliency', [id, request], {});
    const sum = scores.reduce((total, score) => total + score, 0);
    assert.ok(
      Math.abs(sum - (value - baseline)) < 0.02 * (0.1 + Math.abs(value - baseline)),
      `${sum}, ${value}, ${baseline}`,
    );
    const rollout = await inspections.answer('rollout', [id, 4], {});
    assert.equal(rollout.labels.join(''), 'lazy dog');
    const fractions: number[] = [];
    const match: MatchRequest = {
      trace: 'rnn.l0.h',
      steps: { from: 4, to: 8 },
      threshold: -1,
      around: 0,
      part: 'test',
      limit: 5,
    };
    const watch = { progress: (fraction: number) => void fractions.push(fraction) };
    const { units, places } = await inspections.answer('match', [id, match], watch);
    assert.equal(units.length, 8, 'every unit is above -1');
    assert.ok(places.length > 0 && fractions.at(-1) === 1);
    assert.ok(text.includes(places[0].labels.join('')), places[0].labels.join(''));
  });

  it('lets a pass go, refuses what is not offered, and says so', async () => {
    const run = await trained();
    const inspections = new Inspections();
    const { id } = await inspections.open({ run, input: lazyDog, roots: [folder()] });
    await assert.rejects(inspections.answer('beam', [id, 3], {}), { code: 'inspect.not-offered' });
    await assert.rejects(inspections.answer('cloze', [id], {}), { code: 'inspect.not-offered' });
    await assert.rejects(inspections.answer('order', [id, 'rnn.l9.h', 'index'], {}), { code: 'inspect.no-trace' });
    inspections.release(id);
    await assert.rejects(inspections.answer('order', [id, 'rnn.l0.h', 'index'], {}), { code: 'inspect.released' });
    const missing = inspections.open({ run, checkpoint: 7, input: lazyDog, roots: [folder()] });
    await assert.rejects(missing, { code: 'inspect.no-checkpoint' });
    const outside = { kind: 'part', part: 'test', from: 0, length: 5 } as const;
    await assert.rejects(inspections.open({ run, input: outside, roots: [file('runs')] }), { code: 'data.outside' });
  });

  it('lets the oldest pass go when passes and their weights take more memory than they may', async () => {
    const run = await trained();
    const open = (inspections: Inspections) => inspections.open({ run, input: lazyDog, roots: [folder()] });
    const order = (inspections: Inspections, id: string) => inspections.answer('order', [id, 'rnn.l0.h', 'index'], {});
    const traces = (await open(new Inspections())).traces.reduce((sum, { steps, columns }) => sum + steps * columns, 0);
    // There is room for the traces of two.
    const narrow = new Inspections(10 * traces);
    const passes = [await open(narrow), await open(narrow)];
    await assert.rejects(order(narrow, passes[0].id), { code: 'inspect.released' });
    assert.equal((await order(narrow, passes[1].id)).length, 8);
    const wide = new Inspections(2 ** 24);
    for (const { id } of [await open(wide), await open(wide)]) assert.equal((await order(wide, id)).length, 8);
  });

  it('gives up whatever was cancelled', async () => {
    const run = await trained();
    const inspections = new Inspections();
    const cancelled = { code: 'run.cancelled' };
    await assert.rejects(inspections.open({ run, input: lazyDog, roots: [folder()] }, AbortSignal.abort()), cancelled);
    const long = { kind: 'text', text: text.slice(0, 600) } as const;
    const { id } = await inspections.open({ run, input: long, roots: [folder()] });
    const match: MatchRequest = {
      trace: 'rnn.l0.h',
      steps: { from: 4, to: 8 },
      threshold: -1,
      around: 0,
      part: 'train',
      limit: 5,
    };
    const signal = AbortSignal.abort();
    const questions = [
      () => inspections.answer('flow', [id, { steps: whole }], { signal }),
      () => inspections.answer('saliency', [id, { method: 'integrated-gradients', step: 500 }], { signal }),
      () => inspections.answer('contributions', [id, 'rnn.weight_hh_l0'], { signal }),
      () => inspections.answer('rollout', [id, 4], { signal }),
      () => inspections.answer('match', [id, match], { signal }),
    ];
    for (const ask of questions) await assert.rejects(ask(), cancelled);
    // In the middle of its work: the timer comes in between two passes.
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 100);
    await assert.rejects(inspections.answer('flow', [id, { steps: whole }], controller), cancelled);
  });

  it('finds where the units of a pair, of either side, are on in other pairs', async () => {
    const run = await trainedPairs();
    const inspections = new Inspections();
    const look = (from: number) => {
      const input = { kind: 'part', part: 'train', from, length: 1 } as const;
      return inspections.open({ run, input, roots: [folder()] });
    };
    const { id, offers, traces } = await look(3);
    assert.ok(offers.includes('match'), offers.join());
    for (const side of ['source', 'target'] as const) {
      const trace = traces.find((each) => each.kind === 'state' && each.side === side)!;
      const match: MatchRequest = {
        trace: trace.name,
        steps: { from: 1, to: 2 },
        threshold: 0.1,
        around: 0,
        part: 'train',
        limit: 400,
      };
      const { units, places, searched } = await inspections.answer('match', [id, match], {});
      assert.ok(units.length > 1 && places.length > 8, `${side}: ${units.length} units, ${places.length} places`);
      const own = places.find(({ position, step }) => position === 3 && step === 1);
      assert.equal(own?.units, units.length, 'the stretch itself is among them');
      let steps = 0;
      for (let position = 0; position < 32; position++) {
        const pass = await look(position);
        const { values } = await inspections.answer(
          'slice',
          [pass.id, { trace: trace.name, steps: whole, units: whole, order: 'index', rows: 1000, columns: 1000 }],
          {},
        );
        inspections.release(pass.id);
        steps += values.length / 12;
        for (const place of places.filter((each) => each.position === position)) {
          const at = Array.from({ length: place.length }, (_, i) => place.step! + i);
          const on = units.filter((unit) => at.every((step) => values[step * 12 + unit] >= 0.1));
          assert.equal(on.length, place.units, `${side}, pair ${position}`);
          const shown = place.labels.slice(place.context, place.context + place.length);
          assert.deepEqual(shown, pass.sides[side]?.slice(place.step, place.step! + place.length));
        }
      }
      assert.equal(searched, steps);
    }
  });

  it('says how much memory an answer would need, when that is more than there is', async () => {
    const run = await TrainedRun.open(await RunFolder.open(await trainedPairs()), { memory: 2 ** 22 });
    const ask = (beam: number) => run.answer('123', { beam, lengthPenalty: 1, answers: 1 });
    assert.equal((await ask(4)).answers.length, 1);
    await assert.rejects(ask(20_000), ({ code, arguments: { needed, limit } }: Problem) => {
      return code === 'predict.memory' && Number(needed) > 4 && limit === 4;
    });
  });

  const part = (from: number, length: number) => ({ kind: 'part', part: 'test', from, length }) as const;

  it('looks into a tagging run: sentences of the data, and texts with and without tags', async () => {
    const words = ['the DT', 'dog NN', 'sees VB', 'a DT', 'big JJ', 'cat NN', 'runs VB'];
    const sentences = Array.from({ length: 60 }, (_, i) => {
      return Array.from({ length: 3 + (i % 4) }, (__, t) => words[(i * i + 3 * t) % words.length]).join('\n');
    });
    const run = await trainedOn('tags.conll', sentences.join('\n\n'), {
      data: { path: 'tags.conll', split: [0.6, 0.2, 0.2] },
      task: { kind: 'tagging' },
      model: { kind: 'recurrent', cell: { kind: 'gru', units: 8 } },
      train: { steps: 20, batch: 4 },
    });
    const inspections = new Inspections();
    const open = (input: InspectionInput) => inspections.open({ run, input, roots: [folder()] });
    const stretch = await open(part(1, 1));
    assert.ok(
      sentences.map((each) => each.replace(/ \w+\n?/g, ' ').trim()).includes(stretch.sides.source?.join('') ?? ''),
    );
    assert.equal(stretch.sides.target, undefined);
    assert.deepEqual(stretch.offers, ['saliency', 'flow', 'match']);
    const tagged = await open({ kind: 'text', text: 'the  big elephant runs', target: 'DT JJ NN VB' });
    assert.deepEqual(tagged.sides.source, ['the  ', 'big ', 'elephant ', 'runs'], 'joined they are the text');
    const loss = tagged.traces.find(({ name }) => name === 'loss');
    assert.ok(loss && Number.isFinite(loss.least));
    const tags = tagged.traces.find(({ name }) => name === 'head.p')?.columnNames ?? [];
    assert.deepEqual([...tags].sort(), ['DT', 'JJ', 'NN', 'VB', '\uFFFD'].sort());
    const plain = await open({ kind: 'text', text: 'the dog' });
    assert.deepEqual(plain.offers, ['saliency', 'match'], 'without tags there is no loss');
    await assert.rejects(open({ kind: 'text', text: 'the dog', target: 'DT' }), { code: 'tagging.lengths' });

    const request = { method: 'gradient-times-input', step: 2 } as const;
    const { scores, name } = await inspections.answer('saliency', [tagged.id, request], {});
    assert.ok(scores.length === 4 && tags.includes(name));
    const match: MatchRequest = {
      trace: 'rnn.l0.h',
      steps: { from: 0, to: 1 },
      threshold: -1,
      around: 0,
      part: 'train',
      limit: 9,
    };
    const { places, searched } = await inspections.answer('match', [tagged.id, match], {});
    assert.ok(searched >= 90, `${searched} tokens`);
    assert.deepEqual([places[0].step, places.length], [0, 9], 'each place is in a sentence');
    const first = await inspections.open({
      run,
      input: { ...part(places[0].position, 1), part: 'train' },
      roots: [folder()],
    });
    assert.deepEqual(first.sides.source?.slice(0, places[0].labels.length), places[0].labels);
  });

  it('looks into a cloze run: what is hidden, and what each side contributes', async () => {
    const run = await trainedOn('text.txt', text, {
      data: { path: 'text.txt', split: [0.7, 0.15, 0.15] },
      task: { kind: 'cloze' },
      model: { kind: 'recurrent', cell: { kind: 'lstm', units: 16 } },
      train: { steps: 200, batch: 8, window: 32, optimizer: { kind: 'adam', rate: 0.01 } },
    });
    const inspections = new Inspections();
    const open = (input: InspectionInput) => inspections.open({ run, input, roots: [folder()] });
    const stretch = await open(part(5, 40));
    assert.ok(text.includes(stretch.sides.source?.join('') ?? '?'));
    assert.deepEqual(stretch.offers, ['saliency', 'flow', 'match', 'cloze']);
    const all = await open(part(0, 100));
    const inside = (all.hidden ?? []).map((step) => step - 5).filter((step) => step >= 0 && step < 40);
    assert.deepEqual(stretch.hidden, inside, 'the same tokens are hidden wherever a stretch begins');
    const { positions } = await inspections.answer('cloze', [stretch.id], {});
    assert.deepEqual(
      positions.map(({ step, truth }) => [step, truth]),
      (stretch.hidden ?? []).map((step) => [step, stretch.sides.source?.[step]]),
    );
    const mean = (of: (at: (typeof positions)[number]) => number) =>
      positions.reduce((sum, each) => sum + of(each), 0) / positions.length;
    const [left, right] = [mean((at) => at.both - at.withoutLeft), mean((at) => at.both - at.withoutRight)];
    assert.ok(left > 0.1 && right > 0.1, `the left side adds ${left} nats, the right side ${right}`);

    const gaps = await open({ kind: 'text', text: 'the qu_ck br_wn fox' });
    assert.deepEqual(gaps.hidden, [6, 12]);
    assert.deepEqual(gaps.offers, ['saliency', 'match', 'cloze'], 'nobody knows what stands in the gaps');
    const answer = await inspections.answer('cloze', [gaps.id], {});
    assert.equal(answer.positions.length, 2);
    assert.ok(answer.positions.every(({ both, truth }) => both > Math.log(1 / 28) && truth.length === 1));
    const fox = await open({ kind: 'text', text: 'fox' });
    assert.deepEqual(fox.sides.source, ['f', 'o', 'x']);
    assert.ok((fox.hidden?.length ?? 0) > 0, 'a text without gaps gets one');
  });

  it('looks into a run that writes about numbers', async () => {
    const rows = Array.from({ length: 60 }, (_, i) => `${i % 6},${(i * 7) % 10},${'ab'.repeat(1 + (i % 6))}`);
    const run = await trainedOn('rows.csv', `a,b,text\n${rows.join('\n')}\n`, {
      data: { path: 'rows.csv', columns: ['a', 'b'], target: 'text', split: [0.6, 0.2, 0.2] },
      task: { kind: 'data-to-text' },
      model: { kind: 'vector-to-sequence', cell: { kind: 'gru', units: 8 }, context: 'both' },
      train: { steps: 30, batch: 8 },
    });
    const inspections = new Inspections();
    const open = (input: InspectionInput) => inspections.open({ run, input, roots: [folder()] });
    const row = await open(part(3, 1));
    assert.match(row.sides.source?.join() ?? '', /^a=\d, b=\d$/);
    assert.match(row.sides.target?.join('') ?? '', /^(ab)+$/);
    assert.deepEqual(row.sides.target?.slice(-2), ['b', ''], 'its end, and nothing else, has no text');
    assert.deepEqual(row.offers, ['saliency', 'flow', 'match', 'rollout', 'beam']);
    assert.deepEqual(row.traces.find(({ name }) => name === 'input.x')?.columnNames, ['a', 'b']);
    const flow = await inspections.answer('flow', [row.id, { steps: whole }], {});
    assert.deepEqual(
      flow.states.map(({ trace }) => trace),
      ['decoder.rnn.l0.h'],
    );
    const { scores, value, baseline } = await inspections.answer(
      'saliency',
      [row.id, { method: 'integrated-gradients', step: 1 }],
      {},
    );
    assertClose(scores, [value - baseline], 0.02, 'the only step has all of it');
    const { curves } = await inspections.answer('rollout', [row.id, 0], {});
    assert.equal(curves[0].openError.length, row.sides.target?.length);
    const own = await open({ kind: 'text', text: '3 4', target: 'abab' });
    assert.deepEqual(own.sides, { source: ['a=3, b=4'], target: ['a', 'b', 'a', 'b', ''] });
    const alone = await open({ kind: 'text', text: 'b=4, a=3' });
    assert.deepEqual(alone.sides.source, ['a=3, b=4']);
    await assert.rejects(open({ kind: 'text', text: '3' }), { code: 'predict.numbers' });
  });

  it('rolls out translations and forecasts', async () => {
    const translated = await trainedPairs();
    const inspections = new Inspections();
    const pair = await inspections.open({ run: translated, input: part(1, 1), roots: [folder()] });
    assert.deepEqual(pair.offers, ['saliency', 'flow', 'match', 'rollout', 'beam', 'lengths']);
    const written = await inspections.answer('rollout', [pair.id, 0], {});
    assert.deepEqual(written.labels, pair.sides.target);
    assert.equal(written.curves[0].openError[0], written.curves[0].forcedError[0]);

    const table = ['day,sun'].concat(Array.from({ length: 60 }, (_, i) => `${i},${(i % 7) + 100}`)).join('\n');
    const forecasting = await trainedOn('table.csv', table, {
      data: { path: 'table.csv', target: ['sun'], split: [0.6, 0.2, 0.2] },
      task: { kind: 'forecasting', window: 5, horizon: 3 },
      model: { kind: 'recurrent', cell: { kind: 'gru', units: 8 } },
      train: { steps: 40, batch: 8 },
    });
    const { id } = await inspections.open({ run: forecasting, input: part(0, 12), roots: [folder()] });
    const { labels, curves } = await inspections.answer('rollout', [id, 6], {});
    assert.deepEqual(
      curves.map(({ name, unit, truth }) => [name, unit, truth?.length]),
      [['sun', 'value', 6]],
    );
    assert.equal(labels.length, 6);
    assert.ok(
      curves[0].open.every((value) => value > 90 && value < 115),
      'in the units of the file',
    );
  });

  it('gives the samples of a run that took them, and undefined of another', async () => {
    const run = await RunFolder.open(await trained({ steps: 2000, probe: { share: 0.5 } }));
    const series = await readProbes(run);
    assert.ok(series && series.steps.length > 1, `${series?.steps.length} samples`);
    assert.deepEqual(
      series.states.map(({ trace, lags, norms }) => [trace, lags, norms.length]),
      ['rnn.l0.c', 'rnn.l0.h'].map((trace) => [trace, 16, 16 * series.steps.length]),
    );
    assert.ok(series.states.every(({ norms }) => norms.every((norm) => norm > 0)));
    assert.equal(await readProbes(await RunFolder.open(await trained())), undefined);
  });
});
