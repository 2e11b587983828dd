import type { Example } from '../contracts/data';
import type { WeightContributions } from '../contracts/inspection';
import { Problem } from '../contracts/problem';
import { Feed } from '../core/feed';
import { type Bench, gradientOf, onNetwork } from './bench';
import { layerOf } from './graph';
import { StepRecorder } from './step-recorder';

/**
 * What each step adds to the gradient of a recurrent layer's weight, for the mean loss of a sequence: the terms of the sum over time
 * that back-propagation through time is. Throws `inspect.no-steps` for a weight that no step uses by itself.
 *
 * @param visit is given every term, as a live array: once for each use of the weight, last step first
 */
export function stepContributions(
  bench: Bench,
  example: Example,
  parameter: string,
  visit?: (step: number, term: ArrayLike<number>) => void,
): WeightContributions {
  const whole = wholeGradient(bench, example, parameter);
  const norm = Math.sqrt(whole.reduce((sum, value) => sum + value ** 2, 0));
  const terms = new Map<number, Float64Array>();
  const norms = new Float32Array(example.batches.shape.time);
  const along = new Float32Array(norms.length);
  // A step's terms come one right after the other: its sum is done when the next step begins.
  const finish = (step: number, term: Float64Array): void => {
    norms[step] = Math.sqrt(term.reduce((sum, value) => sum + value ** 2, 0));
    along[step] = norm > 0 ? term.reduce((sum, value, i) => sum + value * whole[i], 0) / norm : 0;
  };
  goBack(bench, example, parameter, (step, gradient) => {
    for (const [other, term] of terms) {
      if (other === step) continue;
      finish(other, term);
      terms.delete(other);
    }
    const term = terms.get(step) ?? new Float64Array(gradient.length);
    for (let i = 0; i < term.length; i++) term[i] += gradient[i];
    terms.set(step, term);
    visit?.(step, gradient);
  });
  for (const [step, term] of terms) finish(step, term);
  return { parameter, norms, along, norm };
}

function wholeGradient(bench: Bench, example: Example, parameter: string): Float64Array {
  let sum: Float64Array | undefined;
  goBack(bench, example, parameter, (_step, gradient) => {
    sum ??= new Float64Array(gradient.length);
    for (let i = 0; i < sum.length; i++) sum[i] += gradient[i];
  });
  if (!sum) throw new Problem('inspect.no-steps', { parameter });
  return sum;
}

function goBack(
  bench: Bench,
  { batches }: Example,
  parameter: string,
  visit: (step: number, gradient: Float32Array | Float64Array) => void,
): void {
  onNetwork(bench, (network) => {
    const { tape, model, store } = network;
    const weight = store.get(parameter);
    if (!weight) throw new Problem('inspect.no-steps', { parameter });
    const feed = new Feed(network, batches.shape, false);
    const recorder = new StepRecorder(tape);
    const count = feed.read(batches, 0, 0);
    const [output] = model.forward(feed.input, feed.state(true), { ...feed.pass(false, 0), recorder });
    const { loss } = feed.loss(output, 1 / Math.max(1, count));
    const { operations, backend } = tape;
    tape.backward(loss, (index) => {
      if (backend.planning || !operations[index].inputs.includes(weight)) return;
      const step = recorder.stepOf(index, layerOf(parameter));
      if (step === undefined) throw new Problem('inspect.no-steps', { parameter });
      visit(step, gradientOf(weight));
      backend.kernels.fill(weight.size, 0, weight.gradient);
    });
  });
}
