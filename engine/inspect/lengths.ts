import type { Example, Examples, PartName } from '../contracts/data';
import type { LengthAccuracy } from '../contracts/inspection';
import { Feed } from '../core/feed';
import { type Bench, numbersOf, onNetwork } from './bench';
import { sideBySide } from './lanes';
import { likeliest } from './logits';

/** Sequences of a part that are looked at: the first ones. */
const mostSequences = 2000;
/** Read together; those of one length go through the network as one batch. */
const group = 256;
const mostBins = 8;

export interface LengthsRun {
  readonly bench: Bench;
  readonly examples: Examples;
  readonly part: PartName;
  /** Sequences of the part. */
  readonly size: number;
  /** From 0 to 1. */
  readonly progress?: (fraction: number) => void;
  /** Lets the process do other things; rejects to cancel. */
  readonly breathe: () => Promise<void>;
}

interface Outcome {
  readonly length: number;
  readonly right: number;
  readonly tokens: number;
}

/**
 * Accuracy by length of the input, under teacher forcing. Where every token of a sequence is right that way, greedy search writes just that
 * sequence: so the exact matches are those of greedy search.
 */
export async function accuracyByLength(run: LengthsRun): Promise<LengthAccuracy> {
  const { bench, examples, part, progress, breathe } = run;
  const size = Math.min(run.size, mostSequences);
  const outcomes: Outcome[] = [];
  for (let first = 0; first < size; first += group) {
    const alike = new Map<string, Example[]>();
    for (let from = first; from < Math.min(size, first + group); from++) {
      const example = await examples.of({ kind: 'part', part, from, length: 1 });
      const { time, decoder } = example.batches.shape;
      const key = `${time} ${decoder?.time}`;
      alike.set(key, [...(alike.get(key) ?? []), example]);
    }
    for (const each of alike.values()) {
      outcomes.push(...outcomesOf(bench, each));
      await breathe();
    }
    progress?.(Math.min(1, (first + group) / size));
  }
  return { part, bins: binned(outcomes) };
}

/** Examples of one shape. */
function outcomesOf(bench: Bench, examples: readonly Example[]): Outcome[] {
  return onNetwork(bench, (network) => {
    const { tape, model } = network;
    const batches = sideBySide(examples.map((example) => example.batches));
    const feed = new Feed(network, batches.shape, false);
    feed.read(batches, 0, 0);
    const [output] = tape.inference(() => model.forward(feed.input, feed.state(true), feed.pass(false, 0)));
    const { buffer } = feed;
    if (!buffer) return [];
    const logits = numbersOf(output);
    const { size } = batches.shape.output;
    return examples.map((_, lane) => {
      let [right, tokens] = [0, 0];
      for (let row = lane; row < buffer.weights.length; row += examples.length) {
        if (buffer.weights[row] === 0) continue;
        tokens++;
        if (likeliest(logits.subarray(row * size, (row + 1) * size)) === buffer.target[row]) right++;
      }
      return { length: batches.shape.time, right, tokens };
    });
  });
}

/** Ranges of equal width; those without a sequence are left out. */
function binned(outcomes: readonly Outcome[]): LengthAccuracy['bins'] {
  const lengths = outcomes.map(({ length }) => length);
  const [shortest, longest] = [Math.min(...lengths), Math.max(...lengths)];
  const width = Math.max(1, Math.ceil((longest - shortest + 1) / mostBins));
  const bins = Array.from({ length: mostBins }, (_, i) => ({
    from: shortest + i * width,
    to: shortest + (i + 1) * width - 1,
  }));
  return bins.flatMap(({ from, to }) => {
    const inside = outcomes.filter(({ length }) => length >= from && length <= to);
    if (inside.length === 0) return [];
    const sum = (of: (outcome: Outcome) => number) => inside.reduce((total, outcome) => total + of(outcome), 0);
    return {
      from,
      to,
      sequences: inside.length,
      exact: sum(({ right, tokens }) => (right === tokens ? 1 : 0)) / inside.length,
      tokenAccuracy:
        sum(({ right }) => right) /
        Math.max(
          1,
          sum(({ tokens }) => tokens),
        ),
    };
  });
}
