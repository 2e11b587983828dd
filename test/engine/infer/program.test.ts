import assert from 'node:assert/strict';
import type { Experiment } from '../../../engine/contracts/experiment';
import { Problem } from '../../../engine/contracts/problem';
import { Continuation } from '../../../engine/infer/continuation';
import { generateTokens } from '../../../engine/infer/generate';
import { InferenceProgram, planInference } from '../../../engine/infer/program';
import { createPlanningBackend } from '../../../engine/kernels/planning';
import { referenceBase } from '../../../engine/kernels/reference';
import { allBackends, reference32 } from '../support/backends';
import { assertClose } from '../support/tensors';
import { experimentOf, preparedText, programRequest, trainInMemory } from '../support/training';

const model = { cell: { kind: 'gru', units: 24 }, layers: 2, dropout: 0.1 };
const train = { epochs: 40, batch: 4, window: 7, optimizer: { kind: 'adam', rate: 0.02 } };
const greedy = { temperature: 0, topK: 0, topP: 1, seed: 1, length: 20 };

/** A trained network in a memory that was planned for inference alone. */
async function trained(experiment: Experiment) {
  const data = preparedText(experiment);
  const { createModel } = await programRequest(experiment, data);
  const training = await trainInMemory(experiment, { data });
  const request = { createModel, batches: data.parts.validation };
  const bytes = planInference(request, createPlanningBackend('f32', 'reference', referenceBase));
  const program = new InferenceProgram(reference32.create(bytes), request);
  const weights = training.saved.get('last')?.tensors;
  assert.ok(weights);
  program.network.store.load(weights);
  return { program, training };
}

describe('inference', function () {
  const experiment = experimentOf(model, train);
  let program: InferenceProgram;
  let losses: number[];

  before(async () => {
    const result = await trained(experiment);
    program = result.program;
    losses = result.training.events.flatMap((event) => (event.type === 'validation' ? [event.loss] : []));
  });

  it('goes through a part and finds the loss that training found', () => {
    let sum = 0;
    let rows = 0;
    for (const { loss, count, losses: each } of program.batches()) {
      sum += loss;
      rows += count;
      assertClose([Array.from(each).reduce((total, value) => total + value, 0)], [loss], 1e-5, 'sum of the rows');
    }
    assertClose([sum / rows], [losses.at(-1) ?? NaN], 1e-6, 'loss');
  });

  it('reads a sequence in pieces as it reads it whole', () => {
    const ids = Array.from({ length: 150 }, (_, i) => (i * 7) % 6);
    const whole = new Continuation(program.network).tokens(ids);
    const pieces = new Continuation(program.network);
    let output = new Float64Array(0) as Float64Array;
    for (const id of ids) output = pieces.tokens([id]);
    assertClose(output, whole, 1e-5, 'logits');
  });

  it('reads two sequences in turns as it reads them apart', () => {
    const sequences = [
      [1, 2, 3, 1, 4],
      [5, 5, 3, 1, 0],
    ];
    const apart = sequences.map((ids) => {
      const text = new Continuation(program.network);
      return ids.map((id) => Array.from(text.tokens([id])));
    });
    const texts = sequences.map(() => new Continuation(program.network));
    const inTurns = sequences.map(() => [] as number[][]);
    for (let t = 0; t < 5; t++) {
      texts.forEach((text, i) => inTurns[i].push(Array.from(text.tokens([sequences[i][t]]))));
    }
    assert.deepEqual(inTurns, apart);
  });

  it('takes the weights of the moment when it begins anew', () => {
    const { network } = program;
    const read = () => {
      const text = new Continuation(network);
      text.tokens([1, 2]);
      return Array.from(text.tokens([3]));
    };
    const before = read();
    const { tape, store } = network;
    const change = (scale: number) => {
      const changed = store.all.map(({ path, shape, pointer, size }) => {
        const data = tape.backend.floats(pointer, size).map((value) => value * scale);
        return [path ?? '', { shape, data }] as const;
      });
      store.load(new Map(changed));
    };
    change(0.5);
    assert.notDeepEqual(read(), before);
    change(2);
    assert.deepEqual(read(), before);
  });

  it('makes the weights ready once for many texts', () => {
    const { tape } = program.network;
    const { kernels } = tape.backend;
    const packRecurrent = kernels.packRecurrent.bind(kernels);
    let packed = 0;
    kernels.packRecurrent = (...call) => {
      packed++;
      packRecurrent(...call);
    };
    const read = () => {
      const text = new Continuation(program.network);
      return [[1], [2, 3], [4], [4, 5, 0], [1]].map((ids) => Array.from(text.tokens(ids)));
    };
    try {
      tape.reset();
      const first = read();
      assert.equal(packed, 2, 'once for each layer');
      assert.deepEqual(read(), first);
      assert.equal(packed, 2);
    } finally {
      kernels.packRecurrent = packRecurrent;
    }
  });

  it('reads on where there is no memory to keep anything of the weights', () => {
    const { tape } = program.network;
    const read = (kept: boolean) => {
      tape.reset();
      const text = new Continuation(program.network);
      return [[1, 2], [3], [5], [1]].map((ids, i) => {
        const output = Array.from(text.tokens(ids));
        assert.equal(tape.frozen, kept && i > 0);
        return output;
      });
    };
    const expected = read(true);
    const allocate = tape.arena.allocate.bind(tape.arena);
    tape.arena.allocate = (bytes) => {
      if (tape.frozen) throw new Problem('internal.memory-overrun', { needed: bytes, planned: 0 });
      return allocate(bytes);
    };
    try {
      read(false).forEach((output, i) => assertClose(output, expected[i], 1e-5, `output ${i}`));
    } finally {
      tape.arena.allocate = allocate;
    }
  });

  it('continues the phrase it has learnt', () => {
    const period = [1, 2, 3, 1, 4, 2, 5, 5, 3];
    const prompt = Array.from({ length: 30 }, (_, i) => period[i % 9]);
    const text = [...generateTokens(program.network, prompt, greedy, 0)];
    assert.deepEqual(
      text,
      Array.from({ length: 20 }, (_, i) => period[(30 + i) % 9]),
    );
  });

  it('draws the same text for the same seed, and another for another', () => {
    const text = (seed: number) => [
      ...generateTokens(program.network, [1], { ...greedy, temperature: 4, seed, length: 40 }, 0),
    ];
    assert.deepEqual(text(3), text(3));
    assert.notDeepEqual(text(3), text(4));
    assert.ok(!text(5).includes(0));
  });
});

describe('generation', () => {
  for (const { title, create, tolerance } of allBackends) {
    for (const kind of ['elman', 'gru', 'lstm']) {
      // As wide as it takes for all forms of the products with packed weights.
      const experiment = experimentOf({ cell: { kind, units: 67 }, layers: 2, embedding: 9 }, { batch: 2, window: 5 });

      it(`reads tokens one at a time as it reads them at once: ${kind}, ${title}`, async () => {
        const { createModel } = await programRequest(experiment, preparedText(experiment));
        const { network } = new InferenceProgram(create(), { createModel });
        const ids = Array.from({ length: 20 }, (_, i) => (i * 5) % 6);
        network.tape.reset();
        const whole = Array.from(new Continuation(network).tokens(ids));
        const single = new Continuation(network);
        for (const id of ids) single.tokens([id]);
        assert.ok(network.tape.frozen);
        assertClose(single.tokens([]), whole, tolerance, 'logits');
      });
    }
  }
});
