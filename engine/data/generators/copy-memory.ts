import type { Generator } from '../../contracts/data';
import type { CopyMemoryConfig } from '../../contracts/experiment';
import { Random, randomKey } from '../../core/random';

const BLANK = '-';
const RECALL = ':';

/**
 * The copying problem (Hochreiter and Schmidhuber 1997, in the form of Arjovsky et al. 2016): `length` symbols, a delay of
 * blanks, a sign, and as many blanks again, in which the symbols are to be given out in their order. Before that the answer is
 * blank. Sequences of tokens with a tag to each.
 */
export const copyMemoryGenerator: Generator<CopyMemoryConfig> = {
  kind: 'copy-memory',

  // Two lists of tokens, which share their strings.
  bytes: ({ length, delay }, sequences) => sequences * (2 * length + delay) * 16,

  generate({ symbols, length, delay, seed }, { start, end }) {
    const letters = Array.from({ length: symbols }, (_, i) => String.fromCodePoint('a'.charCodeAt(0) + i));
    const blanks = (count: number) => Array.from({ length: count }, () => BLANK);
    const sequences = Array.from({ length: end - start }, (_, i) => {
      const random = new Random(randomKey(seed, 'generate.copy-memory'), start + i);
      return Array.from({ length }, () => letters[random.below(symbols)]);
    });
    return {
      kind: 'pairs',
      encoding: 'utf-8',
      source: sequences.map((shown) => [...shown, ...blanks(delay - 1), RECALL, ...blanks(length)]),
      target: sequences.map((shown) => [...blanks(length + delay), ...shown]),
      lines: sequences.map((_, i) => start + i + 1),
    };
  },
};
