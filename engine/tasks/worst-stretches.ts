export interface Stretch {
  readonly start: number;
  readonly end: number;
  readonly mean: number;
}

const LENGTH = 40;
const COUNT = 10;

/**
 * The stretches of `length` tokens with the highest mean loss, worst first; none overlaps a worse one.
 * @param nats by position; position 0 is not predicted and not counted
 */
export function worstStretches(nats: Float32Array, length = LENGTH, count = COUNT): Stretch[] {
  const size = Math.min(length, nats.length - 1);
  if (size < 1) return [];
  // means[i] is of the stretch that starts at i; taken ones and their neighbours become -1.
  const means = new Float64Array(nats.length - size + 1).fill(-1);
  let sum = 0;
  for (let i = 1; i < nats.length; i++) {
    sum += nats[i];
    if (i > size) sum -= nats[i - size];
    if (i >= size) means[i - size + 1] = sum / size;
  }
  const found: Stretch[] = [];
  while (found.length < count) {
    const start = means.reduce((best, mean, i) => (mean > means[best] ? i : best), 0);
    if (means[start] < 0) break;
    found.push({ start, end: start + size, mean: means[start] });
    means.fill(-1, Math.max(0, start - size + 1), start + size);
  }
  return found;
}
