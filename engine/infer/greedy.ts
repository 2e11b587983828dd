import { ban, type Symbols } from './answer-limits';
import type { DecoderRun } from './decoder-run';

/**
 * The likeliest next token, again and again, for all lanes at once.
 * @returns the tokens of each lane without the end symbol; a lane that does not end is cut at the longest answer
 */
export function decodeGreedily(run: DecoderRun, lanes: number, symbols: Symbols): number[][] {
  const answers: number[][] = Array.from({ length: lanes }, () => []);
  const open = answers.map(() => true);
  let previous = answers.map(() => symbols.start);
  for (let step = 0; step < symbols.longest && open.some(Boolean); step++) {
    const rows = run.step(previous);
    previous = rows.map((row, lane) => {
      const token = likeliest(ban(row, symbols));
      if (token === symbols.end) open[lane] = false;
      else if (open[lane]) answers[lane].push(token);
      return token;
    });
  }
  return answers;
}

function likeliest(row: Float64Array): number {
  return row.reduce((best, value, id) => (value > row[best] ? id : best), 0);
}
