import assert from 'node:assert/strict';
import type { FeedbackConfig } from '../../../engine/contracts/experiment';
import { Feedback } from '../../../engine/nn/combine/feedback';
import { assertClose } from '../support/tensors';

const halfway = 200;
const training = (step: number) => ({ training: true, step });

type Sampling = Extract<FeedbackConfig, { kind: 'scheduled-sampling' }>;

/** Share of true inputs after some training steps. */
function truth(decay: Sampling['decay'], step: number, changes: Partial<Sampling> = {}): number {
  const config = { kind: 'scheduled-sampling', decay, halfway, minimum: 0, ...changes } as const;
  return 1 - new Feedback(config, 1).own(training(step));
}

/** The k of k / (k + e^(step / k)) for which it is one half after `halfway` steps, by halving an interval. */
function inverseSigmoidScale(): number {
  let [low, high] = [2, halfway];
  for (let i = 0; i < 100; i++) {
    const middle = (low + high) / 2;
    // One half where k = e^(halfway / k).
    if (Math.exp(halfway / middle) > middle) low = middle;
    else high = middle;
  }
  return low;
}

describe('scheduled sampling', () => {
  it('decays as Bengio et al. 2015 say: in a line, by a factor a step, as an inverse sigmoid', () => {
    const k = inverseSigmoidScale();
    for (const step of [0, 1, 50, 150, 200, 250, 399, 500, 2000]) {
      assertClose([truth('linear', step)], [Math.max(0, 1 - (0.5 / halfway) * step)], 1e-12, `linear, ${step}`);
      const factor = Math.exp(Math.log(0.5) / halfway);
      assertClose([truth('exponential', step)], [factor ** step], 1e-12, `exponential, ${step}`);
      assertClose([truth('inverse-sigmoid', step)], [k / (k + Math.exp(step / k))], 1e-9, `inverse sigmoid, ${step}`);
    }
  });

  for (const decay of ['linear', 'exponential', 'inverse-sigmoid'] as const) {
    it(`begins near the truth, is at one half halfway, and never turns back: ${decay}`, () => {
      const shares = Array.from({ length: 1001 }, (_, step) => truth(decay, step));
      assert.ok(shares[0] > 0.97, `it begins with ${shares[0]}`);
      assertClose([shares[halfway]], [0.5], 1e-9, 'halfway');
      for (let step = 1; step < shares.length; step++) assert.ok(shares[step] <= shares[step - 1], `step ${step}`);
      assert.ok(shares[1000] < 0.04, `it ends with ${shares[1000]}`);
      assert.equal(truth(decay, 1000, { minimum: 0.25 }), 0.25);
      assert.equal(truth(decay, 10, { minimum: 0.25 }), truth(decay, 10));
    });
  }

  it('is of training alone; the other kinds do not decay', () => {
    const of = (config: FeedbackConfig, pass = training(500)) => new Feedback(config, 1).own(pass);
    const sampling = { kind: 'scheduled-sampling', decay: 'linear', halfway, minimum: 0 } as const;
    assert.equal(of(sampling), 1);
    assert.equal(of(sampling, { training: false, step: 500 }), 0);
    assert.equal(of({ kind: 'free-running' }), 1);
    assert.equal(of({ kind: 'free-running' }, { training: false, step: 500 }), 0);
    assert.equal(of({ kind: 'teacher-forcing' }), 0);
  });
});
