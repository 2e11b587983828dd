import type { Op, Tensor } from '../../contracts/tensor';
import { Random, type RandomKey } from '../random';
import { misfit } from '../shape';

interface NextTokens {
  /** Share of sequences whose next input is the model's own. */
  readonly own: number;
  readonly key: RandomKey;
  /** Training step: the same key, counter and time give the same coins. */
  readonly counter: number;
  readonly time: number;
}

/** 32-bit words that one choice takes: two for the coin, two for the draw. */
const wordsPerChoice = 4;

/**
 * What a decoder reads next: for each sequence the true token, or one drawn from its own distribution of this very step
 * (scheduled sampling, Bengio et al. 2015).
 *
 * Inputs: logits `[batch, classes]`, the true tokens int `[batch]`. Output: int `[batch]`. No gradient goes through a choice.
 */
export const nextTokensOp: Op<NextTokens> = {
  name: 'nextTokens',
  element: 'int',
  shapes: ([logits, forced]) => {
    if (forced.element !== 'int' || logits.shape.length !== 2 || forced.size !== logits.shape[0]) {
      throw misfit('nextTokens', logits.shape, forced.shape);
    }
    return [forced.shape];
  },
  forward(backend, [logits, forced], [next], { own, key, counter, time }) {
    const [batch, classes] = logits.shape;
    logits.tape.scratch(logits.size, (pointer) => {
      backend.kernels.softmax(batch, classes, logits.pointer, pointer);
      if (backend.planning) return;
      const probabilities = backend.floats(pointer, logits.size);
      const chosen = backend.ints(next.pointer, batch);
      chosen.set(backend.ints(forced.pointer, batch));
      for (let b = 0; b < batch; b++) {
        const random = new Random(key, counter, wordsPerChoice * (time * batch + b));
        if (random.uniform() >= own) continue;
        chosen[b] = draw(probabilities.subarray(b * classes, (b + 1) * classes), random.uniform());
      }
    });
  },
  backward() {
    // A choice has no slope.
  },
};

/** The class that `share`, from 0 to 1, of the probability reaches. */
function draw(probabilities: Float32Array | Float64Array, share: number): number {
  let rest = share;
  for (let i = 0; i < probabilities.length; i++) {
    rest -= probabilities[i];
    if (rest < 0) return i;
  }
  // Rounding left a little over.
  return probabilities.length - 1;
}

export const nextTokens = (logits: Tensor, forced: Tensor, attributes: NextTokens): Tensor =>
  logits.tape.apply(nextTokensOp, [logits, forced], attributes)[0];
