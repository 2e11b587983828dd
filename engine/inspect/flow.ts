import type { Example } from '../contracts/data';
import type { FlowRequest, GradientFlow, Span, StateFlow } from '../contracts/inspection';
import { Feed } from '../core/feed';
import type { Network } from '../core/network';
import { type Bench, gradientOf, onNetwork } from './bench';
import { bufferOf, sideBySide } from './lanes';
import { type StateSteps, StepRecorder } from './step-recorder';

/** Losses that are gone back from at most; among more, evenly chosen ones. */
const mostLosses = 128;
/** Copies of the sequence in one batch: each goes back from a loss of its own. */
const lanes = 16;

/**
 * How far back each loss reaches: the norm of d loss_t / d s_k for the state s after every step k (Pascanu et al. 2013). The gradient
 * is the whole one, through all paths that leave the state at k.
 *
 * All pairs come of few passes: the sequence is put into a batch many times over, and in each copy one loss alone has weight.
 *
 * @param breathe is called between two passes; it rejects to cancel
 */
export async function gradientFlow(
  bench: Bench,
  example: Example,
  request: FlowRequest,
  breathe: () => Promise<void> = () => Promise.resolve(),
): Promise<GradientFlow> {
  const { shape } = example.batches;
  const steps: Span = { from: Math.max(0, request.steps.from), to: Math.min(shape.time, request.steps.to) };
  const perStep = shape.output.per === 'step';
  const losses = lossesOf(example, perStep && !shape.decoder ? steps : undefined);
  const norms = new Map<string, { state: StateSteps; norms: Float32Array; span: Span }>();
  for (let first = 0; first < losses.length; first += lanes) {
    const chosen = losses.slice(first, first + lanes);
    await breathe();
    onNetwork(bench, (network) => {
      for (const state of goBack(network, example, chosen)) {
        const span = state.place.side === 'source' ? steps : { from: 0, to: state.steps.length };
        const width = span.to - span.from;
        const entry = norms.get(state.name) ?? {
          state,
          span,
          norms: new Float32Array(losses.length * width).fill(NaN),
        };
        norms.set(state.name, entry);
        for (let k = span.from; k < span.to; k++) {
          const rows = laneNorms(state, k, chosen.length);
          chosen.forEach((t, lane) => {
            if (reaches(state, t, k, example)) entry.norms[(first + lane) * width + k - span.from] = rows[lane];
          });
        }
      }
    });
  }
  const last = perStep ? undefined : shape.time - 1;
  const at = losses.map((t) => last ?? t);
  const states = [...norms.values()].map(({ state, span, norms: values }): StateFlow => {
    const sameSide = !shape.decoder || state.place.side === 'target';
    return {
      trace: state.name,
      losses: Uint32Array.from(at),
      norms: values,
      byLag: sameSide ? meanByLag(values, at, span, state.place.direction === 'backward') : new Float32Array(0),
    };
  });
  return { steps, states };
}

/** Rows of the output whose truth is known, inside a span. */
function lossesOf({ batches }: Example, span: Span | undefined): number[] {
  const buffer = bufferOf(batches.shape);
  batches.read(0, 0, buffer);
  const { weights } = buffer;
  const known = Array.from(weights.keys()).filter((t) => {
    return weights[t] !== 0 && (!span || (t >= span.from && t < span.to));
  });
  if (known.length <= mostLosses) return known;
  return Array.from({ length: mostLosses }, (_, i) => known[Math.ceil(((i + 1) * known.length) / mostLosses) - 1]);
}

/** Goes back from one loss a lane. */
function goBack(network: Network, { batches }: Example, chosen: readonly number[]): readonly StateSteps[] {
  const { tape, model } = network;
  const lane = sideBySide(Array.from(chosen, () => batches));
  const feed = new Feed(network, lane.shape, false);
  feed.read(lane, 0, 0);
  feed.buffer?.weights.fill(0);
  chosen.forEach((t, i) => feed.buffer?.weights.set([1], t * chosen.length + i));
  const recorder = new StepRecorder(tape);
  const [output] = model.forward(feed.input, feed.state(true), { ...feed.pass(false, 0), recorder });
  tape.backward(feed.loss(output, 1).loss);
  return recorder.states;
}

/** Norm of the gradient of a state, by lane. */
function laneNorms({ steps }: StateSteps, k: number, count: number): number[] {
  const gradient = gradientOf(steps[k]);
  const units = gradient.length / count;
  return Array.from({ length: count }, (_, lane) => {
    let sum = 0;
    for (let i = lane * units; i < (lane + 1) * units; i++) sum += gradient[i] ** 2;
    return Math.sqrt(sum);
  });
}

/** Whether the state at k comes before the loss at t, in the layer's reading order. */
function reaches({ place }: StateSteps, t: number, k: number, { batches: { shape } }: Example): boolean {
  if (shape.output.per === 'sequence' || (shape.decoder && place.side === 'source')) return true;
  return place.direction === 'backward' ? k >= t : k <= t;
}

/** By distance in reading order: exp of the mean of logarithms. Zeros count as the smallest number that there is. */
function meanByLag(
  norms: Float32Array,
  losses: readonly number[],
  { from, to }: Span,
  backward: boolean,
): Float32Array {
  const width = to - from;
  const sums = new Float64Array(width);
  const counts = new Uint32Array(width);
  losses.forEach((t, i) => {
    for (let k = from; k < to; k++) {
      const norm = norms[i * width + k - from];
      const lag = backward ? k - t : t - k;
      if (Number.isNaN(norm) || lag < 0 || lag >= width) continue;
      sums[lag] += Math.log(Math.max(norm, Number.MIN_VALUE));
      counts[lag]++;
    }
  });
  return Float32Array.from(sums, (sum, lag) => (counts[lag] === 0 ? NaN : Math.exp(sum / counts[lag])));
}
