import assert from 'node:assert/strict';
import type { Example } from '../../../engine/contracts/data';
import { capture } from '../../../engine/inspect/capture';
import { clozeShares } from '../../../engine/inspect/cloze';
import { assertClose } from '../support/tensors';
import { benchOf, clozeExample, type TestBench } from './support';

const vocabulary = 7;
const ids = [3, 2, 6, 4, 4, 5, 2, 6, 3, 5, 4];
const hidden = [0, 4, 7, 10];

/** Logarithms of probability at a step. */
function known(bench: TestBench, example: Example, step: number): number[] {
  const p = capture(bench, example).traces.find(({ name }) => name === 'head.p');
  return Array.from(p?.values.subarray(step * vocabulary, (step + 1) * vocabulary) ?? [], Math.log);
}

describe('what each side contributes to a hidden token', () => {
  for (const kind of ['elman', 'lstm', 'gru']) {
    it(`is what is missing when the text is read from there on, or up to there: ${kind}`, async () => {
      const bench = await benchOf({ cell: { kind, units: 5 }, layers: 2, bidirectional: true }, vocabulary);
      const { positions } = await clozeShares(bench, clozeExample(ids, hidden, vocabulary));
      assert.deepEqual(
        positions.map(({ step, truth }) => [step, truth]),
        hidden.map((step) => [step, String(ids[step])]),
      );
      for (const { step, both, withoutLeft, withoutRight } of positions) {
        const part = (from: number, to: number) => {
          const inside = hidden.filter((each) => each >= from && each < to).map((each) => each - from);
          return known(bench, clozeExample(ids.slice(from, to), inside, vocabulary), step - from)[ids[step]];
        };
        assertClose(
          [both, withoutLeft, withoutRight],
          [part(0, ids.length), part(step, ids.length), part(0, step + 1)],
          1e-5,
          `step ${step}`,
        );
      }
      const [first, second] = positions;
      assertClose([first.withoutLeft], [first.both], 1e-10, 'nothing stands to the left of the first token');
      assert.ok(
        Math.abs(second.withoutLeft - second.both) > 1e-3 && Math.abs(second.withoutRight - second.both) > 1e-3,
      );
    });
  }

  it('is nothing on the right where the network reads from the left alone', async () => {
    const bench = await benchOf({ cell: { kind: 'gru', units: 5 } }, vocabulary);
    for (const { both, withoutRight } of (await clozeShares(bench, clozeExample(ids, hidden, vocabulary))).positions) {
      assertClose([withoutRight], [both], 1e-10, 'without the right side');
    }
  });

  it('takes the likeliest token where nobody knows the truth', async () => {
    const bench = await benchOf({ cell: { kind: 'lstm', units: 5 }, bidirectional: true }, vocabulary);
    const example = clozeExample(ids, [4], vocabulary);
    const { batches } = example;
    const unknown: Example = {
      ...example,
      batches: {
        ...batches,
        read(epoch, index, into) {
          batches.read(epoch, index, into);
          into.weights.fill(0);
          return 0;
        },
      },
    };
    const [{ truth, both }] = (await clozeShares(bench, unknown)).positions;
    const all = known(bench, example, 4);
    assert.equal(Number(truth), all.indexOf(Math.max(...all)));
    assertClose([both], [Math.max(...all)], 1e-5, 'its probability');
  });

  it('looks at many hidden tokens by a sample of them', async () => {
    const bench = await benchOf({ cell: { kind: 'gru', units: 3 }, bidirectional: true }, vocabulary);
    const long = Array.from({ length: 200 }, (_, i) => 2 + (i % 5));
    const { positions } = await clozeShares(bench, clozeExample(long, Array.from(long.keys()), vocabulary));
    const steps = positions.map(({ step }) => step);
    assert.equal(steps.length, 64);
    assert.deepEqual(
      steps,
      [...new Set(steps)].sort((a, b) => a - b),
    );
    assert.ok(steps[63] > 190);
  });
});
