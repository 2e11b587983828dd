import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { RunEvent, StepEvent } from '../../../engine/contracts/events';
import type { Experiment } from '../../../engine/contracts/experiment';
import { encodeEvent, EventLogReader } from '../../../engine/run/log';
import { RunReducer } from '../../../engine/run/reducer';
import { summarise } from '../../../engine/run/summary';

const stepsPerEpoch = 100;

function start(time: number): RunEvent {
  const experiment = {} as Experiment;
  return {
    type: 'start',
    time,
    experiment,
    parameters: 7,
    stepsPerEpoch,
    totalSteps: 1000,
    backend: 'simd',
    memory: 1,
  };
}

function stepEvent(step: number, time: number, loss = 1 / step, count = 1): StepEvent {
  const epoch = step / stepsPerEpoch;
  const rest = { gradientNorm: 1, rate: 0.1, tokensPerSecond: 5 };
  return { type: 'step', time, step, epoch, count, loss, min: loss - 0.5, max: loss + 0.5, ...rest };
}

function validation(step: number, time: number, loss: number, best: boolean): RunEvent {
  return { type: 'validation', time, step, epoch: step / stepsPerEpoch, loss, metrics: { perplexity: 2 }, best };
}

function fold(events: readonly RunEvent[]): RunReducer {
  const reducer = new RunReducer('run-1');
  for (const event of events) reducer.add(event);
  return reducer;
}

const checkpoint = (step: number, time: number): RunEvent => ({ type: 'checkpoint', time, step, file: 'last' });

