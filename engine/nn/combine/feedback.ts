import type { FeedbackConfig } from '../../contracts/experiment';
import type { Pass } from '../../contracts/network';
import type { Tensor } from '../../contracts/tensor';
import { firstSteps, at, reshape, stack } from '../../core/ops/layout';
import { nextTokens } from '../../core/ops/next-tokens';
import { type RandomKey, randomKey } from '../../core/random';

type Decay = Extract<FeedbackConfig, { kind: 'scheduled-sampling' }>['decay'];

/**
 * Share of true inputs after `step` training steps, 1 at the start and one half after `halfway` steps (Bengio et al. 2015):
 * in a straight line, k^step, or k / (k + e^(step / k)).
 */
const decays: Record<Decay, (step: number, halfway: number) => number> = {
  linear: (step, halfway) => Math.max(0, 1 - step / (2 * halfway)),
  exponential: (step, halfway) => 0.5 ** (step / halfway),
  'inverse-sigmoid': (step, halfway) => {
    const k = inverseSigmoidScale(halfway);
    return k / (k + Math.exp(step / k));
  },
};

/** The k of k / (k + e^(step / k)) that makes it one half after `halfway` steps: k ln k = halfway, by Newton's method. */
function inverseSigmoidScale(halfway: number): number {
  let k = Math.max(Math.E, halfway);
  for (let i = 0; i < 50; i++) k -= (k * Math.log(k) - halfway) / (Math.log(k) + 1);
  return k;
}

/** One step of a decoder: what it gives out `[batch, ...]`, and the state behind it. */
export interface Step<S> {
  readonly output: Tensor;
  readonly state: S;
}

/**
 * What a decoder reads while it learns: the true tokens (teacher forcing), its own outputs (free running), or a mixture that
 * moves from the one to the other (scheduled sampling). Outside of training it is shown the true tokens, so that losses are
 * those of the data.
 */
export class Feedback {
  private readonly key: RandomKey;

  constructor(
    private readonly config: FeedbackConfig,
    seed: number,
  ) {
    this.key = randomKey(seed, 'feedback');
  }

  /** Share of inputs that are the decoder's own outputs. */
  own({ training, step }: Pass): number {
    const { config } = this;
    if (!training || config.kind === 'teacher-forcing') return 0;
    if (config.kind === 'free-running') return 1;
    return 1 - Math.max(config.minimum, decays[config.decay](step, config.halfway));
  }

  /**
   * The steps one after the other.
   *
   * @param forced int `[time, batch]`: the true inputs, the first of which is always read
   * @param step from an input int `[1, batch]` to the output of that step; unnormalised log-probabilities `[batch, classes]`
   * where outputs are fed back
   * @returns all outputs, `[time, batch, ...]`
   */
  unfold<S>(forced: Tensor, pass: Pass, start: S, step: (input: Tensor, time: number, state: S) => Step<S>): Tensor {
    const [time, batch] = forced.shape;
    const own = this.own(pass);
    const outputs: Tensor[] = [];
    let input = firstSteps(forced, 1);
    let state = start;
    for (let t = 0; t < time; t++) {
      if (t > 0) {
        const truth = at(forced, t);
        const how = { own, key: this.key, counter: pass.step, time: t };
        input = reshape(own === 0 ? truth : nextTokens(outputs[t - 1], truth, how), [1, batch]);
      }
      const { output, state: next } = step(input, t, state);
      outputs.push(output);
      state = next;
    }
    return stack(outputs);
  }
}
