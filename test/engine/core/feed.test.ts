import assert from 'node:assert/strict';
import type { BatchBuffer, Batches } from '../../../engine/contracts/data';
import type { Pass, State } from '../../../engine/contracts/network';
import type { Tensor } from '../../../engine/contracts/tensor';
import { Feed } from '../../../engine/core/feed';
import { Network } from '../../../engine/core/network';
import { createPlanningBackend } from '../../../engine/kernels/planning';
import { reference64 } from '../support/backends';
import { read } from '../support/tensors';

const [time, decoderTime, batch] = [5, 4, 2];
/** Steps of each batch. */
const lengths = [
  { time: 3, decoderTime: 2 },
  { time: 5, decoderTime: 4 },
  { time: 2, decoderTime: 3 },
];

/** Pairs whose buffers are filled with 100 * batch + place, so that a view of the wrong rows shows. */
const pairs: Batches = {
  shape: {
    time,
    batch,
    masked: true,
    input: { kind: 'tokens', vocabulary: 9 },
    output: { kind: 'classes', size: 7, per: 'step' },
    decoder: { time: decoderTime, input: { kind: 'tokens', vocabulary: 7 } },
  },
  count: lengths.length,
  continuous: false,
  predictions: 1,
  lengths: (_epoch, index) => lengths[index],
  read(_epoch, index, into) {
    for (const values of Object.values(into) as BatchBuffer['input'][]) {
      values.forEach((_, i) => (values[i] = 100 * (index + 1) + i));
    }
    return into.weights.length;
  },
};

const nothing: State = {};

function network(backend = reference64.create()): Network {
  const { input, output } = pairs.shape;
  return new Network(backend, 1, () => ({ input, output, initialState: () => nothing, forward: (x) => [x, nothing] }));
}

function integersOf({ tape, pointer, size }: Tensor): number[] {
  return [...tape.backend.ints(pointer, size)];
}

const counted = (from: number, count: number) => Array.from({ length: count }, (_, i) => from + i);

describe('feed', () => {
  it('gives the model the steps that a batch has, of pairs of any lengths', () => {
    const feed = new Feed(network(), pairs.shape, false);
    lengths.forEach(({ time: steps, decoderTime: out }, index) => {
      assert.equal(feed.read(pairs, 0, index), out * batch);
      const from = 100 * (index + 1);
      const { mask, decoderInput, training, step } = feed.pass(true, 8) as Required<Pass>;
      assert.deepEqual([training, step], [true, 8]);
      assert.deepEqual(feed.input.shape, [steps, batch]);
      assert.deepEqual(integersOf(feed.input), counted(from, steps * batch));
      assert.deepEqual(mask.shape, [steps, batch]);
      assert.deepEqual(read(mask), counted(from, steps * batch));
      assert.deepEqual(decoderInput.shape, [out, batch]);
      assert.deepEqual(integersOf(decoderInput), counted(from, out * batch));
      assert.deepEqual([...(feed.buffer?.target ?? [])], counted(from, out * batch));
    });
  });

  it('weighs only the steps of a shorter batch', () => {
    const { tape, ...net } = network();
    const feed = new Feed({ tape, ...net }, pairs.shape, false);
    feed.read(pairs, 0, 0);
    const { weights, target } = feed.buffer ?? assert.fail('there is a buffer');
    weights.fill(1);
    target.fill(3);
    const logits = tape.zeros([2, batch, 7]);
    const { losses } = feed.loss(logits, 1);
    assert.deepEqual(losses.shape, [2, batch]);
    read(losses).forEach((loss) => assert.ok(Math.abs(loss - Math.log(7)) < 1e-12));
  });

  it('plans for the longest batch', () => {
    const { base } = reference64.create(0);
    const feed = new Feed(network(createPlanningBackend('f64', 'reference', base)), pairs.shape, false);
    assert.equal(feed.read(pairs, 0, 0), 1);
    assert.equal(feed.buffer, undefined);
    assert.deepEqual(feed.input.shape, [time, batch]);
    assert.deepEqual(feed.pass(false, 0).decoderInput?.shape, [decoderTime, batch]);
  });
});
