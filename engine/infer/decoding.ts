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
  if (temperature === 0) return likeliest(logits, banned);
  if (topK === 0 && topP >= 1) return draw(logits, temperature, random, banned);
  const ids = Array.from(logits, (_, id) => id).filter((id) => id !== banned);
  ids.sort((a, b) => logits[b] - logits[a] || a - b);
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

function likeliest(logits: ArrayLike<number>, banned: number | undefined): number {
  let best = -1;
  for (let id = 0; id < logits.length; id++) {
    if (id !== banned && (best < 0 || logits[id] > logits[best])) best = id;
  }
  return best;
}

/** Among all: their order does not matter, and nothing is sorted. */
function draw(logits: ArrayLike<number>, temperature: number, random: Random, banned: number | undefined): number {
  const best = likeliest(logits, banned);
  const greatest = logits[best];
  // A typed array of this size takes longer to make than all that follows.
  const weights: number[] = [];
  let sum = 0;
  for (let id = 0; id < logits.length; id++) {
    const weight = id === banned ? 0 : Math.exp((logits[id] - greatest) / temperature);
    weights.push(weight);
    sum += weight;
  }
  let rest = random.uniform() * sum;
  for (let id = 0; id < weights.length; id++) {
    rest -= weights[id];
    if (rest < 0) return id;
  }
  return best;
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
