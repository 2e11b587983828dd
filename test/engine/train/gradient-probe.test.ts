import assert from 'node:assert/strict';
import type { Checkpoint } from '../../../engine/contracts/checkpoint';
import type { Batches, Example } from '../../../engine/contracts/data';
import { gradientFlow } from '../../../engine/inspect/flow';
import { createPlanningBackend } from '../../../engine/kernels/planning';
import { ProbePace } from '../../../engine/train/gradient-probe';
import { TrainingProgram } from '../../../engine/train/program';
import { reference64 } from '../support/backends';
import { assertClose } from '../support/tensors';
import { experimentOf, prepared, preparedText, programRequest, trainInMemory, vocabulary } from '../support/training';

const small = { cell: { kind: 'lstm', units: 8 }, layers: 2, dropout: 0.2 };
const quick = { epochs: 6, batch: 5, window: 9, optimizer: { kind: 'adam', rate: 0.02 } };

const values = (checkpoint: Checkpoint | undefined) =>
  Object.fromEntries([...(checkpoint?.tensors ?? [])].map(([name, { data }]) => [name, [...data]]));

describe('gradient probe', () => {
  it('changes no byte of the training, also when the run is cut off and resumed', async () => {
    const plain = await trainInMemory(experimentOf(small, quick));
    const probing = experimentOf(small, { ...quick, probe: { share: 0.5 } });
    const probed = await trainInMemory(probing);
    assert.ok(probed.probes.size > 2, `${probed.probes.size} probes`);
    assert.deepEqual(values(probed.saved.get('last')), values(plain.saved.get('last')));
    const half = await trainInMemory(probing, {
      stop: (events) => (events.filter(({ type }) => type === 'probe').length > 1 ? 'stopped' : undefined),
    });
    assert.equal(half.end.reason, 'stopped');
    const rest = await trainInMemory(probing, { checkpoint: half.saved.get('last') });
    assert.equal(rest.end.reason, 'finished');
    assert.deepEqual(values(rest.saved.get('last')), values(plain.saved.get('last')));
  });

  it('tells of every sample with an event that names its file', async () => {
    const { probes, events } = await trainInMemory(experimentOf(small, { ...quick, probe: { share: 0.5 } }));
    const told = events.flatMap((event) => (event.type === 'probe' ? [[event.step, event.file]] : []));
    assert.deepEqual(
      told,
      [...probes.keys()].map((step) => [step, `probes/${step}.safetensors`]),
    );
    for (const { tensors } of probes.values()) {
      assert.deepEqual([...tensors.keys()], ['rnn.l0.c', 'rnn.l0.h', 'rnn.l1.c', 'rnn.l1.h']);
      for (const { shape, data } of tensors.values()) {
        assert.deepEqual(shape, [9]);
        assert.ok(Array.from(data, Number).every((norm) => norm > 0 && Number.isFinite(norm)));
      }
    }
  });

  it('samples nothing unless it is asked to', async () => {
    const { probes, events } = await trainInMemory(experimentOf(small, quick));
    assert.equal(probes.size, 0);
    assert.ok(!events.some(({ type }) => type === 'probe'));
  });

  it('finds what the inspector finds by another way', async () => {
    const experiment = experimentOf(small, { ...quick, batch: 1, probe: { share: 0.5 } });
    const data = preparedText(experiment);
    const request = await programRequest(experiment, data);
    const program = new TrainingProgram(reference64.create(), request);
    // A rate of 0 leaves the weights as they are.
    program.step(0, 0, 2, 0);
    const sample = program.probe();
    const batches = data.parts.train as Batches;
    const window: Batches = { ...batches, read: (_epoch, _index, into) => batches.read(0, 2, into) };
    const example: Example = { batches: window, sides: {}, outputNames: Array.from({ length: vocabulary }, String) };
    const bench = {
      createModel: request.createModel,
      weights: program.weights(),
      plan: () => createPlanningBackend('f64', 'reference', reference64.create(0).base),
      create: (bytes: number) => reference64.create(bytes),
      limit: 2 ** 30,
    };
    const flow = await gradientFlow(bench, example, { steps: { from: 0, to: 9 } });
    assert.equal(flow.states.length, 4);
    for (const { trace, norms, losses } of flow.states) {
      const last = norms.subarray((losses.length - 1) * 9).toReversed();
      assertClose(Array.from(sample?.get(trace)?.data ?? [], Number), last, 1e-6, trace);
    }
  });

  it('leaves out batches of many lengths, where a lag would mean something else for each', async () => {
    const experiment = experimentOf(small, { ...quick, epochs: 1, probe: { share: 0.5 } });
    const part = preparedText(experiment).parts.train as Batches;
    const masked: Batches = {
      ...part,
      shape: { ...part.shape, masked: true },
      read(epoch, index, into) {
        into.mask?.fill(1);
        return part.read(epoch, index, into);
      },
    };
    const { end, probes } = await trainInMemory(experiment, { data: prepared({ train: masked }) });
    assert.equal(end.reason, 'finished');
    assert.equal(probes.size, 0);
  });
});

describe('pace of probes', () => {
  /** A run of steps that take 7 ms and probes that take `cost(i)`, on a clock of ours. */
  function play(share: number, steps: number, cost: (probe: number) => number) {
    const pace = new ProbePace(share, steps);
    let [clock, spent, probes] = [0, 0, 0];
    for (let step = 1; step <= steps; step++) {
      clock += 7;
      if (!pace.isDue(clock, step)) continue;
      const taken = cost(probes++);
      clock += taken;
      spent += taken;
      pace.done(taken, step);
    }
    return { part: spent / clock, probes };
  }

  it('keeps within the share of the time', () => {
    for (const share of [0.02, 0.1]) {
      const { part, probes } = play(share, 20_000, (probe) => 10 + (probe % 5));
      assert.ok(part <= share, `${part} of the time`);
      assert.ok(probes > 20, `${probes} probes`);
    }
  });

  it('gets over a probe that took far longer than foreseen', () => {
    const { part, probes } = play(0.02, 50_000, (probe) => (probe === 0 ? 2000 : 10));
    assert.ok(part <= 0.02, `${part} of the time`);
    assert.ok(probes > 1);
  });

  it('makes some hundred files at most', () => {
    assert.ok(play(0.5, 100_000, () => 0.01).probes <= 500);
  });
});
