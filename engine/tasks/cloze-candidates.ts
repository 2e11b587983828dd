import type { Floats } from '../contracts/data';
import type { ClozeToken } from '../contracts/events';
import { CLOZE_SPECIALS, type Vocabulary } from '../data/vocabulary';

const SHOWN = 5;

/** The likeliest tokens of one row of the output, special ones left out. */
export function candidatesOf(
  output: Floats,
  row: number,
  vocabulary: Vocabulary,
): NonNullable<ClozeToken['candidates']> {
  const logits = Array.from(output.subarray(row * vocabulary.size, (row + 1) * vocabulary.size));
  const greatest = Math.max(...logits);
  const sum = logits.reduce((total, logit) => total + Math.exp(logit - greatest), 0);
  return logits
    .map((logit, id) => ({ id, token: vocabulary.visible(id), probability: Math.exp(logit - greatest) / sum }))
    .slice(CLOZE_SPECIALS)
    .sort((a, b) => b.probability - a.probability || a.id - b.id)
    .slice(0, SHOWN)
    .map(({ token, probability }) => ({ token, probability }));
}
