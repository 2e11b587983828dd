import type { Example, OutputFeedback } from '../contracts/data';
import type { Rollout } from '../contracts/inspection';
import { Problem } from '../contracts/problem';
import type { Bench } from './bench';
import { rollOutRows } from './rollout-rows';
import { rollOutDecoder, rollOutText } from './rollout-tokens';

type Roll<K extends OutputFeedback['kind']> = (
  bench: Bench,
  example: Example,
  warmUp: number,
  feedback: Extract<OutputFeedback, { kind: K }>,
  breathe: () => Promise<void>,
) => Promise<Rollout>;

const rolls: { readonly [K in OutputFeedback['kind']]: Roll<K> } = {
  text: rollOutText,
  decoder: rollOutDecoder,
  rows: rollOutRows,
};

/**
 * The same input read as it is (teacher forcing), and from `warmUp` steps on with the model's own outputs in place of it (open loop).
 * What the second has more of error is exposure bias. Rejects with `inspect.not-offered` where outputs are no inputs.
 *
 * @param breathe is called between the two; it rejects to cancel
 */
export async function rollOut(
  bench: Bench,
  example: Example,
  warmUp: number,
  breathe: () => Promise<void> = () => Promise.resolve(),
): Promise<Rollout> {
  const { feedback } = example;
  if (!feedback) throw new Problem('inspect.not-offered', { question: 'rollout', model: '' });
  const roll = rolls[feedback.kind] as Roll<OutputFeedback['kind']>;
  return roll(bench, example, warmUp, feedback, breathe);
}
