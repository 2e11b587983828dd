import type { DecodingOptions } from '../contracts/events';
import type { Random } from '../core/random';

/**
 * Chooses the next token from unnormalised log-probabilities: greedy at temperature 0, else drawn at random after the
 * temperature, among the `topK` likeliest (Fan et al. 2018) and the smallest set whose probability reaches `topP`
 * (nucleus sampling, Holtzman et al. 2020). Ties go to the smaller id.
 *
 * @param banned an id that is never chosen (the unknown token)
 */
export function chooseToken(
  logits: ArrayLike<number>,
  { temperature, topK, topP }: Pick<DecodingOptions, 'temperature' | 'topK' | 'topP'>,
  random: Random,
  banned?: number,
): number {
  const ids = Array.from(logits, (_, id) => id).filter((id) => id !== banned);
  ids.sort((a, b) => logits[b] - logits[a] || a - b);
  if (temperature === 0) return ids[0];
  const top = topK > 0 ? ids.slice(0, topK) : ids;
  const greatest = logits[top[0]];
  const weights = top.map((id) => Math.exp((logits[id] - greatest) / temperature));
  const nucleus = nucleusSize(weights, topP);
  let rest = random.uniform() * sumOf(weights.slice(0, nucleus));
  for (let i = 0; i < nucleus; i++) {
    rest -= weights[i];
    if (rest < 0) return top[i];
  }
  return top[nucleus - 1];
}

/** How many of the weights, greatest first, it takes to reach the share `topP` of their sum. */
function nucleusSize(weights: readonly number[], topP: number): number {
  if (topP >= 1) return weights.length;
  const wanted = topP * sumOf(weights);
  let sum = 0;
  for (let i = 0; i < weights.length; i++) {
    sum += weights[i];
    if (sum >= wanted) return i + 1;
  }
  return weights.length;
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
