import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { ExperimentFile } from '../../../engine/node/experiment-file';
import { writeSamples } from '../../../engine/node/samples';
import { TrainingSession } from '../../../engine/node/session';
import { useFolder } from './support/folders';

const repository = path.resolve(__dirname, '../../..');

describe('the sample workspace', () => {
  const folder = useFolder();

  it('holds data, a valid experiment for each, and where the data is from', async () => {
    await writeSamples(repository, folder());
    const names = fs.readdirSync(folder()).sort();
    assert.deepEqual(names, [
      'SOURCES.md',
      'adding.seqlab.json',
      'dates.seqlab.json',
      'dates.tsv',
      'moby-dick-cloze.seqlab.json',
      'moby-dick.seqlab.json',
      'moby-dick.txt',
      'roman-numerals.csv',
      'roman-numerals.seqlab.json',
      'seattle-weather.csv',
      'seattle-weather.seqlab.json',
      'sentences.conll',
      'sentences.seqlab.json',
      'spellings.jsonl',
      'spellings.seqlab.json',
      'territories.seqlab.json',
      'territories.tsv',
    ]);
    const sources = fs.readFileSync(path.join(folder(), 'SOURCES.md'), 'utf8');
    for (const name of names.filter((each) => !/SOURCES|seqlab/.test(each))) assert.ok(sources.includes(name), name);
    for (const name of names.filter((each) => each.endsWith('.seqlab.json'))) {
      const file = path.join(folder(), name);
      const text = fs.readFileSync(file, 'utf8');
      assert.match(text, /^\/\/ .+\n\{/, 'what the experiment does is its first line');
      const session = await TrainingSession.open({ file: await ExperimentFile.read(file, name), roots: [folder()] });
      assert.ok(session.totalSteps > 0);
      assert.ok(Object.values(session.data.parts).every((size) => size > 0));
    }
  });

  it('joins the lines of each paragraph of the book', async () => {
    await writeSamples(repository, folder());
    const text = fs.readFileSync(path.join(folder(), 'moby-dick.txt'), 'utf8');
    assert.ok(
      text.startsWith('CHAPTER 1. Loomings.\n\nCall me Ishmael. Some years ago—never mind how long precisely—'),
    );
    assert.ok(text.endsWith('\n'));
    assert.doesNotMatch(text, /\r|[^\n]\n[^\n]|\n\n\n| {2}/);
  });
});
