import { permutation, randomKey } from '../../core/random';

const count = 8_000;
const longest = 12;

/** English words and how they are pronounced, one JSON object a line. @param dictionary of CMUdict: phonemes by word */
export function spellingPairs(dictionary: Readonly<Record<string, string>>): string {
  // No words with signs in them, and no second pronunciations: `READ(1)`.
  const words = Object.keys(dictionary)
    .filter((word) => /^[A-Z]+$/.test(word) && word.length >= 3 && word.length <= longest)
    .sort();
  const chosen = Array.from(permutation(words.length, randomKey(1, 'samples.spellings'), 0).subarray(0, count));
  const lines = chosen
    .map((index) => words[index])
    .sort()
    .map((word) => JSON.stringify({ source: word.toLowerCase(), target: dictionary[word].trim().split(/\s+/) }));
  return `${lines.join('\n')}\n`;
}
