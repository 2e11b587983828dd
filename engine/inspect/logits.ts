/** The class with the greatest logit. */
export function likeliest(logits: ArrayLike<number>): number {
  let best = 0;
  for (let id = 1; id < logits.length; id++) if (logits[id] > logits[best]) best = id;
  return best;
}

/** Of a class, in nats. */
export function logProbability(logits: ArrayLike<number>, id: number): number {
  const greatest = logits[likeliest(logits)];
  let sum = 0;
  for (let other = 0; other < logits.length; other++) sum += Math.exp(logits[other] - greatest);
  return logits[id] - greatest - Math.log(sum);
}