describe('run reducer', () => {
  it('tells a run that is worked on from one whose process was lost', () => {
    const reducer = fold([start(0), checkpoint(0, 1), stepEvent(10, 1000)]);
    assert.equal(reducer.view(true).status, 'running');
    assert.equal(reducer.view(true).resumable, false);
    assert.equal(reducer.view(false).status, 'interrupted');
    assert.equal(reducer.view(false).resumable, true);
    assert.equal(fold([]).view(true).status, 'starting');
  });

  it('takes the end at its word, and lets nobody resume what is finished', () => {
    const events = [start(0), stepEvent(10, 1000), checkpoint(10, 1100)];
    const stopped = fold([...events, { type: 'end', time: 1200, step: 10, reason: 'stopped' }]);
    assert.equal(stopped.view(false).status, 'stopped');
    assert.equal(stopped.view(false).resumable, true);
    const finished = fold([...events, { type: 'end', time: 1200, step: 10, reason: 'finished' }]);
    assert.equal(finished.view(false).resumable, false);
  });

  it('leaves pauses out of the time spent and voids what comes after the resumed step', () => {
    const reducer = fold([
      start(1000),
      stepEvent(10, 2000),
      checkpoint(10, 2000),
      stepEvent(20, 3000),
      validation(20, 3000, 0.5, true),
      { type: 'resume', time: 100_000, step: 10 },
      stepEvent(15, 101_000),
    ]);
    const view = reducer.view(true);
    assert.equal(view.elapsed, 3000);
    assert.deepEqual(view.curve.step, [10, 15]);
    assert.deepEqual(view.curve.time, [1000, 3000]);
    assert.deepEqual(view.validations, []);
    assert.equal(view.best, undefined);
    assert.equal(view.step, 15);
    // 5 steps took one second, 985 are to go.
    assert.equal(view.remaining, 197_000);
  });

  it('tells what the last part computes with', () => {
    const of = (...events: RunEvent[]) => fold([start(0), ...events]).view(true).computing;
    assert.equal(of()?.backend, 'simd');
    const now = { backend: 'native', threads: 2, library: 'OpenBLAS 1.2' } as const;
    assert.deepEqual(of({ type: 'resume', time: 5, step: 0, ...now }), now);
    // Runs of earlier versions do not say.
    assert.equal(of({ type: 'resume', time: 5, step: 0 })?.backend, 'simd');
  });

  it('shows a validation once that a kill made twice', () => {
    const again = validation(20, 9000, 0.5, true);
    const reducer = fold([start(0), validation(20, 10, 0.5, true), { type: 'resume', time: 5, step: 20 }, again]);
    assert.deepEqual(reducer.view(true).validations, [again]);
  });

  it('begins anew when a run starts again, because its checkpoint was lost', () => {
    const first = [start(0), checkpoint(0, 1), stepEvent(10, 1000), validation(10, 1000, 0.1, true)];
    const view = fold([...first, start(5000), stepEvent(5, 6000)]).view(false);
    assert.deepEqual(view.curve.step, [5]);
    assert.deepEqual(view.validations, []);
    assert.equal(view.resumable, false);
  });

  it('sums a run up by its best validation', () => {
    const best = validation(10, 5, 0.5, true);
    const summary = summarise(fold([start(0), stepEvent(10, 4), best, validation(20, 9, 0.7, false)]).view(false));
    assert.equal(summary.bestLoss, 0.5);
    assert.equal(summary.bestStep, 10);
    assert.deepEqual(summary.metrics, { perplexity: 2 });
    assert.equal(summary.status, 'interrupted');
  });

  it('draws any range as the plain sum over its events would', () => {
    const runs = fc.array(
      fc.record({ loss: fc.double({ min: 0, max: 9, noNaN: true }), count: fc.integer({ min: 1, max: 5 }) }),
    );
    const property = fc.property(
      runs,
      fc.nat(60),
      fc.nat(60),
      fc.integer({ min: 1, max: 9 }),
      fc.nat(60),
      (made, a, b, points, cut) => {
        const events = made.map(({ loss, count }, i) => stepEvent(i + 1, i, loss, count));
        const reducer = fold([start(0), ...events, { type: 'resume', time: 1e6, step: cut }]);
        const [from, to] = [Math.min(a, b), Math.max(a, b)];
        const curve = reducer.curve(from, to, points);
        const left = events.filter((event) => event.step >= from && event.step <= Math.min(to, cut));
        const size = Math.min(points, left.length);
        assert.equal(curve.step.length, size);
        for (let i = 0; i < size; i++) {
          const bucket = left.slice(Math.floor((i * left.length) / size), Math.floor(((i + 1) * left.length) / size));
          const count = bucket.reduce((sum, event) => sum + event.count, 0);
          const mean = bucket.reduce((sum, event) => sum + event.loss * event.count, 0) / count;
          assert.ok(Math.abs(curve.loss[i] - mean) < 1e-9);
          assert.equal(curve.min[i], Math.min(...bucket.map((event) => event.min)));
          assert.equal(curve.max[i], Math.max(...bucket.map((event) => event.max)));
          assert.equal(curve.step[i], bucket.at(-1)?.step);
        }
      },
    );
    fc.assert(property, { numRuns: 300 });
  });

  it('folds a million events in about a second', () => {
    const events = Array.from({ length: 1_000_000 }, (_, i) => stepEvent(i + 1, i * 100));
    const reducer = new RunReducer('run-1');
    reducer.add(start(0));
    // Time of the processor: others may use the machine as well.
    const began = process.cpuUsage();
    for (const event of events) reducer.add(event);
    const { curve } = reducer.view(true, 2000);
    const { user, system } = process.cpuUsage(began);
    const took = (user + system) / 1000;
    assert.equal(curve.step.length, 2000);
    assert.equal(curve.step.at(-1), 1_000_000);
    assert.ok(took < 3000, `${took} ms`);
  });
});

describe('event log', () => {
  const events: RunEvent[] = [start(0), stepEvent(1, 5), checkpoint(1, 6)];
  const text = events.map(encodeEvent).join('');

  it('reads the same events wherever the pieces are cut', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(text.length)), (cuts) => {
        const reader = new EventLogReader();
        const places = [0, ...cuts.toSorted((a, b) => a - b), text.length];
        const read = places.slice(1).flatMap((end, i) => reader.read(text.slice(places[i], end)));
        assert.deepEqual(read, events);
      }),
    );
  });

  it('waits with a torn last line and passes over lines that are no events', () => {
    const reader = new EventLogReader();
    assert.deepEqual(reader.read('{"type":"st\n\u0000\u0000\n{"type":"later","time":1}\n[]\nnull\n' + text), events);
    const line = encodeEvent(stepEvent(2, 9));
    assert.deepEqual(reader.read(line.slice(0, 20)), []);
    assert.deepEqual(reader.read(line.slice(20)), [stepEvent(2, 9)]);
  });
});
