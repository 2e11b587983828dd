import type { Answer, DecodingOptions } from '../contracts/events';
import { Random, randomKey } from '../core/random';
import { ban, type Symbols } from './answer-limits';
import { chooseToken } from './decoding';
import type { DecoderRun } from './decoder-run';

export interface SampledAnswer extends Pick<Answer, 'logProbability' | 'ended'> {
  /** Without the end symbol. */
  readonly tokens: readonly number[];
}

/** Draws answers at random. @param run just started, with one lane */
export function sampleAnswers(
  run: DecoderRun,
  count: number,
  options: Pick<DecodingOptions, 'temperature' | 'topK' | 'topP' | 'seed'>,
  symbols: Symbols,
): SampledAnswer[] {
  const key = randomKey(options.seed, 'answers');
  const random = Array.from({ length: count }, (_, stream) => new Random(key, stream));
  const answers = random.map(() => ({ tokens: [] as number[], logProbability: 0, ended: false }));
  if (count > 1) run.repeat(count);
  let previous = answers.map(() => symbols.start);
  for (let step = 0; step < symbols.longest && answers.some(({ ended }) => !ended); step++) {
    const rows = run.step(previous);
    previous = rows.map((row, lane) => {
      const answer = answers[lane];
      const token = chooseToken(ban(row, symbols), options, random[lane]);
      if (answer.ended) return symbols.end;
      answer.logProbability += row[token];
      if (token === symbols.end) answer.ended = true;
      else answer.tokens.push(token);
      return token;
    });
  }
  return answers;
}
