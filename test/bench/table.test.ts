import * as assert from 'node:assert/strict';
import { type Report, type Result, verdictOf } from './report';
import { markdownTable, textTable } from './table';

const value = (median: number) => ({ median, min: median / 2, max: median * 2 });

const speed: Result = {
  row: 'train/lstm/64',
  title: 'Train LSTM 64',
  unit: 'tokens/s',
  better: 'more',
  entries: [
    { who: 'one', value: value(1000) },
    { who: 'two', value: value(1800) },
    { who: 'peer', value: value(1200) },
    { who: 'peer with more threads', value: value(900) },
    { who: 'stranger', missing: 'not installed' },
  ],
  comparisons: [
    { ours: ['one', 'two'], peers: ['peer', 'peer with more threads'], target: 2 },
    { ours: ['one'], peers: ['peer'] },
    { ours: ['two'], peers: ['stranger'], target: 100 },
  ],
};

const size: Result = {
  row: 'memory',
  title: 'Memory',
  unit: 'MB',
  better: 'less',
  entries: [
    { who: 'plan', value: value(12) },
    { who: 'by arithmetic', value: value(10) },
  ],
  comparisons: [{ ours: ['plan'], peers: ['by arithmetic'], target: 0.8, bound: true }],
  note: 'without the program',
};

const alone: Result = { ...size, row: 'start', entries: [{ who: 'start', value: value(0.25) }], comparisons: [] };

const report: Report = {
  date: '2026-11-24',
  machine: { processor: 'A processor', cores: 2, memory: 8e9, load: 0.25, versions: { Node: '24.0.0' } },
  quick: false,
  results: [speed, size, alone],
};

describe('verdicts of the bench', () => {
  it('set the best of ours against the best of the peers', () => {
    const verdict = verdictOf(speed, speed.comparisons[0]);
    assert.equal(verdict.ours?.who, 'two');
    assert.equal(verdict.peer?.who, 'peer');
    assert.equal(verdict.ratio, 1.5);
  });

  it('say above one where less is better and ours is less', () => {
    assert.equal(verdictOf(size, size.comparisons[0]).ratio, 10 / 12);
  });

  it('give no ratio to a peer that is missing, and name it', () => {
    const verdict = verdictOf(speed, speed.comparisons[2]);
    assert.equal(verdict.ratio, undefined);
    assert.deepEqual(verdict.peer, { who: 'stranger', missing: 'not installed' });
  });
});

describe('the table of the bench', () => {
  const lines = textTable(report).split('\n');
  const lineOf = (...words: readonly string[]): string => {
    const found = lines.find((line) => words.every((word) => line.includes(word)));
    assert.ok(found, `no line with ${words.join(', ')} in\n${lines.join('\n')}`);
    return found;
  };

  it('has a line for every comparison, with median, least, most, ratio and target', () => {
    assert.match(lineOf('1.50x'), /1,800 +\(900 - 3,600\) +peer +1,200 +1\.50x +2\.00x +below target$/);
    assert.match(lineOf('train', '0.83x'), /BEHIND$/);
  });

  it('says once what two comparisons come to, with the higher target', () => {
    const twice = { ...speed, comparisons: [...speed.comparisons, { ours: ['two'], peers: ['peer'], target: 1.5 }] };
    assert.equal(textTable({ ...report, results: [twice] }), textTable({ ...report, results: [speed] }));
    const more = { ...speed, comparisons: [...speed.comparisons, { ours: ['two'], peers: ['peer'], target: 2.5 }] };
    assert.notEqual(textTable({ ...report, results: [more] }), textTable({ ...report, results: [speed] }));
  });

  it('calls nothing behind a bound that nobody passes', () => {
    assert.match(lineOf('memory', '0.83x'), /0\.80x$/);
  });

  it('shows figures that are compared with nothing', () => {
    assert.match(lineOf('start'), /0\.250 +\(0\.125 - 0\.500\)$/);
  });

  it('names who is missing and why, the notes, and the machine', () => {
    lineOf('missing stranger: not installed');
    lineOf('memory: without the program');
    assert.match(lines.at(-1) ?? '', /^2026-11-24; A processor, 2 cores, load 0\.3.*Node 24\.0\.0\.$/);
  });

  it('becomes Markdown with the essential rows alone', () => {
    const markdown = markdownTable(report, (row) => row !== 'memory');
    assert.match(markdown, /^2026-11-24; A processor/);
    assert.match(markdown, /\n\| Train LSTM 64 +\| 1,800 tokens\/s \(two\) \| 1,200 \(peer\) /);
    assert.match(markdown, /stranger: not installed/);
    assert.doesNotMatch(markdown, /by arithmetic/);
    const widths = new Set(
      markdown
        .split('\n')
        .filter((line) => line.startsWith('|'))
        .map((line) => line.length),
    );
    assert.equal(widths.size, 1);
  });
});
