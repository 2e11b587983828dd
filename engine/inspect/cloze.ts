import type { BatchBuffer, Batches, Example } from '../contracts/data';
import type { ClozeShares, Span } from '../contracts/inspection';
import { Feed } from '../core/feed';
import { type Bench, numbersOf, onNetwork } from './bench';
import { bufferOf } from './lanes';
import { likeliest, logProbability } from './logits';

/** Hidden tokens that are looked at; among more, evenly chosen ones. */
const mostPositions = 64;
/** Read together, padded to the longest. */
const lanes = 16;

/** A stretch of the text, and the steps (of the text) whose outputs are asked for. */
interface Reading extends Span {
  readonly steps: readonly number[];
}

/**
 * What is known of every hidden token from both sides, and without one of them: the text is read once more from the token on,
 * and once up to it, so that nothing of the other side reaches any layer.
 *
 * @param breathe is called between two passes; it rejects to cancel
 */
export async function clozeShares(
  bench: Bench,
  example: Example,
  breathe: () => Promise<void> = () => Promise.resolve(),
): Promise<ClozeShares> {
  const text = bufferOf(example.batches.shape);
  example.batches.read(0, 0, text);
  const { time } = example.batches.shape;
  const steps = chosen(example.hidden ?? []);
  const look = async (readings: readonly Reading[]) => {
    const rows: Float64Array[] = [];
    for (let i = 0; i < readings.length; i += lanes) {
      await breathe();
      rows.push(...read(bench, example, text, readings.slice(i, i + lanes)));
    }
    return rows;
  };
  const both = await look([{ from: 0, to: time, steps }]);
  const withoutLeft = await look(steps.map((step) => ({ from: step, to: time, steps: [step] })));
  const withoutRight = await look(steps.map((step) => ({ from: 0, to: step + 1, steps: [step] })));
  return {
    positions: steps.map((step, i) => {
      const truth = text.weights[step] > 0 ? text.target[step] : likeliest(both[i]);
      return {
        step,
        truth: example.outputNames[truth],
        both: logProbability(both[i], truth),
        withoutLeft: logProbability(withoutLeft[i], truth),
        withoutRight: logProbability(withoutRight[i], truth),
      };
    }),
  };
}

function chosen(steps: readonly number[]): readonly number[] {
  if (steps.length <= mostPositions) return steps;
  return Array.from({ length: mostPositions }, (_, i) => steps[Math.floor((i * steps.length) / mostPositions)]);
}

/** Output rows of the steps that the readings ask for, one after the other. */
function read(bench: Bench, { batches }: Example, text: BatchBuffer, readings: readonly Reading[]): Float64Array[] {
  const { size } = batches.shape.output;
  const batch = readings.length;
  const padded: Batches = {
    ...batches,
    shape: { ...batches.shape, time: Math.max(...readings.map(({ from, to }) => to - from)), batch, masked: true },
    read(_epoch, _index, { input, mask, weights }) {
      weights.fill(0);
      mask?.fill(0);
      readings.forEach(({ from, to }, lane) => {
        for (let t = from; t < to; t++) {
          input[(t - from) * batch + lane] = text.input[t];
          if (mask) mask[(t - from) * batch + lane] = 1;
        }
      });
      return 0;
    },
  };
  return onNetwork(bench, (network) => {
    const feed = new Feed(network, padded.shape, false);
    feed.read(padded, 0, 0);
    const [output] = network.tape.inference(() => {
      return network.model.forward(feed.input, feed.state(true), feed.pass(false, 0));
    });
    const logits = numbersOf(output);
    return readings.flatMap(({ from, steps }, lane) => {
      return steps.map((step) => {
        const at = ((step - from) * batch + lane) * size;
        return Float64Array.from(logits.subarray(at, at + size));
      });
    });
  });
}
