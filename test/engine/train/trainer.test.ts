import assert from 'node:assert/strict';
import type { Checkpoint, CheckpointName } from '../../../engine/contracts/checkpoint';
import type { RunEvent, StepEvent, ValidationEvent } from '../../../engine/contracts/events';
import { createPlanningBackend } from '../../../engine/kernels/planning';
import { referenceBase } from '../../../engine/kernels/reference';
import { planTraining } from '../../../engine/train/plan';
import { allBackends } from '../support/backends';
import { cellConfigs } from '../support/cells';
import { experimentOf, prepared, preparedText, programRequest, trainInMemory } from '../support/training';

const small = { cell: { kind: 'lstm', units: 8 }, layers: 2, dropout: 0.2 };
const quick = { epochs: 2, batch: 4, window: 5, optimizer: { kind: 'adam', rate: 0.02 } };

const ofType = <T extends RunEvent['type']>(events: readonly RunEvent[], type: T) =>
  events.filter((event): event is Extract<RunEvent, { type: T }> => event.type === type);

const values = (checkpoint: Checkpoint | undefined) =>
  Object.fromEntries([...(checkpoint?.tensors ?? [])].map(([name, { data }]) => [name, [...data]]));

describe('trainer', () => {
  it('runs to the end, learns, validates every epoch and keeps last and best', async () => {
    const { end, events, saved, trainer } = await trainInMemory(experimentOf(small, { ...quick, epochs: 12 }));
    assert.equal(end.reason, 'finished');
    assert.equal(end.step, trainer.totalSteps);
    const losses = ofType(events, 'validation').map(({ loss }) => loss);
    assert.equal(losses.length, 12);
    assert.ok(losses[11] < 0.6 * losses[0], `validation loss went from ${losses[0]} to ${losses[11]}`);
    const best = ofType(events, 'validation')
      .filter((event) => event.best)
      .at(-1) as ValidationEvent;
    assert.equal(best.loss, Math.min(...losses));
    assert.equal(saved.get('best')?.metadata.step, String(best.step));
    assert.equal(saved.get('last')?.metadata.step, String(end.step));
    assert.deepEqual(
      [...(saved.get('best')?.tensors.keys() ?? [])].filter((name) => name.includes('/')),
      [],
    );
    const steps = ofType(events, 'step');
    assert.equal(
      steps.reduce((sum, { count }) => sum + count, 0),
      trainer.totalSteps,
    );
    for (const { loss, min, max, gradientNorm, rate, tokensPerSecond } of steps) {
      assert.ok(min <= loss && loss <= max && gradientNorm > 0 && rate === 0.02 && tokensPerSecond > 0);
    }
    assert.equal(events[0].type, 'start');
    assert.equal(events.at(-1)?.type, 'end');
  });

  it('gives the same bytes again for the same seed, and others for another', async () => {
    const [a, b, c] = await Promise.all(
      [1, 1, 2].map(async (seed) => (await trainInMemory(experimentOf(small, { ...quick, seed }))).saved.get('last')),
    );
    assert.deepEqual(values(b), values(a));
    assert.notDeepEqual(values(c), values(a));
  });

  const resumable = {
    plain: {},
    'one-cycle and decay': {
      schedule: { kind: 'one-cycle' },
      weightDecay: 0.01,
      optimizer: { kind: 'adamw', rate: 0.02 },
    },
    plateau: { schedule: { kind: 'plateau', patience: 0 }, optimizer: { kind: 'sgd', rate: 0.5, momentum: 0.9 } },
    'validation in mid-epoch': { validateEvery: 4, optimizer: { kind: 'rmsprop', rate: 0.01, momentum: 0.5 } },
  };
  for (const [name, changes] of Object.entries(resumable)) {
    it(`a run cut off again and again ends like one that was not: ${name}`, async () => {
      const experiment = experimentOf(small, { ...quick, ...changes, epochs: 3, checkpointSeconds: 0.004 });
      const whole = await trainInMemory(experiment);
      assert.equal(whole.end.reason, 'finished');
      const saved = new Map<CheckpointName, Checkpoint>();
      let checkpoint: Checkpoint | undefined;
      let cuts = 0;
      const seen: ValidationEvent[] = [];
      for (;;) {
        // Cut off at the third save of each part, without a last word: as SIGKILL does between two checkpoints.
        let saves = 0;
        const part = await trainInMemory(experiment, {
          checkpoint,
          saved,
          onSave() {
            if (++saves === 4) throw new Error('cut off');
          },
        });
        seen.push(...ofType(part.events, 'validation'));
        if (part.end.reason === 'finished') break;
        checkpoint = saved.get('last');
        assert.ok(checkpoint);
        cuts++;
      }
      assert.ok(cuts >= 3, `only ${cuts} cuts`);
      assert.deepEqual(values(saved.get('last')), values(whole.saved.get('last')));
      assert.deepEqual(values(saved.get('best')), values(whole.saved.get('best')));
      assert.equal(saved.get('last')?.metadata.progress, whole.saved.get('last')?.metadata.progress);
      for (const { step, loss } of ofType(whole.events, 'validation')) {
        assert.equal(seen.findLast((event) => event.step === step)?.loss, loss);
      }
    });
  }

  it('a stop between two steps saves, and a resumed run goes on from there', async () => {
    const experiment = experimentOf(small, quick);
    const whole = await trainInMemory(experiment);
    let looks = 0;
    const first = await trainInMemory(experiment, { stop: () => (++looks > 7 ? 'stopped' : undefined) });
    assert.equal(first.end.reason, 'stopped');
    assert.equal(first.end.step, 7);
    const second = await trainInMemory(experiment, { checkpoint: first.saved.get('last'), saved: first.saved });
    assert.deepEqual(second.events[0], {
      type: 'resume',
      time: second.events[0].time,
      step: 7,
      backend: 'reference',
      threads: 1,
    });
    assert.deepEqual(values(second.saved.get('last')), values(whole.saved.get('last')));
  });

  it('a stop in the middle of a validation leaves it due', async () => {
    const experiment = experimentOf(small, { ...quick, validateEvery: 3 });
    const whole = await trainInMemory(experiment);
    let looks = 0;
    // Looks 1 to 4 come before the steps and the validation, look 5 inside it.
    const first = await trainInMemory(experiment, { stop: () => (++looks > 4 ? 'stopped' : undefined) });
    assert.equal(first.end.step, 3);
    assert.equal(ofType(first.events, 'validation').length, 0);
    const second = await trainInMemory(experiment, { checkpoint: first.saved.get('last'), saved: first.saved });
    assert.equal(ofType(second.events, 'validation')[0].step, 3);
    assert.deepEqual(values(second.saved.get('last')), values(whole.saved.get('last')));
  });

  it('stops early when the validation loss no longer falls', async () => {
    const stopEarly = { patience: 2, minimumGain: 100 };
    const { end, events, trainer } = await trainInMemory(experimentOf(small, { ...quick, epochs: 50, stopEarly }));
    assert.equal(end.reason, 'finished');
    // The first validation sets the mark, three more gain too little.
    assert.equal(ofType(events, 'validation').length, 4);
    assert.equal(end.step, 4 * trainer.stepsPerEpoch);
  });

  it('keeps as many step checkpoints as it is told', async () => {
    const { saved, trainer } = await trainInMemory(experimentOf(small, { ...quick, epochs: 5, keepCheckpoints: 2 }));
    const kept = [...saved.keys()].filter((name) => typeof name === 'number');
    assert.deepEqual(kept, [4 * trainer.stepsPerEpoch, 5 * trainer.stepsPerEpoch]);
  });

  it('counts steps instead of epochs when told', async () => {
    const { end, events } = await trainInMemory(experimentOf(small, { ...quick, steps: 7 }));
    assert.equal(end.step, 7);
    assert.equal(ofType(events, 'validation').at(-1)?.step, 7);
  });

  it('a loss that is not finite stops the run, names layer and step, and keeps the last good checkpoint', async () => {
    const wild = { ...quick, clip: {}, optimizer: { kind: 'sgd', rate: 1e38 }, checkpointSeconds: 0 };
    const relu = { cell: { kind: 'elman', units: 8, activation: 'relu' } };
    const { end, saved } = await trainInMemory(experimentOf(relu, wild));
    assert.equal(end.reason, 'failed');
    assert.ok(['run.loss-not-finite', 'run.gradient-not-finite'].includes(end.problem?.code ?? ''), end.problem?.code);
    assert.match(end.problem?.arguments.layer as string, /^(embedding|rnn l0|head|input)$/);
    assert.ok(Number(end.problem?.arguments.step) >= 2);
    assert.ok(saved.has('last'));
    for (const [name, data] of Object.entries(values(saved.get('last')))) {
      if (Number(saved.get('last')?.metadata.step) === 0) assert.ok(data.every(Number.isFinite), name);
    }
  });

  it('a gradient that is not finite stops before any weight is touched', async () => {
    const experiment = experimentOf({ cell: { kind: 'elman', units: 4 } }, { ...quick, checkpointSeconds: 0 });
    const data = preparedText(experiment);
    const train = data.parts.train;
    assert.ok(train);
    // The third batch weighs one row with infinity.
    const poisoned = {
      ...train,
      shape: train.shape,
      count: train.count,
      continuous: true,
      predictions: train.predictions,
      read(epoch: number, index: number, into: Parameters<typeof train.read>[2]) {
        const count = train.read(epoch, index, into);
        if (index === 2) into.weights[0] = Infinity;
        return count;
      },
    };
    const { end, saved } = await trainInMemory(experiment, { data: prepared({ train: poisoned }) });
    assert.equal(end.reason, 'failed');
    assert.equal(end.problem?.arguments.step, 3);
    assert.equal(saved.get('last')?.metadata.step, '2');
    for (const weights of Object.values(values(saved.get('last')))) assert.ok(weights.every(Number.isFinite));
  });

  it('a disk that fails ends the run with an error and harms nothing that was saved', async () => {
    let saves = 0;
    const { end, saved } = await trainInMemory(experimentOf(small, { ...quick, checkpointSeconds: 0 }), {
      onSave() {
        if (++saves === 3) throw new Error('no space left on device');
      },
    });
    assert.equal(end.reason, 'failed');
    assert.match(end.problem?.arguments.message as string, /no space left/);
    assert.equal(saved.get('last')?.metadata.step, '1');
  });

  for (const config of cellConfigs) {
    it(`overfits eight examples: ${config.kind} ${'activation' in config ? config.activation : ''}`, async () => {
      const experiment = experimentOf(
        { cell: { ...config, units: 16 } },
        { steps: 150, batch: 8, window: 6, carry: false, optimizer: { kind: 'adam', rate: 0.02 } },
      );
      const data = preparedText(experiment, 8 * 6 + 1 + 16);
      const { events } = await trainInMemory(experiment, { data: prepared({ train: data.parts.train }) });
      const last = ofType(events, 'step').at(-1) as StepEvent;
      assert.ok(last.loss < 0.45, `loss is still ${last.loss}`);
    });
  }

  it('says before it starts how much memory is needed, and refuses what is over the limit', async () => {
    const experiment = experimentOf({ cell: { kind: 'lstm', units: 4096 } }, { batch: 512, window: 512 });
    const request = await programRequest(experiment, preparedText(experiment, 2000));
    const planning = createPlanningBackend('f32', 'reference', referenceBase);
    // Activations alone: h, c of 4 GiB each, gates of 16, and on the way back dh of 4; the weights of 4096 units take the rest.
    assert.throws(() => planTraining(request, planning, 2 ** 32), {
      code: 'memory.too-large',
      arguments: { needed: '30.3 GiB', limit: '4.00 GiB' },
    });
  });

  for (const backend of allBackends) {
    it(`holds its plan to the byte over a whole run: ${backend.title}`, async () => {
      for (const variational of [false, true]) {
        const model = { ...small, bidirectional: true, variational, cell: { kind: 'gru', units: 5 } };
        const { end } = await trainInMemory(experimentOf(model, quick), {
          backend: backend.type === 'f32' ? backend.create : undefined,
        });
        // The arena throws at the first byte beyond the plan.
        assert.equal(end.reason, 'finished', end.problem?.code);
      }
    });
  }
});
