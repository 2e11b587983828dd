import type { Example } from '../contracts/data';
import type { Saliency, SaliencyRequest, Side } from '../contracts/inspection';
import type { Recorder } from '../contracts/network';
import type { Tensor } from '../contracts/tensor';
import { Feed } from '../core/feed';
import type { Network } from '../core/network';
import { reshape } from '../core/ops/layout';
import { linear } from '../core/ops/linear';
import type { Tape } from '../core/tape';
import { type Bench, gradientOf, numbersOf, onNetwork } from './bench';
import { sideBySide } from './lanes';
import { likeliest, logProbability } from './logits';

/** Points on the way from the baseline to the input. */
const points = 64;
/** Of them in one batch. */
const lanes = 16;

/**
 * What each step of the input does for one number of the output: gradient times input (Simonyan et al. 2014), or integrated
 * gradients from the all-zero input (Sundararajan et al. 2017, midpoint rule), whose scores sum to value - baseline. For classes
 * the logarithm of the probability is explained, for values the scaled number.
 *
 * @param breathe is called between two passes; it rejects to cancel
 */
export async function saliencyOf(
  bench: Bench,
  example: Example,
  request: SaliencyRequest,
  breathe: () => Promise<void> = () => Promise.resolve(),
): Promise<Saliency> {
  const { shape } = example.batches;
  const row = shape.output.per === 'step' ? Math.max(0, request.step) : 0;
  const look = (factors: readonly number[], output: number) =>
    onNetwork(bench, (network) => explain(network, example, { row, output, factors }));
  const output = request.output ?? (shape.output.kind === 'classes' ? likeliest(look([1], 0).answer) : 0);
  const ends = look([1, 0], output);
  const [value, baseline] = ends.values;
  let scores = ends.scores[0];
  if (request.method === 'integrated-gradients') {
    scores = new Float32Array(scores.length);
    for (let first = 0; first < points; first += lanes) {
      await breathe();
      const factors = Array.from({ length: Math.min(lanes, points - first) }, (_, i) => (first + i + 0.5) / points);
      // Gradients at factor * input, times the whole input.
      for (const [i, lane] of look(factors, output).scores.entries()) {
        lane.forEach((score, k) => (scores[k] += score / factors[i] / points));
      }
    }
  }
  const name = example.outputNames[output] ?? String(output);
  return { method: request.method, step: request.step, output, name, scores, value, baseline };
}

interface Explained {
  /** By lane: gradient times (scaled) input of every step, and the number that is explained. */
  readonly scores: readonly Float32Array[];
  readonly values: readonly number[];
  /** The output row of the first lane. */
  readonly answer: Float32Array | Float64Array;
}

function explain(
  network: Network,
  { batches }: Example,
  { row, output, factors }: { row: number; output: number; factors: readonly number[] },
): Explained {
  const { tape, model } = network;
  const repeated = sideBySide(Array.from(factors, () => batches));
  const { shape } = repeated;
  const count = factors.length;
  const feed = new Feed(network, shape, false);
  feed.read(repeated, 0, 0);
  const inputs = new ScaledInputs(tape, factors);
  const [y] = model.forward(feed.input, feed.state(true), { ...feed.pass(false, 0), recorder: inputs });
  const { size, kind } = shape.output;
  const answers = Array.from(factors, (_, lane) => {
    const at = (row * count + lane) * size;
    return numbersOf(y).slice(at, at + size);
  });
  if (kind === 'classes') {
    feed.buffer?.weights.fill(0);
    for (let lane = 0; lane < count; lane++) {
      feed.buffer?.weights.set([-1], row * count + lane);
      feed.buffer?.target.set([output], row * count + lane);
    }
    // The loss is -log p, and its weight -1.
    tape.backward(feed.loss(y, 1).loss);
  } else {
    const chosen = tape.zeros([1, y.size]);
    if (!tape.backend.planning) {
      for (let lane = 0; lane < count; lane++) numbersOf(chosen)[(row * count + lane) * size + output] = 1;
    }
    tape.backward(linear(reshape(y, [1, y.size]), chosen));
  }
  const values = answers.map((answer) => (kind === 'classes' ? logProbability(answer, output) : answer[output]));
  return { scores: inputs.scores(), values, answer: answers[0] };
}

/** Gives every lane the input times a factor of its own, as a tensor that a gradient reaches. */
class ScaledInputs implements Recorder {
  readonly stepwise = false;
  private x: Tensor | undefined;

  constructor(
    private readonly tape: Tape,
    private readonly factors: readonly number[],
  ) {}

  input(side: Side, x: Tensor): Tensor {
    if (side !== 'source') return x;
    const scaled = this.tape.variable(x.shape);
    this.x = scaled;
    if (this.tape.backend.planning) return scaled;
    const [from, to] = [numbersOf(x), numbersOf(scaled)];
    const [, batch, size] = x.shape;
    for (let i = 0; i < to.length; i++) to[i] = from[i] * this.factors[Math.floor(i / size) % batch];
    return scaled;
  }

  record(): void {
    // Only the inputs matter here.
  }

  /** By lane: the sum of gradient times value of each step. */
  scores(): Float32Array[] {
    if (!this.x) return this.factors.map(() => new Float32Array(0));
    const [values, gradients] = [numbersOf(this.x), gradientOf(this.x)];
    const [time, batch, size] = this.x.shape;
    return this.factors.map((_, lane) =>
      Float32Array.from({ length: time }, (__, t) => {
        let sum = 0;
        for (let i = (t * batch + lane) * size; i < (t * batch + lane + 1) * size; i++) sum += values[i] * gradients[i];
        return sum;
      }),
    );
  }
}
